#pragma once

#include "graph/graphpainter.h"
#include "settings.h"

#include <QWidget>

class QNativeGestureEvent;

namespace rt0::ui {

/// Shows a picture of the graph: pan, zoom, pick nodes, walk along edges with the keys. Knows pictures, not
/// where they come from.
class GraphCanvas : public QWidget {
    Q_OBJECT

public:
    explicit GraphCanvas(QWidget* parent = nullptr);

    enum class Place { Fit, FitReadable, Keep };
    /// `Keep`: the selected node stays where it is on screen.
    void setPicture(std::shared_ptr<const GraphPicture> picture, Place place);
    const std::shared_ptr<const GraphPicture>& picture() const { return m_picture; }
    void setStyle(const GraphStyle& style);
    void setNavigation(NavigationPreset preset) { m_preset = preset; }
    void setMarks(const GraphMarks& marks);
    const GraphMarks& marks() const { return m_marks; }

    /// What a picture can be seen in: the widget without a margin.
    QSizeF room() const;
    /// Whether it lies as it was put: the user has not moved it.
    bool untouched() const { return m_untouched; }
    /// All of it, but never larger than life.
    void fit();
    /// As fit(), but of what would be too small to be read the part with the first node.
    void fitReadable();
    void zoomAt(const QPointF& at, double factor);
    /// Moves as little as needed to show the node.
    void reveal(std::size_t node);
    void centre(std::size_t node);
    double scale() const { return m_scale; }
    QPointF toPicture(const QPointF& screen) const { return (screen - m_offset) / m_scale; }
    QPointF toScreen(const QPointF& picture) const { return picture * m_scale + m_offset; }
    /// What of the picture lies within the widget.
    QRectF visiblePart() const;

signals:
    void chosen(std::size_t node);
    /// A click beside all nodes.
    void unchosen();
    /// Double click or Enter: expand or collapse, or look at it alone.
    void activated(std::size_t node);
    void menuRequested(std::size_t node, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool event(QEvent* event) override;

private:
    bool walk(int key);
    bool moveView(int key);
    void choose(std::optional<std::size_t> node);
    void pan(const QPointF& by);
    void bound();
    void keepWhole();
    void changed();
    void describe();
    void showTip(const QPointF& at, const QPoint& global);
    /// The node that lies furthest that way among `candidates`, measured from `from`.
    std::optional<std::size_t> nearest(std::size_t from, const QPointF& way,
                                       const std::vector<std::size_t>& candidates) const;

    std::shared_ptr<const GraphPicture> m_picture;
    GraphStyle m_style;
    GraphMarks m_marks;
    NavigationPreset m_preset = NavigationPreset::Perfetto;
    double m_scale = 1;
    QPointF m_offset;
    bool m_fitted = true; ///< all of it is seen, and is to be after a change of size
    bool m_untouched = true;
    bool m_pressed = false;
    bool m_panning = false;
    QPointF m_pressedAt;
    QPointF m_last;
};

} // namespace rt0::ui
