#pragma once

#include "timeline/alignlandmarks.h"
#include "timeline/startup.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rt0 {

/// Which cycle of a gctrace log is which of a trace, and what each pair says about the offset.
struct GcPairing {
    std::vector<TimeBounds> bounds;   ///< of the offset, one for each pair
    std::vector<std::string> names;   ///< "GC 2", as many
    std::size_t agreeingPauses = 0;   ///< stops of the world that last as long in both
    std::optional<TimeBounds> others; ///< offsets of other pairings that explain as much
};

/// Both inputs have all their cycles in order, so one number tells all pairs. Taken is the one that agrees
/// with most of `anchors` (other constraints on the offset) and of its own pairs, then with most durations.
GcPairing pairGcCycles(std::span<const GcSighting> seen, const std::vector<GcCycle>& logged,
                       const std::vector<TimeBounds>& anchors, Nanoseconds slack);

/// `clock - seen + slack`, kept within ±kUnbounded.
Nanoseconds offsetFrom(Nanoseconds clock, Nanoseconds seen, Nanoseconds slack);

} // namespace rt0
