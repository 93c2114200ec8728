#include "graph/graphpainter.h"

#include "text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <algorithm>
#include <array>

namespace rt0::ui {
namespace {

constexpr double kReadable = 5.5;         ///< pixels: smaller letters are left out
constexpr double kBoxes = 4;              ///< pixels: lower nodes are plain rectangles
constexpr double kArrow = 7;              ///< pixels of the picture
constexpr double kArrowsFrom = 0.35;      ///< zoom
constexpr double kSmoothFrom = 0.3;       ///< zoom from which curves are worth their time
constexpr std::size_t kSmoothEdges = 400; ///< pictures with more have thin lines
constexpr double kFadedOpacity = 0.25;
constexpr double kLegendRow = 22;

QString tr(const char* text) {
    return QCoreApplication::translate("Graph", text);
}

void setPattern(QPen& pen, SceneEdgeKind kind) {
    if (kind == SceneEdgeKind::Contracted)
        pen.setDashPattern({4, 3});
    else if (kind == SceneEdgeKind::Unknown)
        pen.setDashPattern({1, 4});
}

class Painting {
public:
    Painting(QPainter& painter, const GraphPicture& picture, const GraphStyle& style, const GraphMarks& marks,
             const QRectF& visible, double scale)
        : m_painter(painter),
          m_picture(picture),
          m_style(style),
          m_marks(marks),
          m_visible(visible),
          m_scale(scale) {}

    void edges();
    void selectedEdges();
    void nodes();

private:
    bool shown(std::size_t node) const { return m_picture.nodes()[node].intersects(m_visible); }
    bool faded(std::size_t node) const { return !m_marks.faded.empty() && m_marks.faded[node]; }
    QPen penOf(const SceneEdge& edge, const QColor& colour, double width) const;
    void arrow(const GraphPicture::Edge& edge, const QColor& colour);
    void plainLines();
    void node(std::size_t index);

    QPainter& m_painter;
    const GraphPicture& m_picture;
    const GraphStyle& m_style;
    const GraphMarks& m_marks;
    QRectF m_visible;
    double m_scale;
};

QPen Painting::penOf(const SceneEdge& edge, const QColor& colour, double width) const {
    QPen pen(colour, width);
    setPattern(pen, edge.kind);
    return pen;
}

void Painting::arrow(const GraphPicture::Edge& edge, const QColor& colour) {
    if (m_scale < kArrowsFrom || !m_visible.adjusted(-kArrow, -kArrow, kArrow, kArrow).contains(edge.tip))
        return;
    const QPointF back = edge.tip - edge.direction * kArrow;
    const QPointF side(-edge.direction.y() * kArrow * 0.4, edge.direction.x() * kArrow * 0.4);
    const std::array<QPointF, 3> corners{edge.tip, back + side, back - side};
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(colour);
    m_painter.drawPolygon(corners.data(), static_cast<int>(corners.size()));
}

/// Thousands of edges at once: too small for curves and arrows.
void Painting::plainLines() {
    std::vector<QLineF> lines;
    const auto& edges = m_picture.edges();
    for (const GraphPicture::Edge& edge : edges)
        if (edge.bounds.intersects(m_visible))
            lines.emplace_back(edge.curve.elementAt(0), edge.tip);
    // Paler, but not transparent: that takes three times as long.
    const QColor colour = mixed(m_style.theme().surface, m_style.theme().hatch, 0.45);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    m_painter.setPen(QPen(colour, 0));
    m_painter.drawLines(lines.data(), static_cast<int>(lines.size()));
}

void Painting::edges() {
    if (m_scale < kSmoothFrom)
        return plainLines();
    // Smooth strokes take ten times as long.
    const bool thin = m_picture.edges().size() > kSmoothEdges;
    m_painter.setRenderHint(QPainter::Antialiasing, !thin);
    const auto& edges = m_picture.edges();
    const QColor colour = m_style.theme().hatch;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const SceneEdge& edge = m_picture.scene().edges[i];
        if (!edges[i].bounds.intersects(m_visible) || edges[i].curve.isEmpty())
            continue;
        if (thin && !shown(edge.from) && !shown(edge.to))
            continue; // of so many, those that only cross the view tell nothing and take most of the time
        const bool pale = faded(edge.from) || faded(edge.to);
        m_painter.setOpacity(pale ? kFadedOpacity : 1);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(penOf(edge, colour, thin ? 0 : 1));
        if (thin)
            m_painter.drawPolyline(edges[i].line);
        else
            m_painter.drawPath(edges[i].curve);
        if (!m_picture.scene().tree)
            arrow(edges[i], colour);
    }
    m_painter.setOpacity(1);
}

void Painting::selectedEdges() {
    if (!m_marks.selected)
        return;
    m_painter.setRenderHint(QPainter::Antialiasing);
    const auto& edges = m_picture.edges();
    const Theme& theme = m_style.theme();
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const SceneEdge& edge = m_picture.scene().edges[i];
        const bool out = edge.from == *m_marks.selected;
        if ((!out && edge.to != *m_marks.selected) || edges[i].curve.isEmpty())
            continue;
        const QColor colour = out ? theme.accent : theme.text;
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(penOf(edge, colour, std::max(1.8, 1.5 / m_scale)));
        m_painter.drawPath(edges[i].curve);
        arrow(edges[i], colour);
    }
}

