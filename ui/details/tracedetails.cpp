#include "details/tracedetails.h"

#include "analysis/tracelanes.h"
#include "base/format.h"
#include "details/facts.h"
#include "session.h"
#include "text.h"
#include "timeline/tracelabels.h"
#include "timeline/tracequery.h"

#include <QCoreApplication>

namespace rt0::ui {
namespace {

using exectrace::GoState;
using exectrace::Index;
using exectrace::kNoIndex;

constexpr std::size_t kFrames = 64;

QString tr(const char* text) {
    return QCoreApplication::translate("Details", text);
}

QString text(std::string_view utf8) {
    return toQString(std::string(utf8));
}

/// Builds the details of one selection.
class Writer {
public:
    Writer(const Startup& startup, const LaneModel& lanes)
        : m_trace(*lanes.trace), m_lanes(lanes), m_alignment(startup.alignment) {}

    QString span(SpanId id) const {
        const TraceOwner owner = m_lanes.traceRows[m_trace.spans->store().rowOf(id)].owner;
        if (owner.kind == TraceOwner::Kind::Goroutine)
            return state(owner.index, id);
        return place(tr("P %1").arg(m_trace.directory.procs[owner.index]), m_trace.spans->store().span(id));
    }

    QString threadSpan(SpanId id) const {
        const SpanStore& store = m_trace.threadSpans().store();
        return place(tr("Thread %1").arg(m_trace.directory.threads[store.rowOf(id)]), store.span(id));
    }

    QString goroutine(Index index) const {
        Facts facts(goroutineText(m_trace, index));
        addGoroutine(facts, index);
        return finished(facts);
    }

    QString groupRun(SpanId id) const {
        const LaneSource& source = m_lanes.sources[kStartupSource];
        const TraceGroup& group = m_trace.groups[source.index().store().item(id)];
        Facts facts(group.entry == 0 ? tr("unknown function") : text(m_trace.text(group.entry)));
        facts.row(tr("Goroutines"), countText(group.members.size()))
            .row(tr("Running, all together"), durationText(group.running));
        facts.heading(tr("Here at least one of them ran"));
        addTime(facts, source.timeOf(id), false, false);
        if (m_lanes.filledGaps > Nanoseconds(0))
            facts.note(tr("Gaps below %1 are not drawn in this lane; expand it (E) to see every goroutine.")
                           .arg(durationText(m_lanes.filledGaps)));
        return finished(facts);
    }

    QString range(const TraceRange& range) const {
        Facts facts(rangeKindText(m_trace, range));
        addTime(facts, clock().fromSource(range.time), range.openBegin, range.openEnd);
        if (range.kind == TraceRangeKind::Sweep) {
            if (range.subject < m_trace.directory.procs.size())
                facts.row(tr("On"), tr("P %1").arg(m_trace.directory.procs[range.subject]));
            facts.row(tr("Swept"), bytesText(range.sweptBytes))
                .row(tr("Reclaimed"), bytesText(range.reclaimedBytes));
        } else if (range.subject < m_trace.goroutines.size()) {
            facts.rowHtml(range.kind == TraceRangeKind::Stw ? tr("Stopped by") : tr("Assisted by"),
                          goroutineLink(range.subject, range.time.begin));
        }
        return finished(facts);
    }

    QString task(const TraceTask& task) const {
        Facts facts(tr("Task %1").arg(text(m_trace.text(task.name))));
        facts.row(tr("Task"), QString::number(task.id));
        if (task.parent != exectrace::kNoTask && task.parent != 0)
            facts.row(tr("Part of task"), QString::number(task.parent));
        addTime(facts, clock().fromSource(task.time), task.openBegin, task.openEnd);
        return finished(facts);
    }

    QString region(const TraceRegion& region) const {
        Facts facts(tr("Region %1").arg(text(m_trace.text(region.name))));
        addTime(facts, clock().fromSource(region.time), region.openBegin, region.openEnd);
        facts.rowHtml(tr("On"), goroutineLink(region.goroutine, region.time.begin));
        if (region.task != 0)
            facts.row(tr("Of task"), QString::number(region.task));
        return finished(facts);
    }

