#include "analysis/rangestats.h"

#include <algorithm>

namespace rt0 {
namespace {

constexpr std::size_t kHeaviest = 5;

Nanoseconds overlap(const TimeRange& a, const TimeRange& b) {
    return std::max(Nanoseconds(0), std::min(a.end, b.end) - std::max(a.begin, b.begin));
}

/// How much of an init lies in `range`: at least its certain part there, at most what its bounds allow.
TimeBounds timeInside(const PackageInit& init, const TimeRange& range) {
    const TimeRange widest{init.start.lo, init.end.hi};
    const Nanoseconds most = std::min(overlap(widest, range), init.duration.hi);
    if (range.begin <= widest.begin && widest.end <= range.end)
        return init.duration;
    return {std::min(overlap(init.certain(), range), most), most};
}

} // namespace

RangeStats rangeStats(const Startup& startup, const TimeRange& range) {
    RangeStats stats;
    // Inits do not overlap and are ordered, so only a stretch of them can lie in the range.
    const auto first =
        std::partition_point(startup.inits.begin(), startup.inits.end(),
                             [&](const PackageInit& init) { return init.end.hi <= range.begin; });
    for (auto init = first; init != startup.inits.end() && init->start.lo < range.end; ++init) {
        stats.initTime = stats.initTime + timeInside(*init, range);
        if (!init->drawn.overlaps(range))
            continue;
        ++stats.initsTouched;
        stats.heaviest.push_back(static_cast<std::size_t>(init - startup.inits.begin()));
        if (range.begin <= init->drawn.begin && init->drawn.end <= range.end) {
            ++stats.initsInside;
            stats.bytes += init->bytes;
            stats.allocs += init->allocs;
        }
    }
    // Inits run one after another, so together they take no longer than the range.
    stats.initTime = {std::min(stats.initTime.lo, range.length()),
                      std::min(stats.initTime.hi, range.length())};
    const auto keep = std::min(kHeaviest, stats.heaviest.size());
    std::partial_sort(stats.heaviest.begin(), stats.heaviest.begin() + static_cast<std::ptrdiff_t>(keep),
                      stats.heaviest.end(), [&](std::size_t a, std::size_t b) {
                          return startup.inits[a].duration.middle() > startup.inits[b].duration.middle();
                      });
    stats.heaviest.resize(keep);
    for (const GcCycle& cycle : startup.gcCycles) {
        if (!cycle.drawn.overlaps(range))
            continue;
        ++stats.gcCycles;
        stats.stw = stats.stw + cycle.stw();
    }
    return stats;
}

} // namespace rt0
