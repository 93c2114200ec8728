#pragma once

#include "timeline/exectrace.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What an execution trace shows that GODEBUG logs show, too. All times are the trace's.
namespace rt0 {

/// The main goroutine was in a package's init functions: called by runtime.doInit1 (doInit before Go 1.21).
struct InitSighting {
    std::string package; ///< as the function's name has it: "gopkg.in/yaml%2ev2"
    Nanoseconds first{};
    Nanoseconds last{};
    std::size_t places = 0; ///< different stacks
};

/// A GC cycle. Times that the trace does not show have no value.
///
/// In the order of time, with the clock readings that gctrace prints (runtime/mgc.go, Go 1.19–1.27):
/// markBegin, start of cycle, sweepStop.begin, mark, sweepStop.end, mark termination, markStop.begin,
/// markEnd, end, markStop.end.
struct GcSighting {
    std::optional<Nanoseconds> markBegin;
    std::optional<TimeRange> sweepStop; ///< the world stands still, as in the next
    std::optional<TimeRange> markStop;
    std::optional<Nanoseconds> markEnd;
};

struct TraceLandmarks {
    std::vector<InitSighting> inits;   ///< in the order they were seen
    std::optional<Nanoseconds> inMain; ///< when the main goroutine was first seen in main.main
    std::size_t mainPlaces = 0;
    std::vector<GcSighting> gcCycles; ///< in order
};

TraceLandmarks landmarksOf(const ExecTrace& trace);

} // namespace rt0
