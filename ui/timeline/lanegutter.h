#pragma once

#include "session.h"
#include "theme.h"
#include "timeline/lanelayout.h"

#include <qcustomplot.h>

namespace rt0::ui {

/// Fills what lies around the lanes, which StartupPlottable paints opaque itself: cheaper than a background
/// brush, with which QCustomPlot fills the whole widget for each frame.
class PlotBackground : public QCPLayerable {
    Q_OBJECT

public:
    explicit PlotBackground(QCustomPlot* plot);
    void setColour(const QColor& colour) { m_colour = colour; }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    /// QCustomPlot moves clipping up by a pixel.
    QRect clipRect() const override { return mParentPlot->viewport().adjusted(-2, -2, 2, 2); }

private:
    QColor m_colour = Qt::white;
};

/// The lanes' titles left of the axis rect; the colour mark beside a group is the legend of its spans.
class LaneGutter : public QCPLayerable {
    Q_OBJECT

public:
    LaneGutter(QCustomPlot* plot, const Session& session, const LaneLayout& layout);
    void setTheme(const Theme& theme) { m_theme = theme; }

    static constexpr int kWidth = 280;
    static constexpr int kTriangleRoom = 24;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    QRect clipRect() const override;

private:
    void drawLane(QCPPainter* painter, const QRectF& rect, const PlacedLane& lane) const;
    double drawMark(QCPPainter* painter, const QRectF& rect, LaneRef lane) const;
    void drawTriangle(QCPPainter* painter, const QPointF& centre, bool open) const;

    const Session& m_session;
    const LaneLayout& m_layout;
    Theme m_theme;
};

} // namespace rt0::ui
