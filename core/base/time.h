#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace rt0 {

/// Every time in core. Plain integers (suffix `_ns`, `Ns`) occur only inside columnar storage and in files.
using Nanoseconds = std::chrono::nanoseconds;

/// A stretch of a time axis, `[begin, end)`.
struct TimeRange {
    Nanoseconds begin{};
    Nanoseconds end{};

    constexpr Nanoseconds length() const { return end - begin; }
    constexpr bool empty() const { return end <= begin; }
    constexpr bool contains(Nanoseconds t) const { return begin <= t && t < end; }
    constexpr bool overlaps(const TimeRange& other) const { return begin < other.end && other.begin < end; }
    friend constexpr bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// The smallest range that holds both; an empty range counts for nothing.
constexpr TimeRange united(const TimeRange& a, const TimeRange& b) {
    if (a.empty())
        return b;
    if (b.empty())
        return a;
    return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

/// What is known of one time or duration: the true value lies in `[lo, hi)`.
///
/// Go's logs print truncated values, so a printed "3.1 ms" says `[3.1 ms, 3.2 ms)`. Nothing in rt0scope turns
/// such a value into a point.
struct TimeBounds {
    Nanoseconds lo{};
    Nanoseconds hi{};

    /// Bounds of a value known to the nanosecond.
    static constexpr TimeBounds exactly(Nanoseconds t) { return {t, t + Nanoseconds(1)}; }

    constexpr Nanoseconds width() const { return hi - lo; }
    constexpr Nanoseconds middle() const { return lo + (hi - lo) / 2; }
    constexpr bool contains(Nanoseconds t) const { return lo <= t && t < hi; }
    /// False for bounds that no value can satisfy.
    constexpr bool possible() const { return lo < hi; }
    friend constexpr bool operator==(const TimeBounds&, const TimeBounds&) = default;
    /// Bounds of a sum.
    friend constexpr TimeBounds operator+(const TimeBounds& a, const TimeBounds& b) {
        return {a.lo + b.lo, a.hi + b.hi};
    }
};

} // namespace rt0
