#pragma once

#include "timeline/alignlandmarks.h"
#include "timeline/offsets.h"
#include "timeline/startup.h"

#include <cstddef>
#include <cstdint>
#include <memory>

/// Puts an execution trace on the clock of a start-up that a GODEBUG log shows.
///
/// A log counts from runtimeInitTime; a trace has CLOCK_MONOTONIC (v2 on Linux) or its own begin (v1).
/// Neither file says how they relate, but both show the same moments: what an init does lies between its
/// start and its end, main.main begins behind the last init, and a collection's steps have a known order.
/// Each of these bounds the offset; together they leave an interval that holds the true one for certain.
namespace rt0 {

/// How well a trace and a start-up go together.
struct TraceFit {
    TraceAlignment alignment;
    std::size_t inits = 0;    ///< that agree
    std::size_t gcCycles = 0; ///< that agree
    bool inMain = false;      ///< main.main agrees
    std::size_t contradictions = 0;
    /// A value below zero: these two do not belong together. Of several start-ups the one with the largest
    /// value is the trace's.
    double score = -1;

    bool fits() const { return score >= 0; }
};

/// The offset that landmarks leave. `version` is that of the trace's format (Directory::version).
TraceFit fitTrace(const TraceLandmarks& landmarks, int version, const Startup& startup);

/// The offset of a trace whose clock is known: `runtimeInitMonotonic` is CLOCK_MONOTONIC at the start-up's
/// zero. Nothing for traces in a clock of their own (v1) unless `clocks` relate it to the monotonic one.
std::optional<TraceAlignment> alignByClock(const ExecTrace& trace, Nanoseconds runtimeInitMonotonic);

/// Makes `trace` part of the start-up: its alignment, extent and phases; inits are drawn where the trace
/// leaves them room.
void joinTrace(Startup& startup, std::shared_ptr<const ExecTrace> trace, TraceAlignment alignment);

/// A start-up of which nothing but a trace is known.
Startup startupOf(std::shared_ptr<const ExecTrace> trace);

} // namespace rt0
