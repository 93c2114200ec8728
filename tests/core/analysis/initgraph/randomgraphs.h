#pragma once

#include "analysis/initgraph/digraph.h"
#include "timeline/programgraph.h"

#include <fmt/format.h>
#include <random>
#include <vector>

/// Graphs for tests that compare with slow and simple answers.
namespace rt0::test {

using initgraph::Digraph;
using initgraph::Node;

/// `nodes` nodes and about `edges` edges; without loops edges lead to smaller numbers.
inline Digraph randomDigraph(std::mt19937& random, Node nodes, std::size_t edges, bool loops) {
    std::vector<ImportEdge> list;
    for (std::size_t i = 0; i < edges; ++i) {
        const Node a = static_cast<Node>(random() % nodes);
        const Node b = static_cast<Node>(random() % nodes);
        list.push_back(loops || a > b ? ImportEdge{a, b} : ImportEdge{b, a});
    }
    return initgraph::digraphOf(nodes, std::move(list));
}

/// What `from` leads to without passing `without`.
inline std::vector<bool> reachable(const Digraph& graph, Node from, Node without = initgraph::kNoNode) {
    std::vector<bool> reached(graph.size());
    std::vector<Node> open;
    if (from != without) {
        reached[from] = true;
        open.push_back(from);
    }
    while (!open.empty()) {
        const Node node = open.back();
        open.pop_back();
        for (const Node target : graph.from(node))
            if (target != without && !reached[target]) {
                reached[target] = true;
                open.push_back(target);
            }
    }
    return reached;
}

/// Packages named p000, p001 … in the graph's order; the last is the command.
inline PackageGraph packageGraph(const Digraph& graph) {
    std::vector<GoPackage> packages(graph.size());
    std::vector<ImportEdge> edges;
    for (Node node = 0; node < graph.size(); ++node) {
        packages[node].importPath = fmt::format("p{:04}", node);
        packages[node].main = node + 1 == graph.size();
        for (const Node target : graph.from(node))
            edges.push_back({node, target});
    }
    return {GraphSource::GoList, std::move(packages), {}, std::move(edges)};
}

/// Every package that the command links, each with an init of its own cost.
inline Startup startupOf(const PackageGraph& graph) {
    Startup startup;
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        PackageInit init;
        init.importPath = linkedName(graph[package]);
        init.duration = {Nanoseconds(1000 * (package + 1)), Nanoseconds(1000 * (package + 1) + 10)};
        init.bytes = package * 3;
        init.allocs = package + 7;
        startup.inits.push_back(std::move(init));
    }
    return startup;
}

} // namespace rt0::test
