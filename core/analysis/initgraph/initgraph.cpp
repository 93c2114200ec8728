#include "analysis/initgraph/initgraph.h"

#include <algorithm>

namespace rt0::initgraph {
namespace {

std::uint64_t weightOf(const InitCost& cost, BlameBy by) {
    switch (by) {
    case BlameBy::Bytes:
        return cost.bytes;
    case BlameBy::Allocs:
        return cost.allocs;
    case BlameBy::Time:
        break;
    }
    return static_cast<std::uint64_t>(std::max<Nanoseconds::rep>(cost.time.middle().count(), 0));
}

} // namespace

InitGraph analyse(const ProgramGraph& graph, const Startup& startup) {
    InitGraph result;
    result.imports = importsOf(graph.packages);
    result.dominators = dominatorsOf(result.imports, graph.packages.root());
    result.self = selfCosts(graph, startup);
    result.retained = retainedCosts(graph.packages, result.dominators, result.self);
    result.layers = layersOf(result.imports);
    result.needed = reducedEdges(result.imports);
    result.modules = moduleGraphOf(graph.packages, result.self);
    result.order = checkOrder(graph);
    return result;
}

std::vector<PackageIndex> byRetained(const InitGraph& analysis, BlameBy by) {
    const std::vector<InitCost>& costs = analysis.retained.ofPackage;
    std::vector<PackageIndex> order;
    for (PackageIndex package = 0; package < costs.size(); ++package)
        if (costs[package].inits > 0)
            order.push_back(package);
    std::ranges::stable_sort(order, [&](PackageIndex a, PackageIndex b) {
        const std::uint64_t first = weightOf(costs[a], by);
        const std::uint64_t second = weightOf(costs[b], by);
        return first != second ? first > second : costs[a].allocs > costs[b].allocs;
    });
    return order;
}

} // namespace rt0::initgraph
