#include "analysis/rangestats.h"

#include <algorithm>

namespace rt0 {
namespace {

constexpr std::size_t kHeaviest = 5;

Nanoseconds overlap(const TimeRange& a, const TimeRange& b) {
    return std::max(Nanoseconds(0), std::min(a.end, b.end) - std::max(a.begin, b.begin));
}

/// How much of an init that `range` cuts lies in it: at least its certain part there, at most what is drawn
/// there or the certain part, whichever is more.
TimeBounds partInside(const PackageInit& init, const TimeRange& range) {
    const Nanoseconds certain = std::min(overlap(init.certain(), range), init.duration.hi);
    return {std::min(certain, init.duration.hi), std::max(certain, overlap(init.drawn, range))};
}

/// How long a pause stopped the world within `range`: all of it when its bounds lie inside, nothing when they
/// lie outside.
TimeBounds pauseInside(const TimeBounds& start, const TimeBounds& end, const TimeBounds& duration,
                       const TimeRange& range) {
    const TimeRange widest{start.lo, end.hi};
    if (range.begin <= widest.begin && widest.end <= range.end)
        return duration;
    const TimeRange certain{start.hi, end.lo};
    const Nanoseconds most = std::min(overlap(widest, range), duration.hi);
    return {std::min(overlap(certain, range), most), most};
}

void addCycle(RangeStats& stats, const GcCycle& cycle, const TimeRange& range) {
    if (!range.overlaps({cycle.start.lo, cycle.end.hi}))
        return;
    ++stats.gcCyclesPossible;
    const TimeRange certain{cycle.start.hi, cycle.end.lo};
    stats.gcCyclesCertain += !certain.empty() && range.overlaps(certain) ? 1 : 0;
    stats.stw = stats.stw + pauseInside(cycle.start, cycle.mark, cycle.record.stwSweepTermination, range) +
                pauseInside(cycle.markTermination, cycle.end, cycle.record.stwMarkTermination, range);
}

} // namespace

RangeStats rangeStats(const Startup& startup, const TimeRange& range) {
    RangeStats stats;
    // Inits do not overlap and are ordered, so only a stretch of them can lie in the range.
    const auto first =
        std::partition_point(startup.inits.begin(), startup.inits.end(),
                             [&](const PackageInit& init) { return init.end.hi <= range.begin; });
    for (auto init = first; init != startup.inits.end() && init->start.lo < range.end; ++init) {
        if (!init->drawn.overlaps(range))
            continue;
        const bool inside = range.begin <= init->drawn.begin && init->drawn.end <= range.end;
        stats.initTime = stats.initTime + (inside ? init->duration : partInside(*init, range));
        ++stats.initsTouched;
        stats.heaviest.push_back(static_cast<std::size_t>(init - startup.inits.begin()));
        if (inside) {
            ++stats.initsInside;
            stats.bytes += init->bytes;
            stats.allocs += init->allocs;
        }
    }
    const auto keep = std::min(kHeaviest, stats.heaviest.size());
    std::partial_sort(stats.heaviest.begin(), stats.heaviest.begin() + static_cast<std::ptrdiff_t>(keep),
                      stats.heaviest.end(), [&](std::size_t a, std::size_t b) {
                          return startup.inits[a].duration.middle() > startup.inits[b].duration.middle();
                      });
    stats.heaviest.resize(keep);
    for (const GcCycle& cycle : startup.gcCycles)
        addCycle(stats, cycle, range);
    return stats;
}

} // namespace rt0
