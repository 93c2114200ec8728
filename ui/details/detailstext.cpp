#include "details/detailstext.h"

#include "analysis/blame.h"
#include "analysis/gccost.h"
#include "analysis/packagegroup.h"
#include "analysis/rangetext.h"
#include "base/format.h"
#include "details/facts.h"
#include "details/recordeddetails.h"
#include "details/tracedetails.h"
#include "session.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QCoreApplication>
#include <QTextDocument>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Details", text);
}

QString mebibytes(std::uint64_t value) {
    return QStringLiteral("%1 MiB").arg(countText(value));
}

/// "2", or "1–2" when the bounds leave it open.
QString cyclesText(const RangeStats& stats) {
    if (stats.gcCyclesCertain == stats.gcCyclesPossible)
        return countText(stats.gcCyclesPossible);
    return QStringLiteral("%1–%2").arg(countText(stats.gcCyclesCertain), countText(stats.gcCyclesPossible));
}

QString shareText(double share) {
    return toQString(formatShare(share));
}

void addPauses(Facts& facts, const Startup& startup, std::size_t init) {
    const GcCost cost = gcCost(startup);
    for (const GcPause& pause : cost.pauses) {
        const bool certain = pause.certain.first <= init && init < pause.certain.end;
        const bool possible = pause.possible.first <= init && init < pause.possible.end;
        // The world stops for all goroutines: a pause lies wholly within an init or not at all.
        const bool tooLong = pause.duration.lo > startup.inits[init].duration.hi;
        if (!certain && (!possible || tooLong))
            continue;
        facts.row(certain ? tr("Stopped by GC %1").arg(startup.gcCycles[pause.cycle].record.number)
                          : tr("Perhaps stopped by GC %1").arg(startup.gcCycles[pause.cycle].record.number),
                  boundsText(pause.duration));
    }
}

void addAllocations(Facts& facts, const PackageInit& init, const InitTotals& totals) {
    facts.heading(tr("Allocations"))
        .row(tr("Bytes"), QStringLiteral("%1 (%2)").arg(countText(init.bytes), bytesText(init.bytes)))
        .row(tr("Of all inits"), shareText(shareOf(init, totals, BlameBy::Bytes)))
        .row(tr("Allocations"), countText(init.allocs))
        .row(tr("Of all inits"), shareText(shareOf(init, totals, BlameBy::Allocs)));
}

QString loggedInitNote(const PackageInit& init) {
    return tr("Source: inittrace, line %1 of the file. Times count from runtime.main; both ends of an "
              "interval are "
              "what the printed, truncated value and the order of inits leave possible. inittrace itself "
              "slows the "
              "program.")
        .arg(countText(init.line));
}

QString recordedInitNote(const RecordedStart& recorded) {
    const LaunchRun* const drawn = recorded.drawn();
    QString text = tr("Source: %1. Starts, ends and takes are of the drawn run, from execve.")
                       .arg(drawn == nullptr ? tr("recording") : QLatin1String(sourceName(drawn->technique)));
    if (recorded.allocationsKnown)
        text += QLatin1Char(' ') + tr("Bytes and allocations are of one run with inittrace.");
    return text;
}

