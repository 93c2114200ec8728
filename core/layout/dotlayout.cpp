#include "layout/dotlayout.h"

#include <fmt/format.h>
#include <string>

// The only file that sees gvc.h: it defines macros like P, B, MIN and TRUE.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include <gvc.h>
#pragma GCC diagnostic pop

namespace rt0::layout {
namespace {

constexpr double kPointsPerInch = 72;

/// cgraph takes char* where it means const char*.
char* plain(const char* text) {
    return const_cast<char*>(text);
}

class Graph {
public:
    Graph() : m_context(gvContext()), m_graph(agopen(plain("g"), Agdirected, nullptr)) { agseterr(AGMAX); }
    ~Graph() {
        if (m_laidOut)
            gvFreeLayout(m_context, m_graph);
        agclose(m_graph);
        gvFreeContext(m_context);
    }
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    void setOptions(const DrawingOptions& options);
    void add(const GraphDrawing& drawing);
    bool layOut() {
        m_laidOut = gvLayout(m_context, m_graph, "dot") == 0;
        return m_laidOut;
    }
    LaidOutGraph result() const;

private:
    void set(int kind, const char* name, const std::string& value) {
        agattr(m_graph, kind, plain(name), plain(value.c_str()));
    }
    void addSubgraph(const std::string& name, const std::vector<std::uint32_t>& members);
    Point place(const pointf& point) const { return {point.x, GD_bb(m_graph).UR.y - point.y}; }
    std::vector<Point> curve(Agedge_t* edge) const;

    GVC_t* m_context;
    Agraph_t* m_graph;
    std::vector<Agnode_t*> m_nodes;
    std::vector<Agedge_t*> m_edges;
    std::vector<Agraph_t*> m_clusters;
    bool m_laidOut = false;
};

void Graph::setOptions(const DrawingOptions& options) {
    set(AGRAPH, "rankdir", options.direction == Direction::Right ? "LR" : "TB");
    set(AGRAPH, "splines", options.splines == Splines::Straight ? "line" : "spline");
    set(AGRAPH, "nodesep", fmt::format("{}", options.nodeGap / kPointsPerInch));
    set(AGRAPH, "ranksep", fmt::format("{}", options.rankGap / kPointsPerInch));
    if (options.keepOrder)
        set(AGRAPH, "ordering", "out");
    if (options.placingEffort > 0) {
        set(AGRAPH, "nslimit", fmt::format("{}", options.placingEffort));
        set(AGRAPH, "nslimit1", fmt::format("{}", options.placingEffort));
    }
    if (options.crossingEffort > 0)
        set(AGRAPH, "mclimit", fmt::format("{}", options.crossingEffort));
    // Sizes are the caller's, labels too: Graphviz measures no text.
    set(AGNODE, "shape", "box");
    set(AGNODE, "fixedsize", "true");
    set(AGNODE, "label", "");
    set(AGNODE, "width", "1");
    set(AGNODE, "height", "1");
    set(AGEDGE, "arrowhead", "none");
    set(AGEDGE, "weight", "1");
    set(AGEDGE, "minlen", "1");
}

void Graph::addSubgraph(const std::string& name, const std::vector<std::uint32_t>& members) {
    Agraph_t* const subgraph = agsubg(m_graph, plain(name.c_str()), 1);
    for (const std::uint32_t member : members)
        agsubnode(subgraph, m_nodes[member], 1);
    if (name.starts_with("cluster"))
        m_clusters.push_back(subgraph);
    else
        agsafeset(subgraph, plain("rank"), plain("same"), plain(""));
}

void Graph::add(const GraphDrawing& drawing) {
    const auto setText = [](void* object, const char* name, const std::string& value) {
        agset(object, plain(name), plain(value.c_str()));
    };
    for (const DrawingNode& node : drawing.nodes) {
        m_nodes.push_back(agnode(m_graph, nullptr, 1));
        setText(m_nodes.back(), "width", fmt::format("{}", node.width / kPointsPerInch));
        setText(m_nodes.back(), "height", fmt::format("{}", node.height / kPointsPerInch));
    }
    for (const DrawingEdge& edge : drawing.edges) {
        m_edges.push_back(agedge(m_graph, m_nodes[edge.from], m_nodes[edge.to], nullptr, 1));
        if (edge.weight != 1)
            setText(m_edges.back(), "weight", fmt::format("{}", edge.weight));
        if (edge.minRanks != 1)
            setText(m_edges.back(), "minlen", fmt::format("{}", edge.minRanks));
    }
    for (std::size_t i = 0; i < drawing.clusters.size(); ++i)
        addSubgraph(fmt::format("cluster{}", i), drawing.clusters[i].nodes);
    for (std::size_t i = 0; i < drawing.sameRank.size(); ++i)
        addSubgraph(fmt::format("line{}", i), drawing.sameRank[i]);
}

std::vector<Point> Graph::curve(Agedge_t* edge) const {
    const splines* const drawn = ED_spl(edge);
    std::vector<Point> points;
    if (drawn == nullptr || drawn->size == 0)
        return points;
    const bezier& first = drawn->list[0];
    for (int i = 0; i < first.size; ++i)
        points.push_back(place(first.list[i]));
    if (points.size() % 3 != 1)
        points.clear();
    return points;
}

LaidOutGraph Graph::result() const {
    LaidOutGraph layout;
    const boxf box = GD_bb(m_graph);
    layout.width = box.UR.x;
    layout.height = box.UR.y;
    for (Agnode_t* node : m_nodes)
        layout.nodes.push_back(place(ND_coord(node)));
    for (Agedge_t* edge : m_edges)
        layout.edges.push_back(curve(edge));
    for (Agraph_t* cluster : m_clusters) {
        const boxf around = GD_bb(cluster);
        layout.clusters.push_back({place({around.LL.x, around.UR.y}), place({around.UR.x, around.LL.y})});
    }
    return layout;
}

} // namespace

Result<LaidOutGraph> dotLayout(const GraphDrawing& drawing) {
    if (drawing.nodes.empty())
        return LaidOutGraph{};
    Graph graph;
    graph.setOptions(drawing.options);
    graph.add(drawing);
    if (!graph.layOut()) {
        const char* const reason = aglasterr();
        return tl::unexpected(Error{"could not be laid out", "graph", reason == nullptr ? "" : reason});
    }
    return graph.result();
}

} // namespace rt0::layout
