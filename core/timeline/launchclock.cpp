#include "timeline/launchclock.h"

#include "base/format.h"
#include "timeline/launchsteps.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <tuple>

namespace rt0 {
namespace {

using Milestone = std::tuple<std::string_view, LaunchProbe::Kind, std::int32_t, std::int32_t>;

Milestone milestoneOf(const LaunchRun& run, const LaunchHit& hit) {
    const LaunchProbe& probe = run.probes[hit.probe];
    return {probe.function, probe.kind, hit.initTask, probe.initFunction};
}

} // namespace

LaunchClock::LaunchClock(const LaunchRun& from, const LaunchRun& to) {
    m_anchors.push_back({});
    const auto add = [this](Nanoseconds a, Nanoseconds b) {
        if (a > m_anchors.back().from && b > m_anchors.back().to)
            m_anchors.push_back({a, b});
    };
    add(from.imageStart, to.imageStart);
    std::map<Milestone, std::vector<Nanoseconds>> passed;
    for (const std::size_t hit : mainHits(to))
        passed[milestoneOf(to, to.hits[hit])].push_back(to.hits[hit].time);
    std::map<Milestone, std::size_t> seen;
    for (const std::size_t hit : mainHits(from)) {
        const Milestone milestone = milestoneOf(from, from.hits[hit]);
        const auto times = passed.find(milestone);
        const std::size_t number = seen[milestone]++;
        if (times != passed.end() && number < times->second.size())
            add(from.hits[hit].time, times->second[number]);
    }
}

Nanoseconds LaunchClock::operator()(Nanoseconds time) const {
    const auto after = std::ranges::upper_bound(m_anchors, time, {}, &Anchor::from);
    if (after == m_anchors.begin())
        return time;
    const Anchor& before = *(after - 1);
    if (after == m_anchors.end())
        return before.to + (time - before.from);
    const double share = static_cast<double>((time - before.from).count()) /
                         static_cast<double>((after->from - before.from).count());
    return before.to + Nanoseconds(static_cast<std::int64_t>(
                           share * static_cast<double>((after->to - before.to).count())));
}

std::string LaunchClock::evidence() const {
    return fmt::format("{} shared milestones", formatCount(m_anchors.size() - 1));
}

} // namespace rt0
