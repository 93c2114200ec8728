#include "timeline/timelinemouse.h"

#include "details/detailstext.h"
#include "text.h"
#include "timeline/timelineoverlay.h"
#include "timeline/timelineplot.h"
#include "timeline/tracelabels.h"

#include <QApplication>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kEdgeGrip = 4;    ///< pixels at which the edge of the range can be taken
constexpr double kWheelZoom = 0.8; ///< per notch
constexpr double kNotch = 120;     ///< QWheelEvent's unit
constexpr double kPixelsPerNotch = 60;

} // namespace

TimelineMouse::TimelineMouse(Session& session, TimelinePlot& plot)
    : QObject(&plot), m_session(session), m_plot(plot) {
    plot.installEventFilter(this);
    // What lies under the pointer changes; a tip would go on telling of what lay there.
    connect(&session, &Session::visibleChanged, this, [] { QToolTip::hideText(); });
}

bool TimelineMouse::eventFilter(QObject* watched, QEvent* event) {
    if (m_session.empty())
        return QObject::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        press(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseMove:
        move(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonRelease:
        release(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        doubleClick(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::Wheel:
        wheel(*static_cast<QWheelEvent*>(event));
        return true;
    case QEvent::NativeGesture:
        return pinch(*static_cast<QNativeGestureEvent*>(event));
    case QEvent::Leave:
        leave();
        return false;
    default:
        return QObject::eventFilter(watched, event);
    }
}

void TimelineMouse::setSpaceHeld(bool held) {
    m_spaceHeld = held;
    if (m_drag == Drag::None)
        m_plot.setCursor(held ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

TimelineMouse::Drag TimelineMouse::rangeEdgeAt(double x) const {
    const auto& range = m_session.range();
    if (!range)
        return Drag::None;
    if (std::abs(m_plot.xOf(range->begin) - x) <= kEdgeGrip)
        return Drag::RangeBegin;
    return std::abs(m_plot.xOf(range->end) - x) <= kEdgeGrip ? Drag::RangeEnd : Drag::None;
}

TimelineMouse::Drag TimelineMouse::dragFor(const QMouseEvent& event) const {
    const bool rightPans = m_preset != NavigationPreset::Perfetto;
    if (event.button() == Qt::MiddleButton || (event.button() == Qt::RightButton && rightPans))
        return Drag::Pan;
    if (event.button() != Qt::LeftButton)
        return Drag::None;
    if (m_spaceHeld || event.modifiers().testFlag(Qt::ShiftModifier))
        return Drag::Pan;
    if (event.modifiers().testFlag(Qt::ControlModifier))
        return Drag::ZoomRegion;
    const Drag edge = rangeEdgeAt(event.position().x());
    return edge == Drag::None ? Drag::Pending : edge;
}

Nanoseconds TimelineMouse::timeFor(const QMouseEvent& event) const {
    return event.modifiers().testFlag(Qt::AltModifier) ? m_plot.timeAt(event.position().x())
                                                       : m_plot.snapped(event.position());
}

void TimelineMouse::press(const QMouseEvent& event) {
    m_plot.setFocus(Qt::MouseFocusReason);
    if (event.button() == Qt::BackButton)
        m_session.undo();
    if (event.button() == Qt::ForwardButton)
        m_session.redo();
    m_drag = dragFor(event);
    m_pressed = m_last = event.position();
    m_anchor = timeFor(event);
    m_firstMove = true;
    if (m_drag == Drag::Pan)
        m_plot.setCursor(Qt::ClosedHandCursor);
}

void TimelineMouse::move(const QMouseEvent& event) {
    if (m_drag == Drag::None)
        hover(event);
    else
        drag(event);
    m_last = event.position();
}

void TimelineMouse::drag(const QMouseEvent& event) {
    const double far = (event.position() - m_pressed).manhattanLength();
    if (m_drag == Drag::Pending && far >= QApplication::startDragDistance())
        m_drag = Drag::Select;
    const auto step = m_firstMove ? Session::Step::New : Session::Step::Continued;
    const Nanoseconds time = timeFor(event);
    const TimeRange dragged{std::min(m_anchor, time), std::max(m_anchor, time)};
    switch (m_drag) {
    case Drag::None:
    case Drag::Pending:
        return;
    case Drag::Select:
        m_session.setRange(dragged, step);
        break;
    case Drag::RangeBegin:
    case Drag::RangeEnd: {
        const Nanoseconds other =
            m_drag == Drag::RangeBegin ? m_session.range()->end : m_session.range()->begin;
        m_session.setRange(TimeRange{std::min(other, time), std::max(other, time)}, step);
        m_drag = time <= other ? Drag::RangeBegin : Drag::RangeEnd;
        break;
    }
    case Drag::ZoomRegion:
        m_plot.overlay().zoomRegion = dragged;
        m_plot.redrawOverlay();
        break;
    case Drag::Pan:
        m_session.setVisible(m_plot.scale().pannedBy(m_last.x() - event.position().x()), step);
        m_plot.setScroll(m_plot.layout().scroll() + m_last.y() - event.position().y());
        break;
    }
    m_firstMove = false;
}

void TimelineMouse::release(const QMouseEvent& event) {
    const Drag drag = std::exchange(m_drag, Drag::None);
    m_plot.setCursor(m_spaceHeld ? Qt::OpenHandCursor : Qt::ArrowCursor);
    if (drag == Drag::Pending) {
        const bool gutter = event.position().x() < m_plot.lanesRect().left();
        if (m_plot.overTriangle(event.position()))
            return m_plot.toggleExpanded(*m_plot.hitAt(event.position()).lane);
        if (const auto selection = m_plot.selectionAt(event.position()))
            m_session.select(*selection);
        else if (!gutter) {
            m_session.setRange(std::nullopt);
            m_session.select({});
        }
    }
    const auto region = std::exchange(m_plot.overlay().zoomRegion, std::nullopt);
    if (drag == Drag::ZoomRegion && region && region->length() > Nanoseconds(0))
        m_session.setVisible(withMargin(*region, 0));
    m_plot.redrawOverlay();
}

bool TimelineMouse::cancel() {
    if (m_drag == Drag::None)
        return false;
    m_drag = Drag::None;
    m_plot.overlay().zoomRegion.reset();
    m_plot.setCursor(Qt::ArrowCursor);
    m_plot.redrawOverlay();
    return true;
}

void TimelineMouse::doubleClick(const QMouseEvent& event) {
    const TimelineHit hit = m_plot.hitAt(event.position());
    if (m_plot.overTriangle(event.position()))
        m_plot.toggleExpanded(*hit.lane);
    else if (hit.lane && event.position().x() < m_plot.lanesRect().left())
        m_plot.togglePinned(*hit.lane);
    else if (const auto selection = m_plot.selectionAt(event.position())) {
        m_session.select(*selection);
        if (const auto time = m_session.selectedTime())
            m_session.setVisible(withMargin(*time, 0.1));
    }
}

void TimelineMouse::zoomAt(double x, double factor) {
    m_session.setVisible(m_plot.scale().zoomedAt(x - m_plot.lanesRect().left(), factor),
                         Session::Step::Continued);
}

void TimelineMouse::wheel(QWheelEvent& event) {
    // Alt turns the wheel sideways on some platforms, Shift on others; a touch pad sends both parts.
    const QPointF notches = QPointF(event.angleDelta()) / kNotch;
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool zooms = control != (m_preset != NavigationPreset::Perfetto && !shift);
    if (zooms)
        zoomAt(event.position().x(), std::pow(kWheelZoom, notches.y()));
    else if (shift || std::abs(notches.x()) > std::abs(notches.y()))
        m_session.setVisible(m_plot.scale().pannedBy(-(notches.x() + notches.y()) * 2 * kPixelsPerNotch),
                             Session::Step::Continued);
    else
        m_plot.setScroll(m_plot.layout().scroll() - notches.y() * kPixelsPerNotch);
    event.accept();
}

bool TimelineMouse::pinch(const QNativeGestureEvent& event) {
    if (event.gestureType() != Qt::ZoomNativeGesture)
        return false;
    zoomAt(event.position().x(), 1 / (1 + event.value()));
    return true;
}

void TimelineMouse::hover(const QMouseEvent& event) {
    const TimelineHit hit = m_plot.hitAt(event.position());
    const bool inLanes = m_plot.lanesRect().contains(event.position().toPoint());
    m_hoverTime = inLanes ? std::optional(timeFor(event)) : std::nullopt;
    m_hoverLane = hit.lane;
    m_plot.overlay().cursorX = inLanes ? std::optional(m_plot.xOf(*m_hoverTime)) : std::nullopt;
    m_plot.redrawOverlay();
    if (!m_spaceHeld)
        m_plot.setCursor(inLanes && rangeEdgeAt(event.position().x()) != Drag::None ? Qt::SizeHorCursor
                                                                                    : Qt::ArrowCursor);
    const QString tip = tipAt(event.position(), hit);
    if (tip.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event.globalPosition().toPoint() + QPoint(8, 12), tip, &m_plot);
}

QString TimelineMouse::tipAt(QPointF position, const TimelineHit& hit) const {
    if (const auto text = textTip(hit); !text.isEmpty())
        return text;
    if (const auto selection = m_plot.selectionAt(position))
        return QStringLiteral("<p style='white-space:pre'>%1</p>")
            .arg(summaryText(m_session.startup(), m_session.lanes(), *selection));
    if (!hit.lane)
        return {};
    if (position.x() < m_plot.lanesRect().left() ||
        m_session.lanes().kindOf(*hit.lane) == LaneKind::TraceHeader)
        return laneTip(*hit.lane);
    return hit.lane->isChild()
               ? QString()
               : curveText(m_session.lanes().lanes[hit.lane->lane], m_plot.timeAt(position.x()));
}

/// Of spans that have words of their own.
QString TimelineMouse::textTip(const TimelineHit& hit) const {
    const LaneModel& model = m_session.lanes();
    if (!hit.lane || hit.span == kNoSpan || !isRecordedLane(model.kindOf(*hit.lane)))
        return {};
    const LaneRow row = *model.rowOf(*hit.lane);
    const SpanText& text = model.texts[model.sourceOf(row).index().store().item(hit.span)];
    return QStringLiteral("<p style='white-space:pre'><b>%1</b><br>%2</p>")
        .arg(toQString(text.title).toHtmlEscaped(), linesAsHtml(text.detail));
}

QString TimelineMouse::laneTip(LaneRef ref) const {
    const LaneModel& model = m_session.lanes();
    const Lane& lane = model.lanes[ref.lane];
    if (lane.kind == LaneKind::TraceHeader)
        return QStringLiteral("<p>%1</p>")
            .arg(traceHeaderText(model, m_session.startup().alignment).toHtmlEscaped());
    QString text = toQString(model.titleOf(ref));
    if (!ref.isChild() && lane.kind == LaneKind::Goroutines && lane.item < model.trace->groups.size())
        text +=
            tr("\n%1 goroutines, running %2 in all")
                .arg(countText(lane.children.size()), durationText(model.trace->groups[lane.item].running));
    if (!ref.isChild() && m_plot.layout().expandable(ref.lane))
        text += m_plot.layout().expanded(ref.lane) ? tr("\nclick on the triangle, or E: collapse")
                                                   : tr("\nclick on the triangle, or E: expand");
    return QStringLiteral("<p style='white-space:pre'>%1</p>").arg(text.toHtmlEscaped());
}

void TimelineMouse::leave() {
    m_hoverTime.reset();
    m_hoverLane.reset();
    m_plot.overlay().cursorX.reset();
    m_plot.redrawOverlay();
}

} // namespace rt0::ui