    QString log(const TraceLog& log) const {
        Facts facts(tr("Log"));
        facts.row(tr("At"), timeText(clock().fromSource(log.time)))
            .row(tr("Category"), text(m_trace.text(log.category)))
            .row(tr("Message"), text(m_trace.text(log.message)))
            .rowHtml(tr("By"), goroutineLink(log.goroutine, log.time));
        if (log.task != 0)
            facts.row(tr("Of task"), QString::number(log.task));
        addStack(facts, tr("Written at"), log.stack);
        return finished(facts);
    }

    QString sample(const TraceSample& sample) const {
        Facts facts(tr("CPU sample"));
        facts.row(tr("At"), timeText(clock().fromSource(sample.time)))
            .rowHtml(tr("Of"), goroutineLink(sample.goroutine, sample.time));
        addPlace(facts, {sample.proc, sample.thread});
        addStack(facts, tr("Stack"), sample.stack);
        return finished(facts);
    }

private:
    const LaneSource& clock() const { return m_lanes.sources[kTraceSource]; }

    static QString timeText(Nanoseconds time) { return toQString(formatTime(time, Nanoseconds(1))); }

    static void addTime(Facts& facts, const TimeRange& time, bool openBegin, bool openEnd) {
        facts.row(tr("From"), openBegin ? tr("before the trace began") : timeText(time.begin))
            .row(tr("To"), openEnd ? tr("after the trace ended") : timeText(time.end))
            .row(tr("Takes"),
                 (openBegin || openEnd ? QStringLiteral("≥ ") : QString()) + durationText(time.length()));
    }

    /// A link to what the goroutine did at `time` (trace time), or to its whole life.
    QString goroutineLink(Index goroutine, Nanoseconds time) const {
        if (goroutine >= m_trace.goroutines.size())
            return tr("no goroutine");
        const SpanId span = stateAt(m_trace, goroutine, time);
        const QString target = span == kNoSpan ? QStringLiteral("goroutine:%1").arg(goroutine)
                                               : QStringLiteral("span:%1").arg(span);
        return QStringLiteral("<a href='%1'>%2</a>")
            .arg(target, goroutineText(m_trace, goroutine).toHtmlEscaped());
    }

    void addStack(Facts& facts, const QString& title, exectrace::StackId stack) const {
        const auto frames = m_trace.directory.stacks[stack];
        if (frames.empty())
            return;
        facts.heading(title);
        QString html = QStringLiteral("<p>");
        for (std::size_t i = 0; i < std::min(kFrames, frames.size()); ++i)
            html += QStringLiteral("%1<br><small>&nbsp;&nbsp;%2:%3</small><br>")
                        .arg(text(m_trace.text(frames[i].function)).toHtmlEscaped(),
                             text(m_trace.text(frames[i].file)).toHtmlEscaped())
                        .arg(frames[i].line);
        if (frames.size() > kFrames)
            html += tr("and %1 more").arg(frames.size() - kFrames);
        facts.block(html + QStringLiteral("</p>"));
    }

    void addPlace(Facts& facts, const TracePlace& place) const {
        if (place.proc < m_trace.directory.procs.size())
            facts.row(tr("P"), QString::number(m_trace.directory.procs[place.proc]));
        if (place.thread < m_trace.directory.threads.size())
            facts.row(tr("Thread"), QString::number(m_trace.directory.threads[place.thread]));
    }

    /// How the goroutine got runnable: `span` is the runnable one.
    void addWakeup(Facts& facts, const QString& title, SpanId span) const {
        const TraceWakeup* wakeup = span == kNoSpan ? nullptr : wakeupOf(m_trace, span);
        if (wakeup == nullptr)
            return;
        const Nanoseconds at(m_trace.spans->store().beginNs(span));
        facts.heading(title);
        facts.rowHtml(tr("By"), wakeup->waker < m_trace.goroutines.size() ? goroutineLink(wakeup->waker, at)
                                                                          : tr("the runtime, or itself"));
        facts.row(tr("At"), timeText(clock().fromSource(at)));
        if (wakeup->waker < m_trace.goroutines.size() && wakeup->site < m_trace.sites.size())
            addStack(facts, tr("There"), m_trace.sites[wakeup->site].stack);
    }

