#include "analysis/gctimeline.h"

#include "base/saturating.h"
#include "timeline/exectrace.h"

#include <algorithm>
#include <cmath>

namespace rt0 {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;

double bytesOfMb(std::uint64_t mib) {
    return static_cast<double>(mib) * kMiB;
}

/// When main.main began, or else when the last init ended.
std::optional<TimeBounds> endOfStart(const Startup& startup) {
    const Phase& main = startup.phase(PhaseId::Main);
    return main.measured ? std::optional(main.start) : startup.initEnd();
}

GcWhen whenOf(const TimeBounds& begin, const std::optional<TimeBounds>& endOfStart) {
    if (!endOfStart || begin.hi <= endOfStart->lo)
        return GcWhen::DuringStart;
    return begin.lo >= endOfStart->hi ? GcWhen::Later : GcWhen::PerhapsDuringStart;
}

/// What the pacer printed about one cycle.
struct PacerLines {
    std::optional<PacerCycleStart> start;
    std::optional<PacerCycleEnd> end;
};

/// The pacer prints its decision when a cycle starts and its balance when it ends, both before the cycle's
/// own line: a cycle's are the last ones before its line and behind the line of the cycle before.
std::vector<PacerLines> pacerLinesOf(const Startup& startup) {
    std::vector<PacerLines> lines(startup.gcCycles.size());
    auto record = startup.pacer.begin();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (; record != startup.pacer.end() && record->line <= startup.gcCycles[i].record.line; ++record) {
            if (const auto* start = std::get_if<PacerCycleStart>(&record->event))
                lines[i].start = *start;
            else if (const auto* end = std::get_if<PacerCycleEnd>(&record->event))
                lines[i].end = *end;
        }
    }
    return lines;
}

/// CPU time that the cycle took from the program over what the Ps could give meanwhile. Idle workers run only
/// when nothing else wants to.
std::optional<double> utilizationOf(const GcRecord& record) {
    const TimeBounds wall = saturatingAdd(saturatingAdd(record.stwSweepTermination, record.concurrentMark),
                                          record.stwMarkTermination);
    const TimeBounds cpu = saturatingAdd(saturatingAdd(record.cpuSweepTermination, record.cpuAssist),
                                         saturatingAdd(record.cpuBackground, record.cpuMarkTermination));
    const double available = static_cast<double>(wall.middle().count()) * static_cast<double>(record.procs);
    if (available <= 0)
        return std::nullopt;
    return std::clamp(static_cast<double>(cpu.middle().count()) / available, 0.0, 1.0);
}

GcCycleFacts factsOf(const GcCycle& cycle, const PacerLines& pacer) {
    const GcRecord& record = cycle.record;
    GcCycleFacts facts;
    facts.number = record.number;
    facts.forced = record.forced;
    facts.drawn = cycle.drawn;
    facts.stw = saturatingAdd(record.stwSweepTermination, record.stwMarkTermination);
    facts.mark = record.concurrentMark;
    facts.assist = record.cpuAssist;
    facts.utilization = utilizationOf(record);
    facts.startBytes = bytesOfMb(record.heapStartMb);
    facts.endBytes = bytesOfMb(record.heapMarkEndMb);
    facts.liveBytes = bytesOfMb(record.heapLiveMb);
    facts.goalBytes = bytesOfMb(record.goalMb);
    if (pacer.start && std::isfinite(pacer.start->assistRatio))
        facts.assistRatio = pacer.start->assistRatio;
    if (pacer.end)
        facts.triggerBytes = static_cast<double>(pacer.end->triggerBytes);
    return facts;
}

void addCurves(GcTimeline& timeline, const GcCycle& cycle, const GcCycleFacts& facts) {
    timeline.heap.points.push_back({cycle.drawn.begin, *facts.startBytes});
    timeline.heap.points.push_back({cycle.drawnMarkTermination, *facts.endBytes});
    timeline.heap.points.push_back({cycle.drawn.end, *facts.liveBytes});
    // A cycle prints the goal that held when it began: since the end of the one before.
    if (!timeline.goal.points.empty())
        timeline.goal.points.push_back({timeline.goal.points.back().time, *facts.goalBytes});
    timeline.goal.points.push_back({cycle.drawn.begin, *facts.goalBytes});
    timeline.goal.points.push_back({cycle.drawn.end, *facts.goalBytes});
    if (facts.triggerBytes)
        timeline.trigger.points.push_back({cycle.drawn.begin, *facts.triggerBytes});
}

GcTimeline ofLog(const Startup& startup) {
    GcTimeline timeline;
    timeline.source = GcTimeline::Source::Log;
    const auto end = endOfStart(startup);
    const std::vector<PacerLines> pacer = pacerLinesOf(startup);
    for (std::size_t i = 0; i < startup.gcCycles.size(); ++i) {
        const GcCycle& cycle = startup.gcCycles[i];
        GcCycleFacts facts = factsOf(cycle, pacer[i]);
        facts.index = i;
        facts.when = whenOf(cycle.start, end);
        addCurves(timeline, cycle, facts);
        timeline.cycles.push_back(facts);
    }
    return timeline;
}

