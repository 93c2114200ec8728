#include "analysis/tracerangestats.h"

#include "timeline/spanindex.h"

#include <algorithm>

namespace rt0 {
namespace {

Nanoseconds overlap(const TimeRange& a, const TimeRange& b) {
    return std::max(Nanoseconds(0), std::min(a.end, b.end) - std::max(a.begin, b.begin));
}

bool holds(const TimeRange& range, const TimeRange& inner) {
    return range.begin <= inner.begin && inner.end <= range.end;
}

std::size_t indexOf(exectrace::GoState state) {
    return static_cast<std::size_t>(state);
}

StateTimes timesWithin(const ExecTrace& trace, exectrace::Index goroutine, const TimeRange& range) {
    if (holds(range, trace.goroutines[goroutine].life))
        return trace.goroutines[goroutine].inState;
    StateTimes times{};
    const SpanStore& store = trace.spans->store();
    const RowId row = trace.rowOfGoroutine(goroutine);
    for (SpanId span = store.firstEndingAfter(row, range.begin); span < store.endOf(row); ++span) {
        const Span state = store.span(span);
        if (state.time.begin >= range.end)
            break;
        times[indexOf(stateOfColour(static_cast<TraceColour>(state.colour)))] += overlap(state.time, range);
    }
    return times;
}

void add(StateTimes& sum, const StateTimes& more) {
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += more[i];
}

template <typename Point>
std::size_t countWithin(const std::vector<Point>& points, const TimeRange& range) {
    const auto at = [&](Nanoseconds time) {
        return std::partition_point(points.begin(), points.end(),
                                    [time](const Point& point) { return point.time < time; });
    };
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, at(range.end) - at(range.begin)));
}

void addRanges(TraceRangeStats& stats, const ExecTrace& trace, const TimeRange& range) {
    for (const TraceRange& each : trace.ranges) {
        if (!each.time.overlaps(range))
            continue;
        const Nanoseconds inside = overlap(each.time, range);
        switch (each.kind) {
        case TraceRangeKind::GcMark:
            ++stats.gcCycles;
            stats.gcMark += inside;
            break;
        case TraceRangeKind::Stw:
            ++stats.stops;
            stats.stopped += inside;
            break;
        case TraceRangeKind::MarkAssist:
            stats.assist += inside;
            break;
        case TraceRangeKind::Sweep:
            break;
        }
    }
}

} // namespace

exectrace::GoState stateOfColour(TraceColour colour) {
    switch (colour) {
    case TraceColour::Runnable:
        return exectrace::GoState::Runnable;
    case TraceColour::Waiting:
        return exectrace::GoState::Waiting;
    case TraceColour::Syscall:
        return exectrace::GoState::Syscall;
    default:
        return exectrace::GoState::Running;
    }
}

TraceRangeStats traceRangeStats(const ExecTrace& trace, const TimeRange& range, std::stop_token stop) {
    TraceRangeStats stats;
    std::vector<TraceRangeStats::Group> groups(trace.groups.size());
    for (exectrace::Index i = 0; i < trace.goroutines.size() && !stop.stop_requested(); ++i) {
        const TraceGoroutine& goroutine = trace.goroutines[i];
        if (!goroutine.life.overlaps(range))
            continue;
        const StateTimes times = timesWithin(trace, i, range);
        ++stats.goroutines;
        add(stats.times, times);
        if (goroutine.group >= groups.size())
            continue;
        ++groups[goroutine.group].goroutines;
        add(groups[goroutine.group].times, times);
    }
    for (std::uint32_t i = 0; i < groups.size(); ++i) {
        groups[i].group = i;
        if (groups[i].goroutines > 0)
            stats.groups.push_back(groups[i]);
    }
    const auto running = [](const TraceRangeStats::Group& group) {
        return group.times[indexOf(exectrace::GoState::Running)];
    };
    std::stable_sort(stats.groups.begin(), stats.groups.end(),
                     [&](const auto& a, const auto& b) { return running(a) > running(b); });
    addRanges(stats, trace, range);
    stats.samples = countWithin(trace.samples, range);
    stats.logs = countWithin(trace.logs, range);
    return stats;
}

} // namespace rt0
