#pragma once

#include "recording/packagegraph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace rt0::initgraph {

using Node = std::uint32_t;
inline constexpr Node kNoNode = kNoPackage;

/// A directed graph as the algorithms here want it. An edge's number is its place in `targets`.
struct Digraph {
    std::vector<std::uint32_t> first{0}; ///< by node and one more: where its edges begin in `targets`
    std::vector<Node> targets;

    Node size() const { return static_cast<Node>(first.size() - 1); }
    std::span<const Node> from(Node node) const {
        return std::span(targets).subspan(first[node], first[node + 1] - first[node]);
    }
};

/// Edges go from the importing to the imported package; they have the numbers that PackageGraph gives them.
Digraph importsOf(const PackageGraph& graph);

/// Of edges in any order; repeated ones and those from a node to itself are dropped.
Digraph digraphOf(Node nodes, std::vector<ImportEdge> edges);

Digraph reversed(const Digraph& graph);

/// Which nodes hang together in loops (strongly connected components, Tarjan). Import graphs of `go list`
/// have none; inferred ones and graphs of modules do.
struct Components {
    std::vector<Node> of; ///< by node; a component has a smaller number than those that lead to it
    Node count = 0;
};
Components componentsOf(const Digraph& graph);

/// The graph of the components.
Digraph condensed(const Digraph& graph, const Components& components);

/// By node the length of the longest path to a node without edges, 0 for that node: packages of one layer can
/// only depend on lower layers. Nodes of one loop share a layer.
std::vector<std::uint32_t> layersOf(const Digraph& graph);

/// By edge: false when another path leads to the same node, so that drawings can do without it (transitive
/// reduction). Edges inside a loop are all kept, and so are those of graphs that would take too long (100,000
/// packages with 20,000,000 imports).
std::vector<bool> reducedEdges(const Digraph& graph);

} // namespace rt0::initgraph
