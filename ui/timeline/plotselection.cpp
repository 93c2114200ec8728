#include "timeline/timelineplot.h"

#include "timeline/lanegutter.h"
#include "timeline/laneselection.h"
#include "timeline/timelineoverlay.h"

#include <algorithm>

/// Where TimelinePlot shows the selection, and what is linked with it.
namespace rt0::ui {
namespace {

constexpr std::size_t kLinksOfSelection = 500;
constexpr std::size_t kLinksDrawn = 300;

} // namespace

/// The row of spans that the selection is in, where it says so itself.
std::optional<LaneRow> TimelinePlot::selectedRow() const {
    const Selection& selection = m_session.selection();
    const auto rowOf = [&](std::uint8_t source) {
        const SpanStore& store = m_session.lanes().sources[source].index().store();
        return LaneRow{source, store.rowOf(static_cast<SpanId>(selection.index))};
    };
    switch (selection.kind) {
    case Selection::Kind::TraceSpan:
        return rowOf(kTraceSource);
    case Selection::Kind::ThreadSpan:
        return rowOf(kThreadSource);
    case Selection::Kind::GroupRun:
        return rowOf(kStartupSource);
    case Selection::Kind::Goroutine:
        return LaneRow{kTraceSource, m_session.startup().trace->rowOfGoroutine(
                                         static_cast<exectrace::Index>(selection.index))};
    default:
        return std::nullopt;
    }
}

SpanId TimelinePlot::spanOfItem(LaneRow row, std::uint32_t item, const TimeRange& time) const {
    const LaneSource& source = m_session.lanes().sourceOf(row);
    const SpanStore& store = source.index().store();
    const TimeRange wanted = source.toSource(time);
    for (SpanId span = store.firstEndingAfter(row.row, wanted.begin); span < store.endOf(row.row); ++span) {
        if (store.item(span) == item)
            return span;
        if (store.beginNs(span) > wanted.end.count())
            break;
    }
    return kNoSpan;
}

SpanId TimelinePlot::selectedSpanIn(LaneRef lane) const {
    const LaneModel& model = m_session.lanes();
    const auto row = model.rowOf(lane);
    const auto time = m_session.selectedTime();
    if (!row || !time)
        return kNoSpan;
    const Selection& selection = m_session.selection();
    if (const auto selected = selectedRow()) {
        if (*selected != *row)
            return kNoSpan;
        if (selection.kind != Selection::Kind::Goroutine)
            return static_cast<SpanId>(selection.index);
        const SpanStore& store = model.sourceOf(*row).index().store();
        return store.firstOf(row->row) < store.endOf(row->row) ? store.firstOf(row->row) : kNoSpan;
    }
    const auto item = itemOf(selection, model.kindOf(lane));
    return item ? spanOfItem(*row, *item, *time) : kNoSpan;
}

TimelineHit TimelinePlot::selectedSpan() const {
    if (m_session.empty() || m_session.selection().none())
        return {};
    const LaneModel& model = m_session.lanes();
    if (const auto row = selectedRow()) {
        const auto lane = model.laneOfRow(*row);
        return lane ? TimelineHit{lane, selectedSpanIn(*lane)} : TimelineHit{};
    }
    for (std::uint32_t i = 0; i < model.lanes.size(); ++i) {
        if (!itemOf(m_session.selection(), model.lanes[i].kind))
            continue;
        if (const SpanId span = selectedSpanIn({i}); span != kNoSpan)
            return {LaneRef{i}, span};
        const auto children = static_cast<std::uint32_t>(model.lanes[i].children.size());
        for (std::uint32_t child = 0; child < children; ++child)
            if (const SpanId span = selectedSpanIn({i, child}); span != kNoSpan)
                return {LaneRef{i, child}, span};
    }
    return {};
}

void TimelinePlot::togglePinned(LaneRef lane) {
    m_layout.togglePinned(lane);
    setScroll(m_layout.scroll());
}

bool TimelinePlot::overTriangle(QPointF position) const {
    const TimelineHit hit = hitAt(position);
    return hit.lane && position.x() < LaneGutter::kTriangleRoom && !hit.lane->isChild() &&
           m_layout.expandable(hit.lane->lane);
}

void TimelinePlot::toggleExpanded(LaneRef lane) {
    if (!m_layout.expandable(lane.lane))
        return;
    m_layout.setExpanded(lane.lane, !m_layout.expanded(lane.lane));
    // A closed lane whose children were looked at may lie above the viewport now.
    if (!m_layout.expanded(lane.lane))
        m_layout.reveal({lane.lane});
    setScroll(m_layout.scroll());
}

void TimelinePlot::revealSelection() {
    const TimelineHit hit = selectedSpan();
    if (!hit.lane)
        return;
    m_layout.reveal(*hit.lane);
    setScroll(m_layout.scroll());
}

void TimelinePlot::placeSelection() {
    m_overlay->selectionRects.clear();
    m_overlay->arrows.clear();
    if (m_session.empty())
        return;
    const QRectF plot = lanesRect();
    const auto time = m_session.selectedTime();
    // A goroutine of a collapsed group is shown where its group is.
    LaneRef group{kNoChild};
    if (const auto row = selectedRow())
        if (const auto lane = m_session.lanes().laneOfRow(*row); lane && lane->isChild())
            group = {m_layout.expanded(lane->lane) ? kNoChild : lane->lane};
    placePartner();
    for (const PlacedLane& placed : m_layout.placed()) {
        if (!time || (placed.lane != group && selectedSpanIn(placed.lane) == kNoSpan))
            continue;
        const double left = std::max(plot.left(), xOf(time->begin));
        const double right = std::min(plot.right(), xOf(time->end));
        if (left <= plot.right() && right >= plot.left())
            m_overlay->selectionRects.emplace_back(left, plot.top() + placed.top + 3,
                                                   std::max(2.0, right - left), placed.height - 6);
    }
    placeLinks();
}

/// Of two starts side by side: the init of the selected package in the other one.
void TimelinePlot::placePartner() {
    const Selection& selection = m_session.selection();
    const auto& partners = m_session.lanes().partners;
    if (selection.kind != Selection::Kind::Init || selection.index >= partners.size() ||
        partners[selection.index] == kNoPartner)
        return;
    const std::uint32_t partner = partners[selection.index];
    const TimeRange time = m_session.startup().inits[partner].drawn;
    const QRectF plot = lanesRect();
    const double left = std::max(plot.left(), xOf(time.begin));
    const double right = std::min(plot.right(), xOf(time.end));
    if (left > plot.right() || right < plot.left())
        return;
    for (const PlacedLane& placed : m_layout.placed()) {
        const LaneKind kind = m_session.lanes().kindOf(placed.lane);
        const auto row = m_session.lanes().rowOf(placed.lane);
        if ((kind != LaneKind::Inits && kind != LaneKind::InitGroup) ||
            spanOfItem(*row, partner, time) == kNoSpan)
            continue;
        m_overlay->selectionRects.emplace_back(left, plot.top() + placed.top + 3, std::max(2.0, right - left),
                                               placed.height - 6);
    }
}

std::optional<LaneRef> TimelinePlot::laneOfGoroutine(exectrace::Index goroutine) const {
    const LaneModel& model = m_session.lanes();
    if (!model.trace || goroutine >= model.trace->goroutines.size())
        return std::nullopt;
    auto lane = model.laneOfRow({kTraceSource, model.trace->rowOfGoroutine(goroutine)});
    if (lane && lane->isChild() && !m_layout.expanded(lane->lane))
        lane->child = kNoChild;
    return lane;
}

/// Who caused the selected state, and whom its goroutine woke or created meanwhile.
std::vector<TraceLink> TimelinePlot::linksOfSelection() const {
    const Selection& selection = m_session.selection();
    if (selection.kind != Selection::Kind::TraceSpan && selection.kind != Selection::Kind::Goroutine)
        return {};
    const LaneModel& model = m_session.lanes();
    const ExecTrace& trace = *model.trace;
    const auto time = model.sources[kTraceSource].toSource(*m_session.selectedTime());
    const TraceOwner owner = model.traceRows[selectedRow()->row].owner;
    if (owner.kind != TraceOwner::Kind::Goroutine)
        return {};
    std::vector<TraceLink> links;
    if (selection.kind == Selection::Kind::TraceSpan) {
        const auto span = static_cast<SpanId>(selection.index);
        links = linksFrom(trace, owner.index, time, kLinksOfSelection);
        if (const auto cause = causeOf(trace, owner.index, span))
            links.push_back(*cause);
    }
    return links;
}

std::vector<exectrace::Index> TimelinePlot::placedGoroutines() const {
    std::vector<exectrace::Index> goroutines;
    const LaneModel& model = m_session.lanes();
    for (const PlacedLane& placed : m_layout.placed())
        if (model.kindOf(placed.lane) == LaneKind::Goroutine)
            goroutines.push_back(model.traceIndexOf(placed.lane));
    return goroutines;
}

void TimelinePlot::placeLinks() {
    const LaneModel& model = m_session.lanes();
    if (!model.trace)
        return;
    if (m_linkedSelection != m_session.selection()) {
        m_links = linksOfSelection();
        m_linkedSelection = m_session.selection();
    }
    const LaneSource& clock = model.sources[kTraceSource];
    const auto add = [&](const TraceLink& link, bool selected) {
        const auto from = laneOfGoroutine(link.from);
        const auto to = laneOfGoroutine(link.to);
        if (!from || !to || *from == *to)
            return;
        const auto middle = [&](LaneRef lane) {
            const PlacedLane placed = *m_layout.place(lane);
            return lanesRect().top() + placed.top + placed.height / 2;
        };
        const double x = xOf(clock.fromSource(link.time));
        if (x >= lanesRect().left() && x <= lanesRect().right())
            m_overlay->arrows.push_back(
                {{x, middle(*from)}, {x, middle(*to)}, link.kind == TraceLink::Kind::Creation, selected});
    };
    const bool before = m_tooManyLinks;
    m_tooManyLinks = false;
    if (m_allLinks) {
        const auto links =
            linksTo(*model.trace, placedGoroutines(), clock.toSource(m_session.visible()), kLinksDrawn);
        m_tooManyLinks = !links;
        for (const TraceLink& link : links.value_or(std::vector<TraceLink>{}))
            add(link, false);
    }
    for (const TraceLink& link : m_links)
        add(link, true);
    if (before != m_tooManyLinks)
        emit linksChanged();
}

void TimelinePlot::setShowsAllLinks(bool all) {
    m_allLinks = all;
    redrawOverlay();
    emit linksChanged();
}

} // namespace rt0::ui
