#pragma once

#include "ingest/exectrace/event.h"
#include "timeline/traceparts.h"

#include <unordered_map>
#include <vector>

namespace rt0 {

/// Pairs begins and ends of a program's own tasks and regions.
class TraceUserSpans {
public:
    /// TaskBegin, TaskEnd, RegionBegin or RegionEnd, `ns` since the trace's origin.
    void take(const exectrace::Event& event, std::int64_t ns);
    /// Ends what is open with the trace, orders all by begin and finds how deep regions nest.
    void finish(std::int64_t endNs, std::vector<TraceTask>& tasks, std::vector<TraceRegion>& regions) &&;

private:
    void beginTask(const exectrace::Event& event, std::int64_t ns);
    void endTask(const exectrace::Event& event, std::int64_t ns);
    void beginRegion(const exectrace::Event& event, std::int64_t ns);
    void endRegion(const exectrace::Event& event, std::int64_t ns);
    std::uint32_t& innermost(exectrace::Index goroutine);

    std::vector<TraceTask> m_tasks;
    std::unordered_map<std::uint64_t, std::size_t> m_openTasks;
    std::vector<TraceRegion> m_regions;
    std::vector<std::uint32_t> m_around;    ///< of each region: the one around it, counted from 1
    std::vector<std::uint32_t> m_innermost; ///< of each goroutine: its open region, counted from 1
};

} // namespace rt0
