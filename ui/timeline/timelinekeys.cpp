#include "timeline/timelineview.h"

#include "details/detailstext.h"
#include "details/tracedetails.h"
#include "timeline/laneselection.h"
#include "timeline/timelinemouse.h"
#include "timeline/timelineoverlay.h"
#include "timeline/timelineplot.h"
#include "timeline/tracequery.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>

/// How the timeline answers keys.
namespace rt0::ui {
namespace {

constexpr double kKeyZoom = 0.7;
constexpr double kKeyPan = 0.15; ///< share of the visible range

} // namespace

void TimelineView::zoom(double factor) {
    const TimeScale scale = m_plot->scale();
    const auto hover = m_mouse->hoverTime();
    const double x = hover ? scale.toX(*hover) : scale.width / 2;
    m_session.setVisible(scale.zoomedAt(x, factor), Session::Step::Continued);
}

void TimelineView::pan(double share) {
    const TimeScale scale = m_plot->scale();
    m_session.setVisible(scale.pannedBy(share * scale.width), Session::Step::Continued);
}

/// With nothing selected: the first or last init, else span of the lane under the pointer or of the main
/// goroutine.
bool TimelineView::selectFirst(int direction) {
    const LaneModel& model = m_session.lanes();
    if (!m_session.startup().inits.empty() && !m_mouse->hoverLane()) {
        m_session.select({Selection::Kind::Init, direction > 0 ? 0 : m_session.startup().inits.size() - 1});
        return true;
    }
    std::optional<LaneRef> lane = m_mouse->hoverLane();
    if (!lane && model.trace)
        lane = m_plot->laneOfGoroutine(mainGoroutine(*model.trace));
    const auto row = lane ? model.rowOf(*lane) : std::nullopt;
    if (!row)
        return false;
    const SpanStore& store = model.sourceOf(*row).index().store();
    if (store.firstOf(row->row) == store.endOf(row->row))
        return false;
    const SpanId span = direction > 0 ? store.firstOf(row->row) : store.endOf(row->row) - 1;
    m_session.select(selectionOf(model.kindOf(*lane), span, store.item(span)));
    return true;
}

/// Among all inits, GC cycles or phases of the log.
void TimelineView::stepIndex(int direction) {
    Selection next = m_session.selection();
    const std::size_t count = next.kind == Selection::Kind::Init ? m_session.startup().inits.size()
                              : next.kind == Selection::Kind::Gc ? m_session.startup().gcCycles.size()
                                                                 : m_session.startup().phases.size();
    if ((direction < 0 && next.index == 0) || (direction > 0 && next.index + 1 >= count))
        return;
    next.index = direction > 0 ? next.index + 1 : next.index - 1;
    m_session.select(next);
}

void TimelineView::stepSpan(int direction) {
    const TimelineHit hit = m_plot->selectedSpan();
    if (hit.span == kNoSpan) {
        if (m_session.selection().none())
            selectFirst(direction);
        return;
    }
    const LaneModel& model = m_session.lanes();
    if (model.kindOf(*hit.lane) < LaneKind::TraceHeader)
        stepIndex(direction);
    else {
        const LaneRow row = *model.rowOf(*hit.lane);
        const SpanStore& store = model.sourceOf(row).index().store();
        const bool whole = m_session.selection().kind == Selection::Kind::Goroutine;
        const SpanId next = whole ? hit.span : direction > 0 ? hit.span + 1 : hit.span - 1;
        if (next < store.firstOf(row.row) || next >= store.endOf(row.row))
            return;
        m_session.select(selectionOf(model.kindOf(*hit.lane), next, store.item(next)));
    }
    const auto time = m_session.selectedTime();
    if (time && !time->overlaps(m_session.visible()))
        m_session.setVisible(centredOn(*time, m_session.visible()));
}

void TimelineView::rangeFromSelection() {
    if (const auto time = m_session.selectedTime())
        m_session.setRange(*time);
}

QString TimelineView::traceRangeText() const {
    const auto& trace = m_session.startup().trace;
    if (!trace)
        return {};
    const TimeRange range = m_session.lanes().sources[kTraceSource].toSource(*m_session.range());
    return traceRangePlainText(*trace, traceRangeStats(*trace, range));
}

void TimelineView::copy() {
    if (m_session.range())
        QApplication::clipboard()->setText(rangePlainText(m_session.startup(), *m_session.range()) +
                                           traceRangeText());
    else if (const auto& selection = m_session.selection(); !selection.none()) {
        QApplication::clipboard()->setText(
            detailsPlainText(m_session.startup(), m_session.lanes(), selection));
    }
}

bool TimelineView::navigate(int key) {
    switch (key) {
    case Qt::Key_W:
    case Qt::Key_Up:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(kKeyZoom);
        return true;
    case Qt::Key_S:
    case Qt::Key_Down:
    case Qt::Key_Minus:
        zoom(1 / kKeyZoom);
        return true;
    case Qt::Key_A:
    case Qt::Key_Left:
        pan(-kKeyPan);
        return true;
    case Qt::Key_D:
    case Qt::Key_Right:
        pan(kKeyPan);
        return true;
    case Qt::Key_0:
    case Qt::Key_Home:
        m_session.showAll();
        return true;
    case Qt::Key_F:
        focusSelection();
        return true;
    case Qt::Key_Period:
        stepSpan(1);
        return true;
    case Qt::Key_Comma:
        stepSpan(-1);
        return true;
    case Qt::Key_R:
        rangeFromSelection();
        return true;
    case Qt::Key_G:
        goToInitPhase();
        return true;
    case Qt::Key_E:
        toggleExpanded();
        return true;
    case Qt::Key_X:
        toggleLinks();
        return true;
    default:
        return false;
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    if (m_session.empty())
        return QWidget::keyPressEvent(event);
    if (event->matches(QKeySequence::Copy))
        return copy();
    const bool plain = !(event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier));
    if (plain && event->key() == Qt::Key_Space && !event->isAutoRepeat())
        return m_mouse->setSpaceHeld(true);
    if (plain && event->key() == Qt::Key_M) {
        const auto selected = m_session.selectedTime();
        if (m_mouse->hoverTime() || selected)
            m_plot->overlay().toggleMark(m_mouse->hoverTime() ? *m_mouse->hoverTime() : selected->begin);
        return m_plot->redrawOverlay();
    }
    if (plain && event->key() == Qt::Key_P) {
        if (m_mouse->hoverLane())
            m_plot->togglePinned(*m_mouse->hoverLane());
        return;
    }
    if (!plain || !navigate(event->key()))
        QWidget::keyPressEvent(event);
}

void TimelineView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_mouse->setSpaceHeld(false);
    QWidget::keyReleaseEvent(event);
}

} // namespace rt0::ui
