#pragma once

#include "analysis/graphscene/graphscene.h"
#include "base/result.h"
#include "graph/graphstyle.h"
#include "layout/layouthelper.h"

#include <QPainterPath>
#include <QRectF>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace rt0::ui {

/// Zoom at which the smallest letters can still be read.
inline constexpr double kReadableZoom = 0.8;

struct PictureWishes {
    bool withOrder = false; ///< number the inits
    QSizeF room{1000, 600}; ///< pixels that it is to be read in
};

/// A scene with its places, ready to be painted at any zoom. Does not change.
class GraphPicture {
public:
    struct Edge {
        QPainterPath curve; ///< from border to border
        QPolygonF line;     ///< the same of short straight lines, which are painted faster
        QRectF bounds;
        QPointF tip;       ///< where the arrow points to
        QPointF direction; ///< of the arrow, of length 1
    };

    const GraphScene& scene() const { return m_scene; }
    QSizeF size() const { return m_size; }
    const std::vector<QRectF>& nodes() const { return m_nodes; }
    const std::vector<NodeShape>& shapes() const { return m_shapes; }
    const std::vector<Edge>& edges() const { return m_edges; }
    bool withOrder() const { return m_withOrder; }
    layout::Direction direction() const { return m_direction; }
    /// How small it must be made to be seen whole in `room`; at most 1.
    double zoomIn(const QSizeF& room) const;

    /// Where to begin reading: the first node that nothing leads to. Needs a node.
    std::size_t start() const;
    std::optional<std::size_t> nodeAt(const QPointF& point) const;
    /// The node that stands for the package.
    std::optional<std::size_t> nodeOf(PackageIndex package) const;
    /// Nodes that an edge leads to from `node`, or that have one to it, in the order of the scene.
    std::vector<std::size_t> targets(std::size_t node) const;
    std::vector<std::size_t> sources(std::size_t node) const;

private:
    friend Result<std::shared_ptr<const GraphPicture>> layOut(GraphScene, const GraphStyle&,
                                                              const PictureWishes&, const std::stop_token&,
                                                              const layout::HelperLimits&);
    GraphPicture(GraphScene scene, bool withOrder) : m_scene(std::move(scene)), m_withOrder(withOrder) {}
    void place(const layout::GraphDrawing& drawing, const layout::LaidOutGraph& layout);

    GraphScene m_scene;
    QSizeF m_size;
    std::vector<QRectF> m_nodes;
    std::vector<NodeShape> m_shapes;
    std::vector<Edge> m_edges;
    bool m_withOrder = false;
    layout::Direction m_direction = layout::Direction::Right;
};

/// Measures the scene's words and lays it out in the helper process, in the way in which it is largest in the
/// room; blocks until that is done. May be called on any thread, `style` makes its fonts there.
Result<std::shared_ptr<const GraphPicture>> layOut(GraphScene scene, const GraphStyle& style,
                                                   const PictureWishes& wishes,
                                                   const std::stop_token& stop = {},
                                                   const layout::HelperLimits& limits = {});

} // namespace rt0::ui
