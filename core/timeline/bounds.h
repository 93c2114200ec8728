#pragma once

#include "base/time.h"

#include <cstddef>
#include <span>

namespace rt0 {

/// Something that begins, lasts and ends, known by bounds: start + duration = end.
struct ChainItem {
    TimeBounds start;
    TimeBounds duration;
    TimeBounds end;
};

/// Bounds of `a + b` for whole nanoseconds: one ns tighter than TimeBounds' operator+.
constexpr TimeBounds sumOf(const TimeBounds& a, const TimeBounds& b) {
    return {a.lo + b.lo, a.hi + b.hi - Nanoseconds(1)};
}

/// An item whose end is known by start and duration only.
constexpr ChainItem chainItem(const TimeBounds& start, const TimeBounds& duration) {
    return {start, duration, sumOf(start, duration)};
}

/// Tightens items that follow each other (each ends before or when the next starts) to the narrowest bounds
/// that these constraints leave, in O(n): lower bounds can only be raised from the left, upper ones only be
/// lowered from the right, so one pass each reaches the fix point. Where no timeline satisfies the bounds (a
/// damaged log), the items from there on keep what they had. Returns the first such item, or `items.size()`.
std::size_t tightenChain(std::span<ChainItem> items);

/// One timeline within the tightened bounds of the first `consistent` items, each time as close to the middle
/// of its bounds as its predecessors allow. The others are placed each by itself.
void placeChain(std::span<const ChainItem> items, std::size_t consistent, std::span<TimeRange> drawn);

} // namespace rt0
