#include "capture/hittimes.h"

#include <algorithm>

namespace rt0::capture {

HitTimes::HitTimes(LaunchRun& run) : m_run(run) {
    Nanoseconds taken{};
    Nanoseconds last{};
    for (LaunchHit& hit : run.hits) {
        const Nanoseconds clock = hit.time;
        // Another thread's hit may lie within one of the main thread's.
        hit.time = std::max(last, clock - taken);
        last = hit.time;
        if (!run.threads[hit.thread].main)
            continue;
        taken += hit.cost;
        m_marks.push_back({clock, taken});
    }
}

Nanoseconds HitTimes::moved(Nanoseconds clock) const {
    const auto behind = std::ranges::lower_bound(m_marks, clock, {}, &Mark::clock);
    return behind == m_marks.begin() ? clock : clock - (behind - 1)->taken;
}

void HitTimes::moveRest() {
    for (auto* const time : {&m_run.toReady, &m_run.toExit, &m_run.observed})
        if (*time)
            **time = moved(**time);
    for (LaunchThread& thread : m_run.threads)
        thread.firstSeen = moved(thread.firstSeen);
    for (LaunchOutput* const output : {&m_run.standardOutput, &m_run.standardError})
        for (LaunchOutput::Chunk& chunk : output->chunks)
            chunk.time = moved(chunk.time);
}

} // namespace rt0::capture