Curve curveOf(const char* name, const std::vector<TraceMetric>& metrics, Nanoseconds offset) {
    Curve curve{name, {}, true};
    curve.points.reserve(metrics.size());
    for (const TraceMetric& metric : metrics)
        curve.points.push_back({saturatingAdd(metric.time, offset), static_cast<double>(metric.value)});
    return curve;
}

/// What the last sample until `time` said; nothing before the first one.
std::optional<double> lastUntil(const Curve& curve, Nanoseconds time) {
    const auto behind = [](Nanoseconds at, const Curve::Point& point) { return at < point.time; };
    const auto next = std::upper_bound(curve.points.begin(), curve.points.end(), time, behind);
    return next == curve.points.begin() ? std::nullopt : std::optional((next - 1)->value);
}

/// How much of `range` lies within `within`.
Nanoseconds shared(const TimeRange& range, const TimeRange& within) {
    const Nanoseconds length = std::min(range.end, within.end) - std::max(range.begin, within.begin);
    return std::max(length, Nanoseconds(0));
}

/// Adds the stops and assists to the cycles that they belong to: the world stops once just before marking and
/// once just after it (runtime/mgc.go).
void addParts(std::vector<GcCycleFacts>& cycles, const ExecTrace& trace) {
    std::size_t first = 0; // cycles before it had ended when the range at hand began
    for (const TraceRange& range : trace.ranges) {
        if (range.kind != TraceRangeKind::Stw && range.kind != TraceRangeKind::MarkAssist)
            continue;
        while (first < cycles.size() && trace.ranges[cycles[first].index].time.end < range.time.begin)
            ++first;
        if (first == cycles.size())
            return;
        const TimeRange& mark = trace.ranges[cycles[first].index].time;
        GcCycleFacts& cycle = cycles[first];
        if (range.kind == TraceRangeKind::MarkAssist) {
            const Nanoseconds time = shared(range.time, mark);
            cycle.assist = saturatingAdd(cycle.assist, TimeBounds{time, time});
        } else if (trace.text(range.reason).starts_with("GC ")) {
            const Nanoseconds time = range.time.length();
            cycle.stw = saturatingAdd(cycle.stw, TimeBounds{time, time});
        }
    }
}

GcCycleFacts factsOf(const TraceRange& range, const GcTimeline& timeline, const TraceAlignment& alignment) {
    GcCycleFacts facts;
    facts.drawn = {saturatingAdd(range.time.begin, alignment.offset),
                   saturatingAdd(range.time.end, alignment.offset)};
    facts.mark = TimeBounds::exactly(range.time.length());
    facts.startBytes = lastUntil(timeline.heap, facts.drawn.begin);
    facts.endBytes = lastUntil(timeline.heap, facts.drawn.end);
    facts.goalBytes = lastUntil(timeline.goal, facts.drawn.begin);
    return facts;
}

GcTimeline ofTrace(const Startup& startup) {
    const ExecTrace& trace = *startup.trace;
    GcTimeline timeline;
    timeline.heap = curveOf("heap", trace.heapLive, startup.alignment.offset);
    timeline.goal = curveOf("goal", trace.heapGoal, startup.alignment.offset);
    // While GC is off the goal is 0 in the trace: there is none to draw.
    std::erase_if(timeline.goal.points, [](const Curve::Point& point) { return point.value == 0; });
    const auto end = endOfStart(startup);
    for (std::size_t i = 0; i < trace.ranges.size(); ++i) {
        const TraceRange& range = trace.ranges[i];
        if (range.kind != TraceRangeKind::GcMark)
            continue;
        GcCycleFacts facts = factsOf(range, timeline, startup.alignment);
        facts.number = timeline.cycles.size() + 1;
        facts.index = i;
        const TimeBounds begin{facts.drawn.begin, facts.drawn.begin + Nanoseconds(1)};
        facts.when = whenOf(begin, end);
        timeline.cycles.push_back(facts);
    }
    addParts(timeline.cycles, trace);
    for (GcCycleFacts& cycle : timeline.cycles) {
        // Sums of times that are known to the nanosecond.
        cycle.stw.hi = cycle.stw.lo + Nanoseconds(1);
        cycle.assist.hi = cycle.assist.lo + Nanoseconds(1);
    }
    if (!timeline.heap.points.empty() || !timeline.cycles.empty())
        timeline.source = GcTimeline::Source::Trace;
    return timeline;
}

} // namespace

GcTimeline gcTimeline(const Startup& startup) {
    if (!startup.gcCycles.empty())
        return ofLog(startup);
    return startup.trace ? ofTrace(startup) : GcTimeline{};
}

} // namespace rt0