QString initHtml(const Startup& startup, std::size_t index) {
    const PackageInit& init = startup.inits[index];
    const InitTotals totals = initTotals(startup);
    Facts facts(toQString(init.importPath));
    facts.row(tr("Init"), tr("%1 of %2").arg(countText(init.order), countText(startup.inits.size())));
    if (init.package != init.importPath)
        facts.row(tr("Printed as"), toQString(init.package));
    facts.row(tr("Group (by path)"), toQString(packageGroup(init.importPath)));
    facts.heading(tr("Time"))
        .row(tr("Starts"), boundsText(init.start))
        .row(tr("Ends"), init.open ? tr("not up to %1").arg(boundsText(init.end)) : boundsText(init.end))
        .row(init.overRuns.runs > 1 ? tr("Takes, in the drawn start") : tr("Takes"),
             boundsText(init.duration))
        .row(tr("Of all inits"), shareText(shareOf(init, totals, BlameBy::Time)));
    addPauses(facts, startup, index);
    if (startup.recorded) {
        addStatistics(facts, init.overRuns, init.counts);
        addParts(facts, tr("Init functions (medians)"), init.functions);
    }
    if (!startup.recorded || startup.recorded->allocationsKnown)
        addAllocations(facts, init, totals);
    facts.heading(tr("Order"));
    if (index > 0)
        facts.row(tr("After"), toQString(startup.inits[index - 1].importPath));
    if (index + 1 < startup.inits.size())
        facts.row(tr("Before"), toQString(startup.inits[index + 1].importPath));
    facts.note(startup.recorded ? recordedInitNote(*startup.recorded) : loggedInitNote(init));
    return facts.html();
}
QString gcHtml(const Startup& startup, std::size_t index) {
    const GcCycle& cycle = startup.gcCycles[index];
    const GcRecord& record = cycle.record;
    Facts facts(tr("GC cycle %1").arg(record.number));
    facts.row(tr("Starts"), boundsText(cycle.start)).row(tr("Ends"), boundsText(cycle.end));
    facts.heading(tr("Wall time"))
        .row(tr("Stopped: sweep termination"), boundsText(record.stwSweepTermination))
        .row(tr("Concurrent mark"), boundsText(record.concurrentMark))
        .row(tr("Stopped: mark termination"), boundsText(record.stwMarkTermination));
    facts.heading(tr("CPU time"))
        .row(tr("Sweep termination"), boundsText(record.cpuSweepTermination))
        .row(tr("Assists"), boundsText(record.cpuAssist))
        .row(tr("Background workers"), boundsText(record.cpuBackground))
        .row(tr("Idle workers"), boundsText(record.cpuIdle))
        .row(tr("Mark termination"), boundsText(record.cpuMarkTermination))
        .row(tr("Share since start"), QStringLiteral("%1 %").arg(record.cpuPercent));
    facts.heading(tr("Heap"))
        .row(tr("At start"), mebibytes(record.heapStartMb))
        .row(tr("When marked"), mebibytes(record.heapMarkEndMb))
        .row(tr("Live"), mebibytes(record.heapLiveMb))
        .row(tr("Goal"), mebibytes(record.goalMb));
    if (record.stacksMb)
        facts.row(tr("Stacks"), mebibytes(*record.stacksMb));
    if (record.globalsMb)
        facts.row(tr("Globals"), mebibytes(*record.globalsMb));
    facts.row(tr("Processors (P)"), countText(record.procs));
    if (record.forced)
        facts.row(tr("Forced"), tr("by runtime.GC()"));
    if (record.leakCheck)
        facts.row(tr("Checked"), tr("goroutine leaks"));
    facts.note(
        tr("Source: gctrace, line %1 of the file. Sizes are truncated to whole MiB, the start to whole ms.")
            .arg(countText(record.line)));
    return facts.html();
}

QString measuredPhaseHtml(const Startup& startup, const Phase& phase) {
    Facts facts(toQString(phase.name));
    facts.note(toQString(phase.description))
        .row(tr("Starts"), boundsText(phase.start))
        .row(tr("Ends"), phase.open ? tr("not up to %1").arg(boundsText(phase.end)) : boundsText(phase.end))
        .row(tr("Takes"), boundsText(phase.duration))
        .row(tr("Source"), toQString(phase.source));
    if (phase.overRuns.runs > 0)
        addStatistics(facts, phase.overRuns, phase.counts);
    addParts(facts, tr("Its steps (medians)"), phase.parts);
    if (phase.id == PhaseId::Bootstrap)
        addBoundThread(facts, startup);
    if (startup.recorded)
        facts.note(tr("Starts, ends and takes are of the drawn run, from execve."));
    return facts.html();
}

/// Phases without a measurement that follow each other are one band: all of them are described.
QString phaseHtml(const Startup& startup, std::size_t index) {
    const auto& phases = startup.phases;
    if (phases[index].measured)
        return measuredPhaseHtml(startup, phases[index]);
    std::size_t first = index;
    while (first > 0 && !phases[first - 1].measured)
        --first;
    QString html = QStringLiteral("<h3>%1</h3>").arg(tr("Not measured"));
    for (std::size_t i = first; i < phases.size() && !phases[i].measured; ++i)
        html += QStringLiteral("<p><b>%1</b><br>%2<br><i>%3</i></p>")
                    .arg(toQString(phases[i].name).toHtmlEscaped(),
                         toQString(phases[i].description).toHtmlEscaped(),
                         toQString(phases[i].howToMeasure).toHtmlEscaped());
    return html;
}

} // namespace

QString detailsHtml(const Startup& startup, const LaneModel& lanes, const Selection& selection) {
    switch (selection.kind) {
    case Selection::Kind::Init:
        return initHtml(startup, selection.index);
    case Selection::Kind::Gc:
        return gcHtml(startup, selection.index);
    case Selection::Kind::Phase:
        return phaseHtml(startup, selection.index);
    case Selection::Kind::Package:
        return {}; // no start-up knows it: see graphDetailsHtml()
    default:
        return traceDetailsHtml(startup, lanes, selection);
    }
}

