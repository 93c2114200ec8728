#include "analysis/initgraph/retained.h"

#include <algorithm>

namespace rt0::initgraph {
namespace {

std::vector<bool> reachedWithout(const PackageGraph& graph, const std::vector<bool>& cut,
                                 std::span<const ImportEdge> sortedCuts) {
    std::vector<bool> reached(graph.size());
    std::vector<PackageIndex> open;
    const auto reach = [&](PackageIndex package) {
        if (reached[package] || cut[package])
            return;
        reached[package] = true;
        open.push_back(package);
    };
    reach(graph.root());
    while (!open.empty()) {
        const PackageIndex package = open.back();
        open.pop_back();
        for (const PackageIndex imported : graph.imports(package))
            if (sortedCuts.empty() || !std::ranges::binary_search(sortedCuts, ImportEdge{package, imported}))
                reach(imported);
    }
    return reached;
}

} // namespace

RetainedCosts retainedCosts(const PackageGraph& graph, const DominatorTree& dominators,
                            const std::vector<InitCost>& self) {
    RetainedCosts retained{self, std::vector<InitCost>(graph.importCount())};
    if (!tellsRetained(graph)) {
        for (PackageIndex package = 0; package < graph.size(); ++package)
            if (package != graph.root())
                retained.ofPackage[graph.root()] += self[package];
        return retained;
    }
    for (auto node = dominators.preorder.rbegin(); node != dominators.preorder.rend(); ++node)
        if (const Node parent = dominators.parent[*node]; parent != kNoNode)
            retained.ofPackage[parent] += retained.ofPackage[*node];
    for (const PackageIndex package : dominators.preorder) {
        // One import is all that holds a package when every other importer hangs on the package itself.
        const PackageIndex parent = dominators.parent[package];
        const auto others = [&](PackageIndex importer) {
            return importer != parent && dominators.reached(importer) &&
                   !dominators.dominates(package, importer);
        };
        if (parent == kNoNode || std::ranges::any_of(graph.importers(package), others))
            continue;
        if (const std::size_t edge = graph.edgeOf(parent, package); edge < graph.importCount())
            retained.ofEdge[edge] = retained.ofPackage[package];
    }
    return retained;
}

std::vector<PackageIndex> freedBy(const PackageGraph& graph, std::span<const PackageIndex> cutPackages,
                                  std::span<const ImportEdge> cutImports) {
    if (graph.empty())
        return {};
    std::vector<bool> cut(graph.size());
    const std::vector<bool> before = reachedWithout(graph, cut, {});
    for (const PackageIndex package : cutPackages)
        cut[package] = true;
    std::vector<ImportEdge> cuts(cutImports.begin(), cutImports.end());
    std::ranges::sort(cuts);
    const std::vector<bool> after = reachedWithout(graph, cut, cuts);
    std::vector<PackageIndex> freed;
    for (PackageIndex package = 0; package < graph.size(); ++package)
        if (before[package] && !after[package])
            freed.push_back(package);
    return freed;
}

} // namespace rt0::initgraph
