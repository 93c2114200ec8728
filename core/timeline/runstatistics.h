#pragma once

#include "timeline/startup.h"

#include <algorithm>
#include <vector>

namespace rt0 {

inline RunStatistics statisticsOf(std::vector<Nanoseconds> durations) {
    if (durations.empty())
        return {};
    std::ranges::sort(durations);
    const std::size_t count = durations.size();
    const Nanoseconds lower = durations[(count - 1) / 2];
    const Nanoseconds upper = durations[count / 2];
    return {durations.front(), lower + (upper - lower) / 2, durations.back(),
            static_cast<std::uint32_t>(count)};
}

} // namespace rt0
