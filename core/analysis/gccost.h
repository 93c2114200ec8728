#pragma once

#include "timeline/startup.h"

#include <cstddef>
#include <vector>

/// What the garbage collector did to a start-up.
namespace rt0 {

/// Consecutive inits, indices into `Startup::inits`: `[first, end)`.
struct InitRange {
    std::size_t first = 0;
    std::size_t end = 0;

    bool empty() const { return end <= first; }
    std::size_t size() const { return empty() ? 0 : end - first; }
    friend bool operator==(const InitRange&, const InitRange&) = default;
};

/// One of the two times in which a cycle stops the world, and the inits it held up.
struct GcPause {
    enum class Part { SweepTermination, MarkTermination };

    std::size_t cycle = 0; ///< index into Startup::gcCycles
    Part part = Part::SweepTermination;
    TimeBounds duration;
    InitRange certain; ///< inits that this pause interrupted for certain
    InitRange
        possible; ///< inits that it may have interrupted, given the resolution of the log; holds `certain`
};

/// The cycles that began before the last package init ended; all cycles when no init is known. A cycle that
/// perhaps began too late adds nothing to the lower bounds of the sums.
struct GcCost {
    bool initsKnown = false;
    std::vector<std::size_t> cycles; ///< indices into Startup::gcCycles, those that may have begun in time
    std::size_t certainCycles = 0;   ///< of these, how many began in time for certain
    TimeBounds stw;                  ///< wall time during which the world was stopped
    TimeBounds mark;                 ///< wall time of concurrent marking
    TimeBounds assistCpu;            ///< CPU time that allocating goroutines had to spend on marking
    std::uint64_t maxGoalMb = 0;     ///< MiB
    std::vector<GcPause> pauses;     ///< two for each cycle
};

GcCost gcCost(const Startup& startup);

} // namespace rt0
