#include "analysis/initgraph/digraph.h"

#include <algorithm>

namespace rt0::initgraph {
namespace {

/// Tarjan's algorithm without recursion: a chain of imports may be as long as the file wants.
class ComponentFinder {
public:
    explicit ComponentFinder(const Digraph& graph)
        : m_graph(graph), m_number(graph.size(), kNoNode), m_lowest(graph.size()), m_next(graph.size()) {
        m_result.of.assign(graph.size(), kNoNode);
    }

    Components find() && {
        for (Node node = 0; node < m_graph.size(); ++node)
            if (m_number[node] == kNoNode)
                visit(node);
        return std::move(m_result);
    }

private:
    void enter(Node node) {
        m_number[node] = m_lowest[node] = m_count++;
        m_path.push_back(node);
        m_open.push_back(node);
    }

    void visit(Node start) {
        enter(start);
        while (!m_path.empty()) {
            const Node node = m_path.back();
            const auto targets = m_graph.from(node);
            if (m_next[node] < targets.size()) {
                const Node target = targets[m_next[node]++];
                if (m_number[target] == kNoNode)
                    enter(target);
                else if (m_result.of[target] == kNoNode)
                    m_lowest[node] = std::min(m_lowest[node], m_number[target]);
                continue;
            }
            m_path.pop_back();
            if (!m_path.empty())
                m_lowest[m_path.back()] = std::min(m_lowest[m_path.back()], m_lowest[node]);
            if (m_lowest[node] == m_number[node])
                close(node);
        }
    }

    void close(Node first) {
        for (Node node = kNoNode; node != first;) {
            node = m_open.back();
            m_open.pop_back();
            m_result.of[node] = m_result.count;
        }
        ++m_result.count;
    }

    const Digraph& m_graph;
    std::vector<Node> m_number;
    std::vector<Node> m_lowest;
    std::vector<std::uint32_t> m_next;
    std::vector<Node> m_path;
    std::vector<Node> m_open;
    Node m_count = 0;
    Components m_result;
};

} // namespace

Components componentsOf(const Digraph& graph) {
    return ComponentFinder(graph).find();
}

Digraph condensed(const Digraph& graph, const Components& components) {
    std::vector<ImportEdge> edges;
    edges.reserve(graph.targets.size());
    for (Node node = 0; node < graph.size(); ++node)
        for (const Node target : graph.from(node))
            edges.push_back({components.of[node], components.of[target]});
    return digraphOf(components.count, std::move(edges));
}

} // namespace rt0::initgraph
