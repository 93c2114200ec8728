#include "analysis/initgraph/dominators.h"

#include <algorithm>
#include <utility>

namespace rt0::initgraph {
namespace {

/// Works on numbers of a depth-first walk, the root's being 0, and translates in the end.
class DominatorFinder {
public:
    DominatorFinder(const Digraph& graph, Node root) : m_graph(graph), m_number(graph.size(), kNoNode) {
        walk(root);
    }

    /// By node its immediate dominator.
    std::vector<Node> find() {
        const auto count = static_cast<Node>(m_node.size());
        const Digraph importers = reversed(m_graph);
        m_semi.resize(count);
        m_label.resize(count);
        m_ancestor.assign(count, kNoNode);
        for (Node i = 0; i < count; ++i)
            m_semi[i] = m_label[i] = i;
        std::vector<Node> dominator(count, 0);
        std::vector<Node> nextInBucket(count, kNoNode);
        std::vector<Node> bucket(count, kNoNode);
        for (Node w = count; w-- > 1;) {
            for (const Node importer : importers.from(m_node[w]))
                if (m_number[importer] != kNoNode)
                    m_semi[w] = std::min(m_semi[w], m_semi[best(m_number[importer])]);
            nextInBucket[w] = std::exchange(bucket[m_semi[w]], w);
            const Node parent = m_parent[w];
            m_ancestor[w] = parent;
            for (Node v = std::exchange(bucket[parent], kNoNode); v != kNoNode; v = nextInBucket[v]) {
                const Node u = best(v);
                dominator[v] = m_semi[u] < m_semi[v] ? u : parent;
            }
        }
        for (Node w = 1; w < count; ++w)
            if (dominator[w] != m_semi[w])
                dominator[w] = dominator[dominator[w]];
        std::vector<Node> byNode(m_graph.size(), kNoNode);
        for (Node w = 1; w < count; ++w)
            byNode[m_node[w]] = m_node[dominator[w]];
        return byNode;
    }

private:
    void walk(Node root) {
        std::vector<std::uint32_t> next(m_graph.first.begin(), m_graph.first.end() - 1);
        std::vector<Node> path;
        const auto enter = [&](Node node) {
            m_number[node] = static_cast<Node>(m_node.size());
            m_node.push_back(node);
            m_parent.push_back(path.empty() ? 0 : m_number[path.back()]);
            path.push_back(node);
        };
        enter(root);
        while (!path.empty()) {
            const Node node = path.back();
            if (next[node] == m_graph.first[node + 1]) {
                path.pop_back();
                continue;
            }
            const Node target = m_graph.targets[next[node]++];
            if (m_number[target] == kNoNode)
                enter(target);
        }
    }

    /// The node with the smallest semidominator on the way up to the root of `v`'s tree in the forest that
    /// was linked so far; shortens the way.
    Node best(Node v) {
        if (m_ancestor[v] == kNoNode)
            return v;
        for (Node at = v; m_ancestor[m_ancestor[at]] != kNoNode; at = m_ancestor[at])
            m_way.push_back(at);
        while (!m_way.empty()) {
            const Node at = m_way.back();
            m_way.pop_back();
            const Node above = m_ancestor[at];
            if (m_semi[m_label[above]] < m_semi[m_label[at]])
                m_label[at] = m_label[above];
            m_ancestor[at] = m_ancestor[above];
        }
        return m_label[v];
    }

    const Digraph& m_graph;
    std::vector<Node> m_number; ///< by node
    std::vector<Node> m_node;   ///< by number, as all that follows
    std::vector<Node> m_parent;
    std::vector<Node> m_semi;
    std::vector<Node> m_label;
    std::vector<Node> m_ancestor;
    std::vector<Node> m_way;
};

void fillPreorder(DominatorTree& tree) {
    std::vector<Node> open{tree.root};
    while (!open.empty()) {
        const Node node = open.back();
        open.pop_back();
        tree.position[node] = static_cast<Node>(tree.preorder.size());
        tree.preorder.push_back(node);
        const auto children = tree.children.from(node);
        open.insert(open.end(), children.rbegin(), children.rend());
    }
    for (auto node = tree.preorder.rbegin(); node != tree.preorder.rend(); ++node) {
        ++tree.subtree[*node];
        if (tree.parent[*node] != kNoNode)
            tree.subtree[tree.parent[*node]] += tree.subtree[*node];
    }
}

} // namespace

DominatorTree dominatorsOf(const Digraph& graph, Node root) {
    DominatorTree tree;
    tree.parent.assign(graph.size(), kNoNode);
    tree.position.assign(graph.size(), kNoNode);
    tree.subtree.assign(graph.size(), 0);
    if (root >= graph.size())
        return tree;
    tree.root = root;
    tree.parent = DominatorFinder(graph, root).find();
    std::vector<ImportEdge> edges;
    for (Node node = 0; node < graph.size(); ++node)
        if (tree.parent[node] != kNoNode)
            edges.push_back({tree.parent[node], node});
    tree.children = digraphOf(graph.size(), std::move(edges));
    fillPreorder(tree);
    return tree;
}

} // namespace rt0::initgraph
