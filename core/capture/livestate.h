#pragma once

#include "capture/probeplan.h"
#include "capture/recordlaunch.h"

#include <vector>

namespace rt0::capture {

/// Follows the hits of a program that is starting and knows which step has begun and not ended. One goroutine
/// runs the whole start, so a stack is enough; steps on other threads are left out by the caller.
class LiveState {
public:
    explicit LiveState(const ProbePlan& plan) : m_plan(plan) {}

    /// A hit, in the order of time. `task`: for entries of runtime.doInit1.
    void hit(const LaunchProbe& probe, std::int32_t task, Nanoseconds time);
    LaunchLive at(Nanoseconds now) const;

private:
    struct Step {
        std::string function;
        std::int32_t task = -1;
        Nanoseconds since{};
    };
    const ProbePlan& m_plan;
    std::vector<Step> m_steps;
    Step m_last{"the kernel's exec", -1, {}}; ///< where no step is open: what was seen last
    bool m_inMain = false;
};

} // namespace rt0::capture
