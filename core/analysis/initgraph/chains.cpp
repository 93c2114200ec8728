#include "analysis/initgraph/chains.h"

#include "analysis/initgraph/dominators.h"

#include <algorithm>

namespace rt0::initgraph {
namespace {

/// By package the one before it on the shortest chain from `from`; `from` itself for `from`.
std::vector<PackageIndex> stepsFrom(const PackageGraph& graph, PackageIndex from, PackageIndex without) {
    std::vector<PackageIndex> before(graph.size(), kNoPackage);
    std::vector<PackageIndex> reached{from};
    before[from] = from;
    for (std::size_t next = 0; next < reached.size(); ++next)
        for (const PackageIndex imported : graph.imports(reached[next]))
            if (before[imported] == kNoPackage && imported != without) {
                before[imported] = reached[next];
                reached.push_back(imported);
            }
    return before;
}

ImportChain chainTo(const std::vector<PackageIndex>& before, PackageIndex to) {
    ImportChain chain;
    if (before[to] == kNoPackage)
        return chain;
    for (chain.push_back(to); before[to] != to; chain.push_back(to))
        to = before[to];
    std::ranges::reverse(chain);
    return chain;
}

} // namespace

ImportChain shortestChain(const PackageGraph& graph, PackageIndex from, PackageIndex to) {
    return chainTo(stepsFrom(graph, from, kNoPackage), to);
}

ImportChain shortestChain(const PackageGraph& graph, PackageIndex from, std::span<const PackageIndex> to) {
    const std::vector<PackageIndex> before = stepsFrom(graph, from, kNoPackage);
    ImportChain shortest;
    for (const PackageIndex package : to)
        if (ImportChain chain = chainTo(before, package);
            !chain.empty() && (shortest.empty() || chain.size() < shortest.size()))
            shortest = std::move(chain);
    return shortest;
}

WhyLinked whyLinked(const PackageGraph& graph, PackageIndex package) {
    WhyLinked why;
    const DominatorTree dominators = dominatorsOf(importsOf(graph), graph.root());
    if (!dominators.reached(package))
        return why;
    for (PackageIndex at = package; at != kNoNode; at = dominators.parent[at])
        why.always.push_back(at);
    std::ranges::reverse(why.always);
    if (package == graph.root())
        return why;
    const std::vector<PackageIndex> before = stepsFrom(graph, graph.root(), package);
    for (const PackageIndex importer : graph.importers(package)) {
        ImportChain chain = chainTo(before, importer);
        if (chain.empty())
            continue; // it is linked only because of the package itself
        chain.push_back(package);
        why.chains.push_back(std::move(chain));
    }
    std::ranges::stable_sort(why.chains, {}, &ImportChain::size);
    return why;
}

} // namespace rt0::initgraph
