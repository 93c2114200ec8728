#pragma once

#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rt0 {

/// Stands for "not bounded": half of what TimeBounds can hold, so that no width overflows.
inline constexpr Nanoseconds kUnbounded{std::int64_t{1} << 61};

/// What the largest set of intervals that have a time in common leaves.
struct Overlap {
    TimeBounds bounds{-kUnbounded, kUnbounded};
    std::size_t agreeing = 0; ///< intervals that hold `bounds`
    std::size_t earliest = 0; ///< the interval whose begin is bounds.lo; the next: whose end is bounds.hi
    std::size_t latest = 0;
};

/// The stretch that most of `intervals` share; the first one when several are equal. Impossible intervals
/// agree with nothing. O(n log n).
Overlap largestOverlap(std::span<const TimeBounds> intervals);

} // namespace rt0
