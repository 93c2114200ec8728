#include "capture/breakpointtracer.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

// What a traced start has shown, once it has ended.
namespace rt0::capture {

/// Stops of several threads are handled one after the other, which is not always the order of their times.
void BreakpointTracer::sortHits() {
    std::vector<std::size_t> order(m_run.hits.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return m_run.hits[i].time; });
    std::vector<LaunchHit> hits;
    std::vector<LaunchCounters> counters;
    for (const std::size_t i : order) {
        hits.push_back(m_run.hits[i]);
        if (m_counters)
            counters.push_back(m_run.counters[i]);
    }
    m_run.hits = std::move(hits);
    m_run.counters = std::move(counters);
}

void BreakpointTracer::collect(LaunchRun& run) {
    sortHits();
    for (auto& [tid, task] : m_tasks)
        if (task.call)
            m_run.syscalls.push_back(std::move(*task.call));
    run.technique = m_run.technique;
    run.loadBias = m_run.loadBias;
    run.imageStart = m_run.imageStart;
    run.probes = std::move(m_run.probes);
    run.hits = std::move(m_run.hits);
    run.counters = std::move(m_run.counters);
    run.threads = std::move(m_run.threads);
    run.syscalls = std::move(m_run.syscalls);
    run.execs = std::move(m_run.execs);
    run.m0 = m_run.m0;
    run.calibration = m_run.calibration;
    run.calibration.costPerHit = m_cost.both();
    run.calibration.costOfSyscallStop = m_cost.syscall;
    run.calibration.subtracted = Nanoseconds(m_subtracted);
    run.warnings.insert(run.warnings.end(), m_run.warnings.begin(), m_run.warnings.end());
    std::ranges::stable_sort(run.syscalls, {}, &LaunchSyscall::start);
}

} // namespace rt0::capture