QString rangeHtml(const Startup& startup, const TimeRange& range) {
    const RangeStats stats = rangeStats(startup, range);
    Facts facts(tr("Selected range"));
    facts.row(tr("ΔT"), durationText(range.length())).row(tr("From, to"), toQString(formatTimeRange(range)));
    if (startup.trace && startup.inits.empty() && startup.gcCycles.empty())
        return facts.html();
    facts.row(tr("Inits wholly inside"), countText(stats.initsInside))
        .row(tr("Inits touched"), countText(stats.initsTouched))
        .row(tr("Time in inits"), boundsText(stats.initTime))
        .row(tr("Allocated (wholly inside)"),
             tr("%1 in %2 allocations").arg(bytesText(stats.bytes), countText(stats.allocs)))
        .row(tr("GC cycles touched"), cyclesText(stats));
    if (stats.gcCyclesPossible > 0)
        facts.row(tr("World stopped within"), boundsText(stats.stw));
    if (!stats.heaviest.empty())
        facts.heading(tr("Heaviest inits touched"));
    for (const std::size_t init : stats.heaviest)
        facts.row(toQString(startup.inits[init].importPath), boundsText(startup.inits[init].duration));
    return facts.html();
}

QString summaryText(const Startup& startup, const LaneModel& lanes, const Selection& selection) {
    switch (selection.kind) {
    case Selection::Kind::Init: {
        const PackageInit& init = startup.inits[selection.index];
        if (selection.index < lanes.marks.size())
            return QStringLiteral("<b>%1</b><br>%2")
                .arg(toQString(init.importPath).toHtmlEscaped(),
                     linesAsHtml(lanes.marks[selection.index].note));
        return tr("<b>%1</b><br>takes %2<br>starts %3, ends %4<br>%5 in %6 allocations")
            .arg(toQString(init.importPath).toHtmlEscaped(), boundsText(init.duration).toHtmlEscaped(),
                 boundsText(init.start).toHtmlEscaped(), boundsText(init.end).toHtmlEscaped(),
                 bytesText(init.bytes), countText(init.allocs));
    }
    case Selection::Kind::Gc: {
        const GcCycle& cycle = startup.gcCycles[selection.index];
        return tr("<b>GC cycle %1</b><br>starts %2<br>world stopped %3, marking %4")
            .arg(cycle.record.number)
            .arg(boundsText(cycle.start).toHtmlEscaped(), boundsText(cycle.stw()).toHtmlEscaped(),
                 boundsText(cycle.record.concurrentMark).toHtmlEscaped());
    }
    case Selection::Kind::Phase: {
        const Phase& phase = startup.phases[selection.index];
        return tr("<b>%1</b><br>%2")
            .arg(toQString(phase.name),
                 phase.measured ? boundsText(phase.duration).toHtmlEscaped() : tr("not measured"));
    }
    case Selection::Kind::Package:
        return {};
    default:
        return traceSummaryText(lanes, selection);
    }
}

QString curveText(const Lane& lane, Nanoseconds time) {
    QStringList lines;
    for (const Curve& curve : lane.curves)
        if (const auto value = valueAt(curve, time))
            lines << QStringLiteral("%1: %2").arg(toQString(curve.name),
                                                  bytesText(static_cast<std::uint64_t>(*value)));
    if (!lines.isEmpty() && lane.kind == LaneKind::Heap)
        lines << tr("known at GC cycles only, to whole MiB; between them a straight line");
    return lines.isEmpty()
               ? QString()
               : QStringLiteral("<p style='white-space:pre'>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

QString detailsPlainText(const Startup& startup, const LaneModel& lanes, const Selection& selection) {
    QTextDocument document;
    // One line a row: cells would else become lines of their own.
    document.setHtml(detailsHtml(startup, lanes, selection)
                         .replace(QLatin1String("</td><td align='right'>"), QLatin1String(": ")));
    return document.toPlainText() + QLatin1Char('\n');
}

QString rangePlainText(const Startup& startup, const TimeRange& range) {
    const RangeStats stats = rangeStats(startup, range);
    QStringList lines{
        tr("%1 (ΔT %2)").arg(toQString(formatTimeRange(range)), durationText(range.length())),
        tr("%1 inits wholly inside, %2 touched, %3 in inits")
            .arg(countText(stats.initsInside), countText(stats.initsTouched), boundsText(stats.initTime)),
        tr("%1 in %2 allocations by the inits wholly inside")
            .arg(bytesText(stats.bytes), countText(stats.allocs)),
        tr("GC cycles touched: %1, world stopped within: %2").arg(cyclesText(stats), boundsText(stats.stw))};
    for (const std::size_t init : stats.heaviest)
        lines << QStringLiteral("%1\t%2").arg(toQString(startup.inits[init].importPath),
                                              boundsText(startup.inits[init].duration));
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace rt0::ui
