#include "timeline/gctimes.h"

#include "timeline/bounds.h"

#include <algorithm>
#include <limits>

namespace rt0 {
namespace {

constexpr Nanoseconds kNs{1};

ChainItem printedItem(const GcRecord& gc) {
    return chainItem(gc.start,
                     sumOf(sumOf(gc.stwSweepTermination, gc.concurrentMark), gc.stwMarkTermination));
}

/// The latest time that the init lines leave each cycle's end; `max()` where they say nothing.
std::vector<Nanoseconds> latestEnds(const std::vector<GcRecord>& records,
                                    const std::vector<PackageInit>& inits) {
    std::vector<Nanoseconds> latest(records.size(), Nanoseconds::max());
    std::size_t init = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
        // The first init line that begins on a later line certainly ends later than the cycle's.
        while (init < inits.size() && inits[init].line <= records[i].line)
            ++init;
        if (init + 1 < inits.size())
            latest[i] = inits[init + 1].start.hi - kNs;
    }
    return latest;
}

/// `t0 + first` and `t3 - last` both bound a time inside of a cycle.
TimeBounds between(const TimeBounds& t0, const TimeBounds& first, const TimeBounds& t3,
                   const TimeBounds& last) {
    const TimeBounds forward = sumOf(t0, first);
    return {std::max(forward.lo, t3.lo - (last.hi - kNs)), std::min(forward.hi, t3.hi - last.lo)};
}

/// Draws the two inner borders: in the middle of what the drawn start and end leave.
void placeParts(GcCycle& cycle) {
    const GcRecord& gc = cycle.record;
    const TimeBounds begin = TimeBounds::exactly(cycle.drawn.begin);
    const TimeBounds end = TimeBounds::exactly(cycle.drawn.end);
    cycle.drawnMark =
        between(begin, gc.stwSweepTermination, end, sumOf(gc.concurrentMark, gc.stwMarkTermination)).middle();
    const TimeBounds mark = TimeBounds::exactly(cycle.drawnMark);
    cycle.drawnMarkTermination = between(mark, gc.concurrentMark, end, gc.stwMarkTermination).middle();
    cycle.drawnMark = std::clamp(cycle.drawnMark, cycle.drawn.begin, cycle.drawn.end);
    cycle.drawnMarkTermination = std::clamp(cycle.drawnMarkTermination, cycle.drawnMark, cycle.drawn.end);
}

GcCycle cycleOf(GcRecord record, const ChainItem& item, const TimeRange& drawn) {
    GcCycle cycle;
    cycle.start = item.start;
    cycle.end = item.end;
    cycle.mark = between(item.start, record.stwSweepTermination, item.end,
                         sumOf(record.concurrentMark, record.stwMarkTermination));
    cycle.markTermination = between(item.start, sumOf(record.stwSweepTermination, record.concurrentMark),
                                    item.end, record.stwMarkTermination);
    cycle.drawn = drawn;
    cycle.record = std::move(record);
    placeParts(cycle);
    return cycle;
}

} // namespace

std::vector<GcCycle> gcCyclesOf(std::vector<GcRecord> records, const std::vector<PackageInit>& inits,
                                std::uint64_t& contradiction) {
    std::vector<ChainItem> printed(records.size());
    std::ranges::transform(records, printed.begin(), printedItem);
    std::vector<ChainItem> items = printed;
    const std::vector<Nanoseconds> latest = latestEnds(records, inits);
    for (std::size_t i = 0; i < items.size(); ++i)
        if (latest[i] < items[i].end.hi)
            items[i].end.hi = latest[i] + kNs;
    std::size_t consistent = tightenChain(items);
    if (consistent < items.size()) { // perhaps the log's lines were reordered: do without their order
        items = std::move(printed);
        consistent = tightenChain(items);
    }
    contradiction = consistent < records.size() ? records[consistent].line : 0;
    std::vector<TimeRange> drawn(records.size());
    placeChain(items, consistent, drawn);
    std::vector<GcCycle> cycles;
    cycles.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i)
        cycles.push_back(cycleOf(std::move(records[i]), items[i], drawn[i]));
    return cycles;
}

} // namespace rt0
