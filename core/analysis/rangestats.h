#pragma once

#include "timeline/startup.h"

#include <cstdint>
#include <vector>

namespace rt0 {

/// What lies inside a time range.
struct RangeStats {
    std::size_t initsInside = 0;  ///< wholly inside, as drawn
    std::size_t initsTouched = 0; ///< at least partly inside, as drawn
    TimeBounds initTime;          ///< time spent in inits within the range; `hi` may be reached
    std::uint64_t bytes = 0;      ///< allocated by the inits wholly inside
    std::uint64_t allocs = 0;
    std::size_t gcCycles = 0; ///< at least partly inside, as drawn
    TimeBounds stw;           ///< of these cycles
    std::vector<std::size_t>
        heaviest; ///< up to five inits touched, heaviest first; indices into Startup::inits
};

RangeStats rangeStats(const Startup& startup, const TimeRange& range);

} // namespace rt0
