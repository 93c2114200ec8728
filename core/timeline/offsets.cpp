#include "timeline/offsets.h"

#include <algorithm>
#include <tuple>

namespace rt0 {
namespace {

struct Border {
    Nanoseconds time{};
    bool begins = false;
    std::size_t interval = 0;
};

std::vector<Border> bordersOf(std::span<const TimeBounds> intervals) {
    std::vector<Border> borders;
    borders.reserve(intervals.size() * 2);
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        if (!intervals[i].possible())
            continue;
        borders.push_back({intervals[i].lo, true, i});
        borders.push_back({intervals[i].hi, false, i});
    }
    // Intervals are half open: at one time ends come first.
    std::ranges::sort(borders, {}, [](const Border& b) { return std::tuple(b.time, b.begins, b.interval); });
    return borders;
}

} // namespace

Overlap largestOverlap(std::span<const TimeBounds> intervals) {
    Overlap best;
    std::size_t open = 0;
    bool growing = false; ///< the best stretch has begun and not ended
    for (const Border& border : bordersOf(intervals)) {
        if (border.begins && ++open > best.agreeing) {
            best.agreeing = open;
            best.bounds.lo = border.time;
            best.earliest = border.interval;
            growing = true;
        }
        if (border.begins)
            continue;
        --open;
        if (growing) {
            best.bounds.hi = border.time;
            best.latest = border.interval;
            growing = false;
        }
    }
    return best;
}

} // namespace rt0
