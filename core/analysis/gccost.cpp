#include "analysis/gccost.h"

#include "base/saturating.h"

#include <algorithm>

namespace rt0 {
namespace {

/// The inits from the first whose end is not before `begin` to the last whose start is before `end`. Inits
/// run one after another, so both rise and the answer is one run, found by bisection.
template <typename StartOf, typename EndOf>
InitRange initsWithin(const std::vector<PackageInit>& inits, Nanoseconds begin, Nanoseconds end,
                      StartOf startOf, EndOf endOf) {
    const auto first = std::partition_point(inits.begin(), inits.end(),
                                            [&](const PackageInit& init) { return endOf(init) <= begin; });
    const auto last = std::partition_point(first, inits.end(),
                                           [&](const PackageInit& init) { return startOf(init) < end; });
    return {static_cast<std::size_t>(first - inits.begin()), static_cast<std::size_t>(last - inits.begin())};
}

GcPause pauseOf(const Startup& startup, std::size_t cycle, GcPause::Part part) {
    const GcCycle& gc = startup.gcCycles[cycle];
    const bool first = part == GcPause::Part::SweepTermination;
    const TimeBounds& begin = first ? gc.start : gc.markTermination;
    const TimeBounds& end = first ? gc.mark : gc.end;
    GcPause pause;
    pause.cycle = cycle;
    pause.part = part;
    pause.duration = first ? gc.record.stwSweepTermination : gc.record.stwMarkTermination;
    // Two spans overlap when each begins before the other ends: possibly when that holds for the earliest
    // begins and the latest ends, for certain when it holds for the latest begins and the earliest ends.
    pause.possible = initsWithin(
        startup.inits, begin.lo, end.hi, [](const PackageInit& i) { return i.start.lo; },
        [](const PackageInit& i) { return i.end.hi; });
    pause.certain = initsWithin(
        startup.inits, begin.hi, end.lo, [](const PackageInit& i) { return i.start.hi; },
        [](const PackageInit& i) { return i.end.lo; });
    return pause;
}

void addCycle(GcCost& cost, const Startup& startup, std::size_t index, bool certain) {
    const GcRecord& record = startup.gcCycles[index].record;
    cost.cycles.push_back(index);
    addPerhaps(cost.stw, saturatingAdd(record.stwSweepTermination, record.stwMarkTermination), certain);
    addPerhaps(cost.mark, record.concurrentMark, certain);
    addPerhaps(cost.assistCpu, record.cpuAssist, certain);
    cost.certainCycles += certain ? 1 : 0;
    cost.maxGoalMb = std::max(cost.maxGoalMb, record.goalMb);
    cost.pauses.push_back(pauseOf(startup, index, GcPause::Part::SweepTermination));
    cost.pauses.push_back(pauseOf(startup, index, GcPause::Part::MarkTermination));
}

} // namespace

GcCost gcCost(const Startup& startup) {
    GcCost cost;
    cost.initsKnown = !startup.inits.empty();
    for (std::size_t i = 0; i < startup.gcCycles.size(); ++i) {
        const TimeBounds& start = startup.gcCycles[i].start;
        if (cost.initsKnown && start.lo >= startup.inits.back().end.hi)
            continue;
        addCycle(cost, startup, i, !cost.initsKnown || start.hi <= startup.inits.back().end.lo);
    }
    return cost;
}

} // namespace rt0