    QString state(Index index, SpanId id) const {
        const SpanStore& store = m_trace.spans->store();
        const Span span = store.span(id);
        const auto colour = static_cast<TraceColour>(span.colour);
        const GoState state = stateOfColour(colour);
        Facts facts(goroutineText(m_trace, index));
        facts.row(tr("State"), stateText(colour));
        const TraceSite& site = siteOf(m_trace, id);
        if (site.reason != 0)
            facts.row(tr("Reason"), reasonText(m_trace, site));
        addTime(facts, clock().fromSource(span.time), false, false);
        if (state == GoState::Running || state == GoState::Syscall)
            addPlace(facts, placeAt(m_trace, index, span.time.begin));
        if (state != GoState::Runnable)
            addStack(facts, state == GoState::Running ? tr("Began to run at") : tr("Stack at that moment"),
                     site.stack);
        const RowId row = m_trace.rowOfGoroutine(index);
        const auto runnable = [&](SpanId other) {
            return stateOfColour(static_cast<TraceColour>(store.colour(other))) == GoState::Runnable;
        };
        if (state == GoState::Runnable)
            addWakeup(facts, tr("Made runnable"), id);
        else if (state == GoState::Running && id > store.firstOf(row) && runnable(id - 1))
            addWakeup(facts, tr("Made runnable before"), id - 1);
        else if (state != GoState::Running && id + 1 < store.endOf(row) && runnable(id + 1))
            addWakeup(facts, tr("Made runnable again"), id + 1);
        facts.heading(tr("The goroutine"));
        addGoroutine(facts, index);
        return finished(facts);
    }

    void addGoroutine(Facts& facts, Index index) const {
        const TraceGoroutine& goroutine = m_trace.goroutines[index];
        facts.row(tr("Starts with"),
                  goroutine.entry == 0 ? tr("not in the trace") : text(m_trace.text(goroutine.entry)));
        addTime(facts, clock().fromSource(goroutine.life), goroutine.bornBefore, goroutine.alive);
        const std::array states{
            std::pair{GoState::Running, tr("Running")}, std::pair{GoState::Runnable, tr("Runnable")},
            std::pair{GoState::Waiting, tr("Waiting")}, std::pair{GoState::Syscall, tr("In system calls")}};
        for (const auto& [state, name] : states)
            facts.row(name, durationText(goroutine.inState[static_cast<std::size_t>(state)]));
        if (goroutine.creator < m_trace.goroutines.size())
            facts.rowHtml(tr("Created by"), goroutineLink(goroutine.creator, goroutine.life.begin));
        addStack(facts, tr("Created at"), goroutine.creation);
    }

    QString place(const QString& title, const Span& span) const {
        Facts facts(title);
        facts.rowHtml(tr("Goroutine"), goroutineLink(span.item, span.time.begin));
        facts.row(tr("State"), stateText(static_cast<TraceColour>(span.colour)));
        addTime(facts, clock().fromSource(span.time), false, false);
        if (span.item < m_trace.goroutines.size()) {
            facts.heading(tr("The goroutine"));
            addGoroutine(facts, span.item);
        }
        return finished(facts);
    }

    /// With where the numbers come from, and how good their clock is.
    QString finished(Facts& facts) const {
        QString note = tr("Source: execution trace; %1.").arg(toQString(alignmentText(m_alignment)));
        if (m_trace.damagedFrom)
            note +=
                tr(" The file is damaged: what lies behind %1 of it was salvaged, its order and names may "
                   "be incomplete.")
                    .arg(durationText(*m_trace.damagedFrom));
        return facts.note(note).html();
    }

    const ExecTrace& m_trace;
    const LaneModel& m_lanes;
    const TraceAlignment& m_alignment;
};

QString tip(const QString& title, const QStringList& lines) {
    QString html = QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped());
    for (const QString& line : lines)
        html += QStringLiteral("<br>") + line.toHtmlEscaped();
    return html;
}

QString stateForText(const Span& span) {
    return tr("%1 for %2")
        .arg(stateText(static_cast<TraceColour>(span.colour)),
             toQString(formatTime(span.time.length(), Nanoseconds(1))));
}

QString spanTip(const LaneModel& lanes, SpanId id) {
    const ExecTrace& trace = *lanes.trace;
    const Span span = trace.spans->store().span(id);
    const TraceOwner owner = lanes.traceRows[trace.spans->store().rowOf(id)].owner;
    const auto colour = static_cast<TraceColour>(span.colour);
    const Index goroutine = owner.kind == TraceOwner::Kind::Goroutine ? owner.index : span.item;
    QStringList lines{stateForText(span)};
    if (owner.kind == TraceOwner::Kind::Goroutine && stateOfColour(colour) != GoState::Runnable) {
        const TraceSite& site = siteOf(trace, id);
        if (site.reason != 0)
            lines << reasonText(trace, site);
        if (const QString place = placeText(trace, site.stack); !place.isEmpty())
            lines << tr("at %1").arg(place);
    }
    return tip(goroutineText(trace, goroutine), lines);
}

} // namespace

