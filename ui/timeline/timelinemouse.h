#pragma once

#include "session.h"
#include "settings.h"

#include <QObject>
#include <QPointF>

class QMouseEvent;
class QWheelEvent;
class QNativeGestureEvent;

namespace rt0::ui {

struct TimelineHit;
class TimelinePlot;

/// Gestures on the plot: turns them into changes of the session and of the plot's scroll position. Watches
/// the plot as an event filter.
class TimelineMouse : public QObject {
    Q_OBJECT

public:
    TimelineMouse(Session& session, TimelinePlot& plot);
    void setPreset(NavigationPreset preset) { m_preset = preset; }
    /// While the space bar is held a left drag pans.
    void setSpaceHeld(bool held);
    /// The time under the pointer; nothing when it is not over the lanes.
    std::optional<Nanoseconds> hoverTime() const { return m_hoverTime; }
    std::optional<LaneRef> hoverLane() const { return m_hoverLane; }
    /// True while a gesture could be given up with Esc; gives it up.
    bool cancel();

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Drag { None, Pending, Select, Pan, ZoomRegion, RangeBegin, RangeEnd };

    void press(const QMouseEvent& event);
    void move(const QMouseEvent& event);
    void release(const QMouseEvent& event);
    void doubleClick(const QMouseEvent& event);
    void wheel(QWheelEvent& event);
    bool pinch(const QNativeGestureEvent& event);
    void hover(const QMouseEvent& event);
    QString tipAt(QPointF position, const TimelineHit& hit) const;
    QString laneTip(LaneRef lane) const;
    QString textTip(const TimelineHit& hit) const;
    void leave();
    void drag(const QMouseEvent& event);
    Drag dragFor(const QMouseEvent& event) const;
    Drag rangeEdgeAt(double x) const;
    void zoomAt(double x, double factor);
    Nanoseconds timeFor(const QMouseEvent& event) const;

    Session& m_session;
    TimelinePlot& m_plot;
    NavigationPreset m_preset = NavigationPreset::Perfetto;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    QPointF m_last;
    Nanoseconds m_anchor{};
    bool m_spaceHeld = false;
    bool m_firstMove = true;
    std::optional<Nanoseconds> m_hoverTime;
    std::optional<LaneRef> m_hoverLane;
};

} // namespace rt0::ui
