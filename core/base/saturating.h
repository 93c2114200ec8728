#pragma once

#include "base/time.h"

#include <cstdint>
#include <limits>

/// Sums over numbers that were read from files: they stop at the largest value instead of wrapping around.
namespace rt0 {

constexpr std::uint64_t saturatingAdd(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t sum = a + b;
    return sum < a ? std::numeric_limits<std::uint64_t>::max() : sum;
}

constexpr Nanoseconds saturatingAdd(Nanoseconds a, Nanoseconds b) {
    if (b.count() > 0 && a.count() > Nanoseconds::max().count() - b.count())
        return Nanoseconds::max();
    if (b.count() < 0 && a.count() < Nanoseconds::min().count() - b.count())
        return Nanoseconds::min();
    return a + b;
}

/// `a - b`.
constexpr Nanoseconds saturatingSubtract(Nanoseconds a, Nanoseconds b) {
    if (b == Nanoseconds::min())
        return saturatingAdd(saturatingAdd(a, Nanoseconds::max()), Nanoseconds(1));
    return saturatingAdd(a, -b);
}

/// A sum of values that are known to the nanosecond is known to it, too.
constexpr TimeBounds saturatingAdd(const TimeBounds& a, const TimeBounds& b) {
    constexpr Nanoseconds kExact{1};
    const TimeBounds sum{saturatingAdd(a.lo, b.lo), saturatingAdd(a.hi, b.hi)};
    const bool exact = a.width() == kExact && b.width() == kExact && sum.hi < Nanoseconds::max();
    return exact ? TimeBounds{sum.lo, sum.hi - kExact} : sum;
}

/// Adds a time that perhaps does not count: then it may add nothing.
constexpr void addPerhaps(TimeBounds& sum, const TimeBounds& time, bool certain) {
    sum = saturatingAdd(sum, certain ? time : TimeBounds{Nanoseconds(0), time.hi});
}

} // namespace rt0
