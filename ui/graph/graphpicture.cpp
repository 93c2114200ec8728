#include "graph/graphpicture.h"

#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr std::size_t kPolished = 120; ///< up to so many nodes `dot` may take all the time it likes
constexpr std::size_t kCurved = 300;   ///< up to so many nodes edges are curves around nodes

layout::GraphDrawing drawingOf(const GraphScene& scene, const std::vector<NodeShape>& shapes) {
    layout::GraphDrawing drawing;
    for (const NodeShape& shape : shapes)
        drawing.nodes.push_back({shape.size.width(), shape.size.height()});
    for (const SceneEdge& edge : scene.edges)
        drawing.edges.push_back({edge.from, edge.to});
    layout::DrawingOptions& options = drawing.options;
    options.direction = layout::Direction::Right;
    options.keepOrder = scene.tree;
    options.nodeGap = 5;
    options.rankGap = scene.nodes.size() > kCurved ? 120 : 44;
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

GraphPicture::Edge edgeOf(const std::vector<layout::Point>& points) {
    GraphPicture::Edge edge;
    if (points.size() < 2)
        return edge;
    edge.curve.moveTo(pointOf(points[0]));
    for (std::size_t i = 1; i + 2 < points.size(); i += 3)
        edge.curve.cubicTo(pointOf(points[i]), pointOf(points[i + 1]), pointOf(points[i + 2]));
    edge.tip = pointOf(points.back());
    QPointF before = pointOf(points[points.size() - 2]);
    if (before == edge.tip)
        before = pointOf(points.front());
    edge.direction = unit(edge.tip - before);
    edge.bounds = edge.curve.controlPointRect().adjusted(-2, -2, 2, 2);
    return edge;
}

} // namespace

void GraphPicture::place(const layout::GraphDrawing& drawing, const layout::LaidOutGraph& layout) {
    m_size = {layout.width, layout.height};
    m_direction = drawing.options.direction;
    for (std::size_t i = 0; i < m_shapes.size(); ++i) {
        QRectF rect(QPointF(0, 0), m_shapes[i].size);
        rect.moveCenter(pointOf(layout.nodes[i]));
        m_nodes.push_back(rect);
    }
    m_edges.reserve(layout.edges.size());
    for (const auto& points : layout.edges)
        m_edges.push_back(edgeOf(points));
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

Result<std::shared_ptr<const GraphPicture>> layOut(GraphScene scene, const GraphStyle& style, bool withOrder,
                                                   const std::stop_token& stop,
                                                   const layout::HelperLimits& limits) {
    const std::shared_ptr<GraphPicture> picture(new GraphPicture);
    picture->m_scene = std::move(scene);
    picture->m_withOrder = withOrder;
    for (const SceneNode& node : picture->m_scene.nodes)
        picture->m_shapes.push_back(style.shape(node, withOrder));
    const layout::GraphDrawing drawing = drawingOf(picture->m_scene, picture->m_shapes);
    return layout::layoutInHelper(drawing, stop, limits)
        .map([&](const layout::LaidOutGraph& layout) -> std::shared_ptr<const GraphPicture> {
            picture->place(drawing, layout);
            return picture;
        });
}

} // namespace rt0::ui
