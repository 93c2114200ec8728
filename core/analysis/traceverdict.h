#pragma once

#include "timeline/startup.h"

#include <string>
#include <vector>

namespace rt0 {

/// What an execution trace shows, in words.
struct TraceVerdict {
    std::string sentence;               ///< span of time, goroutines, GC; ends with a full stop
    std::vector<std::string> sentences; ///< each about one thing: GC, main goroutine, waits, damage, clock
};

/// Nothing but what was measured; empty without a trace.
TraceVerdict traceVerdict(const Startup& startup);

} // namespace rt0
