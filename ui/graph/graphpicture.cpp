#include "graph/graphpicture.h"

#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr std::size_t kPolished = 120; ///< up to so many nodes `dot` may take all the time it likes
constexpr double kGood = 0.95;         ///< zoom that no other way need be tried for
constexpr std::size_t kCurved = 300;   ///< up to so many nodes edges are curves around nodes

/// By node how wide its column is. In a tree nodes stand in columns, aligned at the left; parents come first.
std::vector<double> columnWidths(const GraphScene& scene, const std::vector<NodeShape>& shapes) {
    std::vector<std::size_t> depths(shapes.size());
    for (const SceneEdge& edge : scene.edges)
        depths[edge.to] = depths[edge.from] + 1;
    std::vector<double> widest(shapes.size());
    for (std::size_t i = 0; i < shapes.size(); ++i)
        widest[depths[i]] = std::max(widest[depths[i]], shapes[i].size.width());
    std::vector<double> widths;
    for (const std::size_t depth : depths)
        widths.push_back(widest[depth]);
    return widths;
}

layout::GraphDrawing drawingOf(const GraphScene& scene, const std::vector<NodeShape>& shapes,
                               layout::Direction direction) {
    layout::GraphDrawing drawing;
    for (const NodeShape& shape : shapes)
        drawing.nodes.push_back({shape.size.width(), shape.size.height()});
    if (scene.tree) {
        const std::vector<double> widths = columnWidths(scene, shapes);
        for (std::size_t i = 0; i < widths.size(); ++i)
            drawing.nodes[i].width = widths[i];
    }
    for (const SceneEdge& edge : scene.edges)
        drawing.edges.push_back({edge.from, edge.to});
    layout::DrawingOptions& options = drawing.options;
    const bool right = direction == layout::Direction::Right;
    options.direction = direction;
    options.keepOrder = scene.tree;
    options.nodeGap = right ? 5 : 14;
    options.rankGap = scene.nodes.size() > kCurved ? 120 : scene.tree ? 30 : right ? 44 : 34;
    if (scene.nodes.size() > kPolished) {
        options.placingEffort = 0.1;
        options.crossingEffort = 0.01;
        options.splines = scene.nodes.size() > kCurved ? layout::Splines::Straight : layout::Splines::Curved;
    }
    return drawing;
}

QPointF pointOf(const layout::Point& point) {
    return {point.x, point.y};
}

QPointF unit(const QPointF& vector) {
    const double length = std::hypot(vector.x(), vector.y());
    return length > 0 ? vector / length : QPointF(1, 0);
}

void finishEdge(GraphPicture::Edge& edge, const QPointF& before, const QPointF& tip) {
    edge.tip = tip;
    edge.direction = unit(tip - before);
    edge.bounds = edge.curve.controlPointRect().adjusted(-2, -2, 2, 2);
    edge.line = edge.curve.toSubpathPolygons().value(0);
}

GraphPicture::Edge edgeOf(const std::vector<layout::Point>& points) {
    GraphPicture::Edge edge;
    if (points.size() < 2)
        return edge;
    edge.curve.moveTo(pointOf(points[0]));
    for (std::size_t i = 1; i + 2 < points.size(); i += 3)
        edge.curve.cubicTo(pointOf(points[i]), pointOf(points[i + 1]), pointOf(points[i + 2]));
    const QPointF tip = pointOf(points.back());
    const QPointF before = pointOf(points[points.size() - 2]);
    finishEdge(edge, before == tip ? pointOf(points.front()) : before, tip);
    return edge;
}

/// From the node straight to the right side of its column, for nodes are narrower than that, then in one
/// bend to the child.
GraphPicture::Edge treeEdge(const QRectF& parent, double columnRight, const QRectF& child) {
    GraphPicture::Edge edge;
    const QPointF begin(parent.right(), parent.center().y());
    const QPointF turn(std::max(columnRight, begin.x()), begin.y());
    const QPointF end(child.left(), child.center().y());
    const QPointF bend((end.x() - turn.x()) * 0.6, 0);
    edge.curve.moveTo(begin);
    edge.curve.lineTo(turn);
    edge.curve.cubicTo(turn + bend, end - bend, end);
    finishEdge(edge, end - bend, end);
    return edge;
}

} // namespace

