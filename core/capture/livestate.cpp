#include "capture/livestate.h"

#include <algorithm>

namespace rt0::capture {
namespace {

/// Deeper than steps nest; up to Go 1.20 runtime.doInit calls itself for each import.
constexpr std::size_t kMaxSteps = 4096;

} // namespace

void LiveState::hit(const LaunchProbe& probe, std::int32_t task, Nanoseconds time) {
    const std::int32_t known = task >= 0 ? task : probe.initTask;
    m_last = {probe.function, -1, time};
    if (probe.kind == LaunchProbe::Kind::Image) {
        // The stopwatch has no other probe than the one at main.main.
        const bool onlyMain = m_plan.sites.breaks.size() <= 1;
        m_last.function = onlyMain ? "on the way to main.main" : "the dynamic linker";
        return;
    }
    m_inMain |= probe.function == "main.main";
    if (probe.kind == LaunchProbe::Kind::Entry) {
        if (m_steps.size() < kMaxSteps)
            m_steps.push_back({probe.function, known, time});
        return;
    }
    // Steps that never return (rt0_go, mstart) lie below and stay; a return closes the innermost of its name.
    const auto open = std::find_if(m_steps.rbegin(), m_steps.rend(),
                                   [&](const Step& step) { return step.function == probe.function; });
    if (open != m_steps.rend())
        m_steps.erase(std::prev(open.base()), m_steps.end());
}

LaunchLive LiveState::at(Nanoseconds now) const {
    const Step& step = m_steps.empty() ? m_last : m_steps.back();
    LaunchLive live{step.function, {}, step.since, now, m_inMain};
    for (auto it = m_steps.rbegin(); it != m_steps.rend() && live.package.empty(); ++it)
        if (it->task >= 0 && static_cast<std::size_t>(it->task) < m_plan.tasks.size())
            live.package = m_plan.tasks[static_cast<std::size_t>(it->task)].package;
    return live;
}

} // namespace rt0::capture
