#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rt0::exectrace::v2 {

/// What EventSink::expect() and expectStays() are told: counts by Go's ids, in no order.
struct TransitionCounts {
    using Counts = std::vector<std::pair<std::uint64_t, std::uint32_t>>;
    Counts goroutines;
    Counts procs;
    Counts threads;
};

/// Cheap, since no order among threads is needed; exact for sound traces but for a few too many.
TransitionCounts countTransitions(std::string_view bytes, int version, bool threads);

} // namespace rt0::exectrace::v2
