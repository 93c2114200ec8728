#include "timeline/bounds.h"

#include <algorithm>
#include <optional>

namespace rt0 {
namespace {

constexpr Nanoseconds kNs{1};

Nanoseconds maxOf(const TimeBounds& bounds) {
    return bounds.hi - kNs;
}

void raise(TimeBounds& bounds, Nanoseconds lo) {
    bounds.lo = std::max(bounds.lo, lo);
}
void lower(TimeBounds& bounds, Nanoseconds max) {
    bounds.hi = std::min(bounds.hi, max + kNs);
}

/// Earliest times: behind the previous item's earliest end.
ChainItem raised(ChainItem item, std::optional<Nanoseconds> previousEnd) {
    if (previousEnd)
        raise(item.start, *previousEnd);
    raise(item.end, item.start.lo + item.duration.lo);
    raise(item.start, item.end.lo - maxOf(item.duration));
    return item;
}

/// Latest times: before the next item's latest start.
void lowerLatest(ChainItem& item, std::optional<Nanoseconds> nextStart) {
    if (nextStart)
        lower(item.end, *nextStart);
    lower(item.start, maxOf(item.end) - item.duration.lo);
    lower(item.end, maxOf(item.start) + maxOf(item.duration));
}

bool possible(const ChainItem& item) {
    return item.start.possible() && item.duration.possible() && item.end.possible();
}

Nanoseconds nearest(Nanoseconds wanted, Nanoseconds lo, Nanoseconds max) {
    return std::max(lo, std::min(wanted, max));
}

} // namespace

std::size_t tightenChain(std::span<ChainItem> items) {
    std::optional<Nanoseconds> previousEnd;
    std::size_t consistent = 0;
    for (; consistent < items.size(); ++consistent) {
        const ChainItem item = raised(items[consistent], previousEnd);
        if (!possible(item))
            break;
        items[consistent] = item;
        previousEnd = item.end.lo;
    }
    std::optional<Nanoseconds> nextStart;
    for (std::size_t i = consistent; i-- > 0;) {
        ChainItem& item = items[i];
        lowerLatest(item, nextStart);
        raise(item.duration, item.end.lo - maxOf(item.start));
        lower(item.duration, maxOf(item.end) - item.start.lo);
        nextStart = maxOf(item.start);
    }
    return consistent;
}

void placeChain(std::span<const ChainItem> items, std::size_t consistent, std::span<TimeRange> drawn) {
    std::optional<Nanoseconds> previousEnd;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const ChainItem& item = items[i];
        if (i >= consistent)
            previousEnd.reset();
        const Nanoseconds start = std::max(item.start.middle(), previousEnd.value_or(item.start.lo));
        const Nanoseconds earliest = std::max(start + item.duration.lo, item.end.lo);
        const Nanoseconds latest = std::min(start + maxOf(item.duration), maxOf(item.end));
        const Nanoseconds end = nearest(item.end.middle(), earliest, latest);
        drawn[i] = {start, end};
        previousEnd = end;
    }
}

} // namespace rt0
