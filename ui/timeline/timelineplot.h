#pragma once

#include "session.h"
#include "theme.h"
#include "timeline/lanelayout.h"
#include "timeline/timescale.h"

#include <optional>
#include <qcustomplot.h>

namespace rt0::ui {

class LaneGutter;
class PlotBackground;
class StartupPlottable;
class TimelineOverlay;

/// What lies under a point of the plot.
struct TimelineHit {
    std::optional<std::size_t> lane; ///< index into LaneModel::lanes
    SpanId span = kNoSpan;
};

/// The Gantt chart of the session's start-up: ruler above, lane titles left, lanes. It draws and answers what
/// lies where; TimelineMouse turns gestures into changes of the session, which come back here as signals.
class TimelinePlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit TimelinePlot(Session& session, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    TimelineOverlay& overlay() { return *m_overlay; }

    /// The pixels in which lanes are drawn.
    QRect lanesRect() const { return axisRect()->rect(); }
    /// Pixel positions are those of the widget.
    TimeScale scale() const;
    Nanoseconds timeAt(double x) const { return scale().toTime(x - lanesRect().left()); }
    double xOf(Nanoseconds time) const { return lanesRect().left() + scale().toX(time); }
    TimelineHit hitAt(QPointF position) const;
    std::optional<Selection> selectionAt(QPointF position) const;
    /// The nearest span edge of the lane under the pointer within a few pixels, else the time there.
    Nanoseconds snapped(QPointF position) const;

    const LaneLayout& layout() const { return m_layout; }
    void setScroll(double pixels);
    void togglePinned(std::size_t lane);
    /// Scrolls to the lane in which the selection is drawn.
    void revealSelection();
    /// The span of the selection in the first lane that draws it.
    SpanId selectedSpan() const;

    void redrawOverlay();
    /// Draws the whole chart, all lanes at full height, as vectors: for pictures. `painter`'s origin is its
    /// corner.
    void paintTo(QCPPainter& painter, int width);
    /// Height that paintTo uses.
    int pictureHeight() const;

signals:
    void scrollChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUpAxes();
    void loadStartup();
    void showVisible();
    void fitViewport();
    void placeSelection();
    SpanId selectedSpanIn(const Lane& lane) const;
    std::optional<Selection> notMeasuredAt(const TimelineHit& hit, QPointF position) const;

    Session& m_session;
    Theme m_theme;
    LaneLayout m_layout;
    StartupPlottable* m_lanes = nullptr; ///< owned by QCustomPlot, as the next three
    PlotBackground* m_background = nullptr;
    LaneGutter* m_gutter = nullptr;
    TimelineOverlay* m_overlay = nullptr;
};

} // namespace rt0::ui