void Painting::node(std::size_t index) {
    const QRectF& rect = m_picture.nodes()[index];
    const SceneNode& node = m_picture.scene().nodes[index];
    const NodeShape& shape = m_picture.shapes()[index];
    const double largest = m_picture.scene().largestOwn;
    m_painter.setOpacity(faded(index) ? kFadedOpacity : 1);
    if (rect.height() * m_scale < kBoxes)
        m_painter.fillRect(rect, node.hasInit ? m_style.fill(node, largest) : m_style.theme().hatch);
    else
        m_style.paint(m_painter, rect, node, shape, largest, shape.letters * m_scale >= kReadable,
                      m_picture.withOrder());
    if (m_marks.selected != index)
        return;
    m_painter.setOpacity(1);
    m_painter.setBrush(Qt::NoBrush);
    const double width = std::max(2.5, 2 / m_scale);
    m_painter.setPen(QPen(m_style.theme().accent, width));
    const double out = width / 2 + 1;
    m_painter.drawRoundedRect(rect.adjusted(-out, -out, out, out), 4, 4);
}

void Painting::nodes() {
    m_painter.setRenderHint(QPainter::Antialiasing, m_scale >= kSmoothFrom);
    for (std::size_t i = 0; i < m_picture.nodes().size(); ++i)
        if (m_picture.nodes()[i].intersects(m_visible))
            node(i);
    m_painter.setOpacity(1);
}

/// Writes entries from left to right, row by row.
class LegendLines {
public:
    /// `rect`: the first row.
    LegendLines(QPainter& painter, const QRectF& rect, const Theme& theme)
        : m_painter(painter), m_rect(rect), m_theme(theme), m_x(rect.left()) {}

    /// The place for a sample of `width`; writes its text behind it.
    QRectF next(double width, const QString& text) {
        const QFontMetricsF metrics(m_painter.font());
        const double whole = width + 6 + metrics.horizontalAdvance(text) + 4;
        if (m_x + whole > m_rect.right() && m_x > m_rect.left()) {
            m_x = m_rect.left();
            m_rect.translate(0, kLegendRow);
        }
        const QRectF sample(m_x, m_rect.center().y() - 6, width, 12);
        m_painter.setPen(m_theme.text);
        m_painter.drawText(QRectF(sample.right() + 6, m_rect.top(), whole - width, m_rect.height()),
                           Qt::AlignLeft | Qt::AlignVCenter, text);
        m_x += whole + 16;
        return sample;
    }
    double bottom() const { return m_rect.top() + kLegendRow; }

private:
    QPainter& m_painter;
    QRectF m_rect;
    const Theme& m_theme;
    double m_x;
};

void paintRamp(QPainter& painter, const QRectF& rect, const GraphStyle& style) {
    for (double x = 0; x < rect.width(); x += 1) {
        const double share = x / rect.width();
        painter.fillRect(QRectF(rect.left() + x, rect.top(), 1, rect.height()), style.heat(share * share, 1));
    }
}

/// A small and a large one.
void paintLetters(QPainter& painter, const QRectF& box, const GraphStyle& style) {
    painter.setPen(style.theme().text);
    const QFont before = painter.font();
    painter.setFont(style.font(10));
    painter.drawText(box, Qt::AlignLeft | Qt::AlignBottom, QStringLiteral("a"));
    painter.setFont(style.font(18, true));
    painter.drawText(box.adjusted(0, -6, 0, 3), Qt::AlignRight | Qt::AlignBottom, QStringLiteral("A"));
    painter.setFont(before);
}

QString edgeWords(SceneEdgeKind kind, bool inferred) {
    switch (kind) {
    case SceneEdgeKind::Import:
        return inferred ? tr("depends on") : tr("imports");
    case SceneEdgeKind::Contracted:
        return inferred ? tr("depends on, through packages not shown")
                        : tr("imports through packages not shown");
    case SceneEdgeKind::Unknown:
        return tr("linked; by what was not found");
    case SceneEdgeKind::Dominates:
        break;
    }
    return tr("is linked only because of it");
}

} // namespace

void paintGraph(QPainter& painter, const GraphPicture& picture, const GraphStyle& style,
                const GraphMarks& marks, const QRectF& visible, double scale) {
    painter.save();
    Painting painting(painter, picture, style, marks, visible, scale);
    painting.edges();
    painting.selectedEdges();
    painting.nodes();
    painter.restore();
}

double paintGraphLegend(QPainter& painter, const QRectF& rect, const GraphScene& scene,
                        const GraphStyle& style) {
    LegendLines lines(painter, QRectF(rect.left(), rect.top(), rect.width(), kLegendRow), style.theme());
    if (scene.largestOwn > 0) {
        const QString most = scene.retained ? tr("own init: none … %1") : tr("init: none … %1");
        paintRamp(painter, lines.next(70, most.arg(toQString(scene.largestOwnText))), style);
    }
    const QRectF none = lines.next(20, tr("has no init"));
    painter.setPen(QPen(style.theme().hatch, 1, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(none);
    paintLetters(painter,
                 lines.next(28, scene.retained ? tr("large letters: much goes away with it")
                                               : tr("large letters: costs much")),
                 style);
    for (const SceneEdgeKind kind : {SceneEdgeKind::Import, SceneEdgeKind::Contracted,
                                     SceneEdgeKind::Dominates, SceneEdgeKind::Unknown}) {
        const auto same = [kind](const SceneEdge& edge) { return edge.kind == kind; };
        if (std::ranges::none_of(scene.edges, same))
            continue;
        const QRectF sample = lines.next(28, edgeWords(kind, scene.inferred));
        QPen pen(style.theme().muted, 1.4);
        setPattern(pen, kind);
        painter.setPen(pen);
        painter.drawLine(QPointF(sample.left(), sample.center().y()),
                         QPointF(sample.right(), sample.center().y()));
    }
    return lines.bottom() - rect.top();
}

double graphLegendHeight(double width, const QFont& font, const GraphScene& scene, const GraphStyle& style) {
    QImage nowhere(1, 1, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&nowhere);
    painter.setFont(font);
    return paintGraphLegend(painter, QRectF(0, 0, width, 0), scene, style);
}

} // namespace rt0::ui
