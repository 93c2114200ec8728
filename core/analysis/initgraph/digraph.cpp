#include "analysis/initgraph/digraph.h"

#include <algorithm>
#include <numeric>

namespace rt0::initgraph {

Digraph importsOf(const PackageGraph& graph) {
    Digraph result;
    result.first.reserve(graph.size() + 1);
    result.targets.reserve(graph.importCount());
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        const auto imports = graph.imports(package);
        result.targets.insert(result.targets.end(), imports.begin(), imports.end());
        result.first.push_back(static_cast<std::uint32_t>(result.targets.size()));
    }
    return result;
}

Digraph digraphOf(Node nodes, std::vector<ImportEdge> edges) {
    std::erase_if(edges, [](const ImportEdge& edge) { return edge.importer == edge.imported; });
    std::ranges::sort(edges);
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    Digraph result;
    result.first.assign(std::size_t{nodes} + 1, 0);
    result.targets.reserve(edges.size());
    for (const ImportEdge& edge : edges) {
        ++result.first[edge.importer + 1];
        result.targets.push_back(edge.imported);
    }
    std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
    return result;
}

Digraph reversed(const Digraph& graph) {
    Digraph result;
    result.first.assign(graph.first.size(), 0);
    result.targets.resize(graph.targets.size());
    for (const Node target : graph.targets)
        ++result.first[target + 1];
    std::partial_sum(result.first.begin(), result.first.end(), result.first.begin());
    std::vector<std::uint32_t> next(result.first.begin(), result.first.end() - 1);
    for (Node node = 0; node < graph.size(); ++node)
        for (const Node target : graph.from(node))
            result.targets[next[target]++] = node;
    return result;
}

} // namespace rt0::initgraph
