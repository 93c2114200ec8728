#pragma once

#include "timeline/startup.h"

#include <cstddef>
#include <optional>
#include <vector>

/// Which package inits cost most.
namespace rt0 {

enum class BlameBy { Time, Bytes, Allocs };

/// Indices into `startup.inits`, heaviest first, ties in the order they ran. Time is
/// PackageInit::typical, ranked by the middle of its bounds.
std::vector<std::size_t> blameOrder(const Startup& startup, BlameBy by);

/// Sums over all inits of a start-up; they stop at the largest value instead of wrapping around.
struct InitTotals {
    std::size_t count = 0;
    TimeBounds selfTime; ///< sum of what they take: without what happened between the inits
    std::uint64_t bytes = 0;
    std::uint64_t allocs = 0;
};

InitTotals initTotals(const Startup& startup);

/// From the first init's start to the last init's end; no value without inits. Longer than the self time by
/// what lies between the inits: printing the trace itself, garbage collection, scheduling.
std::optional<TimeBounds> initElapsed(const Startup& startup);

/// What `part` is of `whole`, in [0, 1]; 0 when the whole is 0. For time the middles are compared.
double shareOf(const InitTotals& part, const InitTotals& whole, BlameBy by);

/// The same for a single init.
double shareOf(const PackageInit& init, const InitTotals& totals, BlameBy by);

/// `part` / `whole` by the middles of the bounds, in [0, 1].
double shareOf(const TimeBounds& part, const TimeBounds& whole);

} // namespace rt0