void GraphPicture::place(const layout::GraphDrawing& drawing, const layout::LaidOutGraph& layout) {
    m_size = {layout.width, layout.height};
    m_direction = drawing.options.direction;
    for (std::size_t i = 0; i < m_shapes.size(); ++i) {
        QRectF rect(QPointF(0, 0), m_shapes[i].size);
        rect.moveCenter(pointOf(layout.nodes[i]));
        rect.moveLeft(layout.nodes[i].x - drawing.nodes[i].width / 2);
        m_nodes.push_back(rect);
    }
    m_edges.reserve(layout.edges.size());
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        const SceneEdge& edge = m_scene.edges[i];
        const double column = layout.nodes[edge.from].x + drawing.nodes[edge.from].width / 2;
        m_edges.push_back(m_scene.tree ? treeEdge(m_nodes[edge.from], column, m_nodes[edge.to])
                                       : edgeOf(layout.edges[i]));
    }
}

std::size_t GraphPicture::start() const {
    std::vector<bool> reached(m_nodes.size());
    for (const SceneEdge& edge : m_scene.edges)
        reached[edge.to] = true;
    const auto first = std::ranges::find(reached, false);
    return first == reached.end() ? 0 : static_cast<std::size_t>(first - reached.begin());
}

std::optional<std::size_t> GraphPicture::nodeAt(const QPointF& point) const {
    const auto hit = std::ranges::find_if(m_nodes, [&](const QRectF& rect) { return rect.contains(point); });
    if (hit == m_nodes.end())
        return std::nullopt;
    return static_cast<std::size_t>(hit - m_nodes.begin());
}

std::optional<std::size_t> GraphPicture::nodeOf(PackageIndex package) const {
    for (std::size_t i = 0; i < m_scene.nodes.size(); ++i)
        if (std::ranges::binary_search(m_scene.nodes[i].packages, package))
            return i;
    return std::nullopt;
}

std::vector<std::size_t> GraphPicture::targets(std::size_t node) const {
    std::vector<std::size_t> found;
    for (const SceneEdge& edge : m_scene.edges)
        if (edge.from == node)
            found.push_back(edge.to);
    return found;
}

std::vector<std::size_t> GraphPicture::sources(std::size_t node) const {
    std::vector<std::size_t> found;
    for (const SceneEdge& edge : m_scene.edges)
        if (edge.to == node)
            found.push_back(edge.from);
    return found;
}

double GraphPicture::zoomIn(const QSizeF& room) const {
    return std::min(
        {room.width() / std::max(m_size.width(), 1.0), room.height() / std::max(m_size.height(), 1.0), 1.0});
}

namespace {

/// How a scene may be laid out.
struct Way {
    layout::Direction direction;
    NodeForm form;
};

/// The first is the one to prefer. A tree keeps its rows, and of very many nodes one layout takes long
/// enough.
std::vector<Way> waysOf(const GraphScene& scene) {
    using layout::Direction;
    if (scene.nodes.size() > kPolished)
        return {{Direction::Right, NodeForm::Flat}};
    if (scene.tree)
        return {{Direction::Right, NodeForm::Flat}, {Direction::Right, NodeForm::Narrow}};
    return {{Direction::Right, NodeForm::Flat},
            {Direction::Right, NodeForm::Narrow},
            {Direction::Down, NodeForm::Narrow},
            {Direction::Down, NodeForm::Flat}};
}

} // namespace

Result<std::shared_ptr<const GraphPicture>> layOut(GraphScene scene, const GraphStyle& style,
                                                   const PictureWishes& wishes, const std::stop_token& stop,
                                                   const layout::HelperLimits& limits) {
    std::shared_ptr<const GraphPicture> best;
    for (const Way& way : waysOf(scene)) {
        const std::shared_ptr<GraphPicture> picture(new GraphPicture(scene, wishes.withOrder));
        for (const SceneNode& node : scene.nodes)
            picture->m_shapes.push_back(style.shape(node, wishes.withOrder, way.form));
        const layout::GraphDrawing drawing = drawingOf(scene, picture->m_shapes, way.direction);
        const auto laidOut = layout::layoutInHelper(drawing, stop, limits);
        if (!laidOut)
            return tl::unexpected(laidOut.error());
        picture->place(drawing, *laidOut);
        if (!best || picture->zoomIn(wishes.room) > best->zoomIn(wishes.room))
            best = picture;
        if (best->zoomIn(wishes.room) >= kGood)
            break;
    }
    return best;
}

} // namespace rt0::ui
