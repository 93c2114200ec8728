#pragma once

#include "analysis/gctimeline.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the garbage collector cost a start-up, and which settings would have kept it from running.
namespace rt0 {

struct GcAdvice {
    bool known = false;      ///< false: nothing tells whether the collector ran
    std::size_t cycles = 0;  ///< that may have begun during the start-up
    std::size_t certain = 0; ///< of these, for certain
    std::size_t forced = 0;  ///< of these, by runtime.GC()
    TimeBounds stw;          ///< sums over `cycles`; one that perhaps began later adds nothing to `lo`
    TimeBounds mark;
    TimeBounds assist;
    bool assistIsCpu = true;     ///< false: wall time of the goroutines
    std::uint64_t allocated = 0; ///< bytes, at most, allocated in the heap until the last of the cycles began
    /// GOGC with which the pacer would not have started a cycle before `allocated` was reached; nothing when
    /// no cycle was the pacer's. Computed from the pacer's rule, not measured.
    std::optional<std::uint64_t> gogc;
    std::uint64_t memoryLimit = 0; ///< bytes, to go with GOGC=off
};

GcAdvice gcAdvice(const GcTimeline& timeline, const Startup& startup);

/// Sentences: what it cost, then what to try. Never empty.
std::vector<std::string> gcAdviceText(const GcAdvice& advice);

} // namespace rt0
