#pragma once

#include "session.h"
#include "theme.h"

#include <QRectF>
#include <optional>
#include <qcustomplot.h>
#include <vector>

namespace rt0::ui {

/// Somebody made somebody runnable, from lane to lane, in widget pixels.
struct LinkArrow {
    QPointF from;
    QPointF to;
    bool creation = false;
    bool selected = false;
};

/// What lies over the lanes and changes with every move of the mouse: selected range with its ΔT, selection,
/// marks, cursor. On a buffered layer of its own, so that a move does not redraw the lanes.
class TimelineOverlay : public QCPLayerable {
    Q_OBJECT

public:
    TimelineOverlay(QCustomPlot* plot, const Session& session);
    void setTheme(const Theme& theme) { m_theme = theme; }

    /// Marks set by the user, in time order of their making; a second mark at the same time removes the
    /// first.
    void toggleMark(Nanoseconds time);
    void clearMarks() { m_marks.clear(); }

    std::optional<double> cursorX;       ///< widget pixels
    std::optional<TimeRange> zoomRegion; ///< while it is dragged
    std::vector<LinkArrow> arrows;
    std::vector<QRectF> selectionRects; ///< of the selected span in each lane that draws it, widget pixels

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    QRect clipRect() const override;

private:
    QRectF pixels(const TimeRange& range) const;
    void drawRange(QCPPainter* painter, const TimeRange& range, const QColor& fill) const;
    void drawCursor(QCPPainter* painter, double x) const;
    void drawArrow(QCPPainter* painter, const LinkArrow& arrow) const;
    void drawTag(QCPPainter* painter, double x, const QString& text, const QColor& background) const;

    const Session& m_session;
    Theme m_theme;
    std::vector<Nanoseconds> m_marks;
};

} // namespace rt0::ui
