#include "timeline/tracelabels.h"

#include "analysis/tracelanes.h"
#include "text.h"

#include <QCoreApplication>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Trace", text);
}

QString text(std::string_view utf8) {
    return toQString(std::string(utf8));
}

/// "g7 http.(*conn).serve": spans of Ps are short.
QString placeLabel(const ExecTrace& trace, exectrace::Index goroutine) {
    if (goroutine >= trace.goroutines.size())
        return {};
    return QStringLiteral("g%1 %2")
        .arg(trace.directory.goroutines[goroutine])
        .arg(text(shortFunction(trace.text(trace.goroutines[goroutine].entry))));
}

QString stateLabel(const ExecTrace& trace, SpanId span) {
    const SpanStore& store = trace.spans->store();
    const auto colour = static_cast<TraceColour>(store.colour(span));
    const std::uint32_t site = store.item(span);
    if (colour == TraceColour::Waiting && site < trace.sites.size()) {
        const QString reason = reasonText(trace, trace.sites[site]);
        return reason.isEmpty() ? stateText(colour) : reason;
    }
    if (colour == TraceColour::Syscall && site < trace.sites.size()) {
        const QString place = placeText(trace, trace.sites[site].stack);
        return place.isEmpty() ? stateText(colour) : place;
    }
    return stateText(colour);
}

} // namespace

QString goroutineText(const ExecTrace& trace, exectrace::Index goroutine) {
    if (goroutine >= trace.goroutines.size())
        return tr("no goroutine");
    const QString id = QString::number(trace.directory.goroutines[goroutine]);
    const exectrace::StringId entry = trace.goroutines[goroutine].entry;
    if (entry == 0)
        return tr("goroutine %1").arg(id);
    return tr("goroutine %1").arg(id) + QLatin1Char(' ') + text(shortFunction(trace.text(entry)));
}

QString stateText(TraceColour colour) {
    switch (colour) {
    case TraceColour::Running:
        return tr("running");
    case TraceColour::Runnable:
        return tr("runnable");
    case TraceColour::Waiting:
        return tr("waiting");
    case TraceColour::Syscall:
        return tr("system call");
    case TraceColour::GcWorker:
        return tr("GC worker");
    case TraceColour::Gc:
        return tr("GC mark phase");
    case TraceColour::Stw:
        return tr("world stopped");
    case TraceColour::Sweep:
        return tr("sweep");
    case TraceColour::Assist:
        return tr("mark assist");
    case TraceColour::User:
        break;
    }
    return tr("user");
}

QString reasonText(const ExecTrace& trace, const TraceSite& site) {
    return text(trace.text(site.reason));
}

QString rangeKindText(const ExecTrace& trace, const TraceRange& range) {
    switch (range.kind) {
    case TraceRangeKind::GcMark:
        return tr("GC mark phase");
    case TraceRangeKind::Sweep:
        return tr("sweep");
    case TraceRangeKind::MarkAssist:
        return tr("mark assist");
    case TraceRangeKind::Stw:
        break;
    }
    return range.reason == 0 ? tr("world stopped")
                             : tr("world stopped: %1").arg(text(trace.text(range.reason)));
}

QString placeText(const ExecTrace& trace, exectrace::StackId stack) {
    const auto frames = trace.directory.stacks[stack];
    if (frames.empty())
        return {};
    for (const exectrace::Frame& frame : frames)
        if (!isSystemFunction(trace.text(frame.function)))
            return text(shortFunction(trace.text(frame.function)));
    return text(shortFunction(trace.text(frames.front().function)));
}

QString traceLabel(const LaneModel& model, LaneKind kind, const LaneRow& row, SpanId span) {
    const ExecTrace& trace = *model.trace;
    const std::uint32_t item = model.sourceOf(row).index().store().item(span);
    switch (kind) {
    case LaneKind::Goroutine:
        return stateLabel(trace, span);
    case LaneKind::Proc:
    case LaneKind::Thread:
        return placeLabel(trace, item);
    case LaneKind::Tasks:
        return text(trace.text(trace.tasks[item].name));
    case LaneKind::Regions:
        return text(trace.text(trace.regions[item].name));
    case LaneKind::TraceStw:
        return text(trace.text(trace.ranges[item].reason));
    case LaneKind::TraceGc:
    case LaneKind::Sweeps:
        return rangeKindText(trace, trace.ranges[item]);
    default:
        return {};
    }
}

QString traceHeaderText(const LaneModel& model, const TraceAlignment& alignment) {
    const ExecTrace& trace = *model.trace;
    QStringList parts{tr("Go 1.%1 format").arg(trace.directory.version)};
    if (trace.damagedFrom)
        parts << tr("damaged from %1 on").arg(durationText(*trace.damagedFrom));
    parts << toQString(alignmentText(alignment)) << durationText(trace.length)
          << tr("%1 goroutines").arg(countText(trace.goroutines.size()));
    return parts.join(QStringLiteral(" · "));
}

} // namespace rt0::ui
