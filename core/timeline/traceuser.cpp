#include "timeline/traceuser.h"

#include <algorithm>

namespace rt0 {

namespace {

using exectrace::EventKind;

/// By begin; of two that begin together (before the trace did) the longer one is around the other.
template <typename T>
bool beginsBefore(const T& a, const T& b) {
    return a.time.begin != b.time.begin ? a.time.begin < b.time.begin : a.time.end > b.time.end;
}

bool endedBefore(const TraceRegion& region, Nanoseconds time) {
    return region.time.end < time || (region.time.end == time && !region.openEnd);
}

/// Sets `depth` of regions that are ordered by begin.
void findDepths(std::vector<TraceRegion>& regions, std::size_t goroutines) {
    std::vector<std::uint32_t> around(regions.size());
    std::vector<std::uint32_t> last(goroutines); // counted from 1, as `around`
    for (std::size_t i = 0; i < regions.size(); ++i) {
        TraceRegion& region = regions[i];
        std::uint32_t& outer = last[region.goroutine];
        while (outer != 0 && endedBefore(regions[outer - 1], region.time.begin))
            outer = around[outer - 1];
        region.depth = outer == 0 ? 0 : regions[outer - 1].depth + 1;
        around[i] = outer;
        outer = static_cast<std::uint32_t>(i + 1);
    }
}

} // namespace

void TraceUserSpans::take(const exectrace::Event& event, std::int64_t ns) {
    switch (event.kind) {
    case EventKind::TaskBegin:
        return beginTask(event, ns);
    case EventKind::TaskEnd:
        return endTask(event, ns);
    case EventKind::RegionBegin:
        return beginRegion(event, ns);
    case EventKind::RegionEnd:
        return endRegion(event, ns);
    default:
        return;
    }
}

void TraceUserSpans::beginTask(const exectrace::Event& event, std::int64_t ns) {
    TraceTask task;
    task.id = event.value;
    task.parent = event.value2();
    task.name = event.text;
    task.time.begin = Nanoseconds(ns);
    task.openEnd = true;
    m_openTasks[task.id] = m_tasks.size();
    m_tasks.push_back(task);
}

void TraceUserSpans::endTask(const exectrace::Event& event, std::int64_t ns) {
    const auto open = m_openTasks.find(event.value);
    if (open == m_openTasks.end()) {
        beginTask(event, 0);
        m_tasks.back().openBegin = true;
        m_openTasks.erase(event.value);
        m_tasks.back().time.end = Nanoseconds(ns);
        m_tasks.back().openEnd = false;
        return;
    }
    TraceTask& task = m_tasks[open->second];
    task.time.end = Nanoseconds(ns);
    task.openEnd = false;
    m_openTasks.erase(open);
}

std::uint32_t& TraceUserSpans::innermost(exectrace::Index goroutine) {
    if (goroutine >= m_innermost.size())
        m_innermost.resize(std::size_t{goroutine} + 1);
    return m_innermost[goroutine];
}

void TraceUserSpans::beginRegion(const exectrace::Event& event, std::int64_t ns) {
    if (event.goroutine == exectrace::kNoIndex)
        return;
    TraceRegion region;
    region.goroutine = event.goroutine;
    region.task = event.value;
    region.name = event.text;
    region.time.begin = Nanoseconds(ns);
    region.openEnd = true;
    std::uint32_t& top = innermost(event.goroutine);
    m_around.push_back(top);
    m_regions.push_back(region);
    top = static_cast<std::uint32_t>(m_regions.size());
}

void TraceUserSpans::endRegion(const exectrace::Event& event, std::int64_t ns) {
    if (event.goroutine == exectrace::kNoIndex)
        return;
    if (innermost(event.goroutine) == 0) {
        beginRegion(event, 0);
        m_regions.back().openBegin = true;
    }
    std::uint32_t& top = innermost(event.goroutine);
    TraceRegion& region = m_regions[top - 1];
    region.time.end = Nanoseconds(ns);
    region.openEnd = false;
    top = m_around[top - 1];
}

void TraceUserSpans::finish(std::int64_t endNs, std::vector<TraceTask>& tasks,
                            std::vector<TraceRegion>& regions) && {
    const auto close = [endNs](auto& spans) {
        for (auto& span : spans) {
            if (span.openEnd)
                span.time.end = Nanoseconds(endNs);
        }
        using Span = typename std::remove_reference_t<decltype(spans)>::value_type;
        if (!std::is_sorted(spans.begin(), spans.end(), beginsBefore<Span>))
            std::stable_sort(spans.begin(), spans.end(), beginsBefore<Span>);
    };
    close(m_tasks);
    close(m_regions);
    findDepths(m_regions, m_innermost.size());
    tasks = std::move(m_tasks);
    regions = std::move(m_regions);
}

} // namespace rt0
