#pragma once

#include "analysis/lanes.h"
#include "timeline/startup.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

/// The garbage collector's work over time, from gctrace and gcpacertrace or else from the execution trace.
namespace rt0 {

/// Whether a cycle began before the start-up ended, i.e. before main.main, or else before the last init
/// ended.
enum class GcWhen : std::uint8_t { DuringStart, PerhapsDuringStart, Later };

/// One cycle; what its source does not tell has no value.
struct GcCycleFacts {
    std::uint64_t number = 0; ///< the first one is 1
    std::size_t index = 0;    ///< into Startup::gcCycles, or, from a trace, into ExecTrace::ranges
    GcWhen when = GcWhen::DuringStart;
    bool forced = false;               ///< by runtime.GC()
    TimeRange drawn;                   ///< start-up time
    TimeBounds stw;                    ///< wall time, both stops
    TimeBounds mark;                   ///< wall time of concurrent marking
    TimeBounds assist;                 ///< of allocating goroutines: CPU time in a log, wall time in a trace
    std::optional<double> assistRatio; ///< bytes to scan for each byte allocated, as the pacer set it
    std::optional<double>
        utilization; ///< share of GOMAXPROCS' CPU time that the cycle took, idle workers' not
    std::optional<double> startBytes; ///< heap when the cycle began; a log's are MiB, rounded down
    std::optional<double> endBytes;   ///< when marking ended
    std::optional<double> liveBytes;  ///< what was marked
    std::optional<double> goalBytes;
    std::optional<double> triggerBytes;
};

struct GcTimeline {
    enum class Source : std::uint8_t { None, Log, Trace };

    Source source = Source::None;
    Curve heap; ///< bytes; a trace's live heap at each moment it was sampled, a log's at three of each cycle
    Curve goal; ///< bytes
    Curve trigger; ///< bytes at which the pacer had the cycles start; empty without gcpacertrace
    std::vector<GcCycleFacts> cycles; ///< in order
};

GcTimeline gcTimeline(const Startup& startup);

} // namespace rt0
