#pragma once

#include "analysis/tracelinks.h"
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
    std::optional<LaneRef> lane;
    SpanId span = kNoSpan; ///< of the lane's source
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
    void togglePinned(LaneRef lane);
    /// Whether a click there opens or closes a lane.
    bool overTriangle(QPointF position) const;
    /// Shows or hides a lane's children; of a child its parent's.
    void toggleExpanded(LaneRef lane);
    /// Scrolls to the lane in which the selection is drawn, and expands the lane that hides it.
    void revealSelection();
    /// The lane and span of the selection where it is drawn first.
    TimelineHit selectedSpan() const;
    /// The lane that shows `goroutine`: its own, or its group's while that is collapsed.
    std::optional<LaneRef> laneOfGoroutine(exectrace::Index goroutine) const;

    /// Whether all links between the visible lanes are drawn, not only those of the selection.
    bool showsAllLinks() const { return m_allLinks; }
    void setShowsAllLinks(bool all);
    /// True when there are too many links to draw them all.
    bool tooManyLinks() const { return m_tooManyLinks; }

    void redrawOverlay();
    /// Draws the whole chart, all lanes at full height, as vectors: for pictures. `painter`'s origin is its
    /// corner.
    void paintTo(QCPPainter& painter, int width);
    /// Height that paintTo uses.
    int pictureHeight() const;

signals:
    void scrollChanged();
    void linksChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void setUpAxes();
    void loadStartup();
    void showVisible();
    void fitViewport();
    void placeSelection();
    std::optional<LaneRow> selectedRow() const;
    SpanId selectedSpanIn(LaneRef lane) const;
    SpanId spanOfItem(LaneRow row, std::uint32_t item, const TimeRange& time) const;
    void placeLinks();
    void placePartner();
    std::vector<TraceLink> linksOfSelection() const;
    std::vector<exectrace::Index> placedGoroutines() const;
    std::optional<Selection> notMeasuredAt(const TimelineHit& hit, QPointF position) const;

    Session& m_session;
    Theme m_theme;
    LaneLayout m_layout;
    StartupPlottable* m_lanes = nullptr; ///< owned by QCustomPlot, as the next three
    PlotBackground* m_background = nullptr;
    LaneGutter* m_gutter = nullptr;
    TimelineOverlay* m_overlay = nullptr;
    std::optional<Selection> m_linkedSelection; ///< for which m_links was searched
    std::vector<TraceLink> m_links;
    bool m_allLinks = false;
    bool m_tooManyLinks = false;
};

} // namespace rt0::ui
