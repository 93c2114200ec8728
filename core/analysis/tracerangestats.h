#pragma once

#include "timeline/exectrace.h"

#include <array>
#include <stop_token>
#include <vector>

namespace rt0 {

/// Time in each state of goroutines, by GoState.
using StateTimes = std::array<Nanoseconds, exectrace::kGoStates>;

/// What an execution trace shows within a time range; times are the parts within it.
struct TraceRangeStats {
    struct Group {
        std::uint32_t group = 0;    ///< into ExecTrace::groups
        std::size_t goroutines = 0; ///< that lived within the range
        StateTimes times{};
    };
    std::size_t goroutines = 0;
    StateTimes times{};        ///< of all goroutines
    std::vector<Group> groups; ///< those that ran longest first
    std::size_t gcCycles = 0;  ///< mark phases at least partly inside
    Nanoseconds gcMark{};      ///< wall time
    std::size_t stops = 0;     ///< of the world, at least partly inside
    Nanoseconds stopped{};     ///< wall time
    Nanoseconds assist{};      ///< of all goroutines
    std::size_t samples = 0;
    std::size_t logs = 0;
};

/// `range` is in trace time. Takes some nanoseconds for each span of goroutines that live beyond the range;
/// returns early, with nothing of use, when `stop` is requested.
TraceRangeStats traceRangeStats(const ExecTrace& trace, const TimeRange& range, std::stop_token stop = {});

/// The state that a goroutine's span stands for.
exectrace::GoState stateOfColour(TraceColour colour);

} // namespace rt0
