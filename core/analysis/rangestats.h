#pragma once

#include "timeline/startup.h"

#include <cstdint>
#include <vector>

namespace rt0 {

/// What lies inside a time range.
struct RangeStats {
    std::size_t initsInside = 0;  ///< wholly inside, as drawn
    std::size_t initsTouched = 0; ///< at least partly inside, as drawn
    TimeBounds initTime;          ///< of the inits touched: of those inside all, of others the part within
    std::uint64_t bytes = 0;      ///< allocated by the inits wholly inside
    std::uint64_t allocs = 0;
    std::size_t gcCyclesCertain = 0;  ///< at least partly inside, whatever their bounds leave open
    std::size_t gcCyclesPossible = 0; ///< these and those that may be
    TimeBounds stw;                   ///< world stopped within the range
    std::vector<std::size_t>
        heaviest; ///< up to five inits touched, heaviest first; indices into Startup::inits
};

RangeStats rangeStats(const Startup& startup, const TimeRange& range);

} // namespace rt0
