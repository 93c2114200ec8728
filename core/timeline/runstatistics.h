#pragma once

#include "timeline/startup.h"

#include <algorithm>
#include <vector>

namespace rt0 {

inline RunStatistics statisticsOf(std::vector<Nanoseconds> durations) {
    if (durations.empty())
        return {};
    RunStatistics statistics;
    statistics.times = durations;
    std::ranges::sort(durations);
    const std::size_t count = durations.size();
    const Nanoseconds lower = durations[(count - 1) / 2];
    const Nanoseconds upper = durations[count / 2];
    statistics.min = durations.front();
    statistics.median = lower + (upper - lower) / 2;
    statistics.max = durations.back();
    statistics.runs = static_cast<std::uint32_t>(count);
    return statistics;
}

} // namespace rt0