QString traceDetailsHtml(const Startup& startup, const LaneModel& lanes, const Selection& selection) {
    if (!lanes.trace)
        return {};
    const Writer writer(startup, lanes);
    const std::size_t i = selection.index;
    switch (selection.kind) {
    case Selection::Kind::TraceSpan:
        return writer.span(static_cast<SpanId>(i));
    case Selection::Kind::ThreadSpan:
        return writer.threadSpan(static_cast<SpanId>(i));
    case Selection::Kind::GroupRun:
        return writer.groupRun(static_cast<SpanId>(i));
    case Selection::Kind::Goroutine:
        return writer.goroutine(static_cast<Index>(i));
    case Selection::Kind::TraceRange:
        return writer.range(lanes.trace->ranges[i]);
    case Selection::Kind::TraceTask:
        return writer.task(lanes.trace->tasks[i]);
    case Selection::Kind::TraceRegion:
        return writer.region(lanes.trace->regions[i]);
    case Selection::Kind::TraceLog:
        return writer.log(lanes.trace->logs[i]);
    case Selection::Kind::TraceSample:
        return writer.sample(lanes.trace->samples[i]);
    default:
        return {};
    }
}

QString traceSummaryText(const LaneModel& lanes, const Selection& selection) {
    if (!lanes.trace)
        return {};
    const ExecTrace& trace = *lanes.trace;
    const std::size_t i = selection.index;
    const auto length = [](const TimeRange& time) {
        return toQString(formatTime(time.length(), Nanoseconds(1)));
    };
    switch (selection.kind) {
    case Selection::Kind::TraceSpan:
        return spanTip(lanes, static_cast<SpanId>(i));
    case Selection::Kind::ThreadSpan: {
        const Span span = trace.threadSpans().store().span(static_cast<SpanId>(i));
        return tip(goroutineText(trace, span.item), {stateForText(span)});
    }
    case Selection::Kind::GroupRun: {
        const LaneSource& source = lanes.sources[kStartupSource];
        const TraceGroup& group = trace.groups[source.index().store().item(static_cast<SpanId>(i))];
        return tip(group.entry == 0 ? tr("unknown function") : text(trace.text(group.entry)),
                   {tr("%1 goroutines, running %2 in all")
                        .arg(countText(group.members.size()), durationText(group.running)),
                    tr("here at least one ran for %1").arg(length(source.timeOf(static_cast<SpanId>(i))))});
    }
    case Selection::Kind::TraceRange:
        return tip(rangeKindText(trace, trace.ranges[i]), {length(trace.ranges[i].time)});
    case Selection::Kind::TraceTask:
        return tip(text(trace.text(trace.tasks[i].name)), {length(trace.tasks[i].time)});
    case Selection::Kind::TraceRegion:
        return tip(text(trace.text(trace.regions[i].name)),
                   {length(trace.regions[i].time), goroutineText(trace, trace.regions[i].goroutine)});
    case Selection::Kind::TraceLog:
        return tip(text(trace.text(trace.logs[i].message)),
                   {text(trace.text(trace.logs[i].category)), goroutineText(trace, trace.logs[i].goroutine)});
    case Selection::Kind::TraceSample:
        return tip(tr("CPU sample"), {placeText(trace, trace.samples[i].stack),
                                      goroutineText(trace, trace.samples[i].goroutine)});
    default:
        return {};
    }
}

std::optional<Selection> selectionOfLink(const LaneModel& lanes, const QString& link) {
    if (!lanes.trace)
        return std::nullopt;
    bool number = false;
    const std::size_t index = link.section(QLatin1Char(':'), 1).toULongLong(&number);
    const QString kind = link.section(QLatin1Char(':'), 0, 0);
    if (number && kind == QLatin1String("span") && lanes.trace->spans->store().has(index))
        return Selection{Selection::Kind::TraceSpan, index};
    if (number && kind == QLatin1String("goroutine") && index < lanes.trace->goroutines.size())
        return Selection{Selection::Kind::Goroutine, index};
    return std::nullopt;
}

} // namespace rt0::ui
