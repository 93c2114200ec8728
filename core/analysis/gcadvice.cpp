#include "analysis/gcadvice.h"

#include "base/format.h"
#include "base/saturating.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;
/// The first cycle's goal at GOGC=100 (runtime/mgcpacer.go, defaultHeapMinimum, Go 1.19 to 1.27); it grows in
/// proportion to GOGC.
constexpr double kDefaultHeapMinimum = 4 * kMiB;
/// A cycle starts at the earliest this far on the way from the marked heap to the goal (minTriggerRatio).
constexpr double kEarliestTrigger = 0.7;
constexpr double kLargest = 1e15; ///< bytes; no program has more, and the sums below stay exact

/// The heap before the last of the cycles, and what was freed until then: all that was allocated. A log's
/// sizes are rounded down to MiB, hence at most one more each.
double allocatedUntilLast(const GcTimeline& timeline, std::size_t cycles) {
    const double rounding = timeline.source == GcTimeline::Source::Log ? kMiB : 0;
    double freed = 0;
    double most = 0;
    for (std::size_t i = 0; i < cycles; ++i) {
        const GcCycleFacts& cycle = timeline.cycles[i];
        most = std::max(most, cycle.startBytes.value_or(0) + rounding + freed);
        const double live = cycle.liveBytes.value_or(cycle.endBytes.value_or(0));
        freed += std::max(0.0, cycle.endBytes.value_or(0) + rounding - live);
    }
    return std::min(most, kLargest);
}

double allocatedByInits(const Startup& startup) {
    std::uint64_t sum = 0;
    for (const PackageInit& init : startup.inits)
        sum = saturatingAdd(sum, init.bytes);
    return std::min(static_cast<double>(sum), kLargest);
}

std::uint64_t roundedUp(double value, double step) {
    return static_cast<std::uint64_t>(std::ceil(value / step) * step);
}

std::string timesSentence(const GcAdvice& advice) {
    const bool sure = advice.certain == advice.cycles;
    const std::string count =
        sure ? fmt::format("{} GC {}", advice.cycles, advice.cycles == 1 ? "cycle" : "cycles")
             : fmt::format("{} to {} GC cycles", advice.certain, advice.cycles);
    return fmt::format("{} began before main.main: the world stood still for {}, allocating goroutines had "
                       "to mark for {}{}, marking ran beside the program for {}.",
                       count, formatBounds(advice.stw), formatBounds(advice.assist),
                       advice.assistIsCpu ? " of CPU time" : "", formatBounds(advice.mark));
}

} // namespace

GcAdvice gcAdvice(const GcTimeline& timeline, const Startup& startup) {
    GcAdvice advice;
    advice.known = timeline.source != GcTimeline::Source::None;
    advice.assistIsCpu = timeline.source != GcTimeline::Source::Trace;
    std::size_t end = 0;
    for (const GcCycleFacts& cycle : timeline.cycles) {
        if (cycle.when == GcWhen::Later)
            break;
        const bool certain = cycle.when == GcWhen::DuringStart;
        ++end;
        advice.certain += certain ? 1 : 0;
        advice.forced += cycle.forced ? 1 : 0;
        addPerhaps(advice.stw, cycle.stw, certain);
        addPerhaps(advice.mark, cycle.mark, certain);
        addPerhaps(advice.assist, cycle.assist, certain);
    }
    advice.cycles = end;
    if (end == 0)
        return advice;
    const double needed = std::max(allocatedUntilLast(timeline, end), allocatedByInits(startup));
    const double goal = needed / kEarliestTrigger;
    advice.allocated = static_cast<std::uint64_t>(needed);
    if (advice.forced < end)
        advice.gogc = roundedUp(goal / kDefaultHeapMinimum * 100, 50);
    // The limit is on all of the runtime's memory; stacks, metadata and what a later cycle needs come on top.
    advice.memoryLimit = roundedUp(2 * goal + 32 * kMiB, 32 * kMiB);
    return advice;
}

std::vector<std::string> gcAdviceText(const GcAdvice& advice) {
    if (!advice.known)
        return {"Not measured: start the program with GODEBUG=gctrace=1,gcpacertrace=1, or open an execution "
                "trace of its start."};
    if (advice.cycles == 0)
        return {"No GC cycle began before main.main: the garbage collector cost the start nothing."};
    std::vector<std::string> text{timesSentence(advice)};
    if (advice.forced > 0)
        text.push_back(fmt::format("{} of them {} asked for by runtime.GC(), or debug.FreeOSMemory(), in an "
                                   "init: no setting avoids that, only the code does.",
                                   advice.forced, advice.forced == 1 ? "was" : "were"));
    if (advice.gogc)
        text.push_back(fmt::format(
            "At most {} were allocated by then. With GOGC={}, or with GOGC=off and GOMEMLIMIT={}MiB, the "
            "pacer "
            "would not have started {} (computed from its rule, not measured: record the start again with "
            "one of them). Both hold for the whole run; debug.SetGCPercent in main.main puts GOGC back.",
            formatBytes(advice.allocated), *advice.gogc, advice.memoryLimit >> 20,
            advice.cycles - advice.forced == 1 ? "it" : "them"));
    return text;
}

} // namespace rt0
