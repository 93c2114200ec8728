#pragma once

#include "analysis/initgraph/digraph.h"

namespace rt0::initgraph {

/// Who must be there for a node to be reached: its parent lies on every path from the root to it, and no
/// other such node lies nearer. Without the parent, all below it is gone.
struct DominatorTree {
    Node root = kNoNode;
    std::vector<Node> parent;   ///< by node; kNoNode for the root and for what it does not reach
    std::vector<Node> preorder; ///< what the root reaches; parents stand before their children
    std::vector<Node> position; ///< by node: its place in `preorder`; kNoNode when not reached
    std::vector<Node> subtree;  ///< by node: how many nodes hang on it, itself included; 0 when not reached
    Digraph children;           ///< from parent to child, ascending

    bool reached(Node node) const { return position[node] != kNoNode; }
    /// True for the node itself, too. Both must be reached.
    bool dominates(Node upper, Node lower) const {
        return position[lower] - position[upper] < subtree[upper]; // of a smaller position it wraps around
    }
    /// All that goes when `node` goes: a stretch of `preorder` that begins with it.
    std::span<const Node> below(Node node) const {
        return reached(node) ? std::span(preorder).subspan(position[node], subtree[node])
                             : std::span<const Node>();
    }
};

/// Lengauer and Tarjan's algorithm, O(edges · log nodes) for any graph.
DominatorTree dominatorsOf(const Digraph& graph, Node root);

} // namespace rt0::initgraph
