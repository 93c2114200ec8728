#pragma once

#include "base/time.h"

namespace rt0::capture {

/// What a stop costs the stopped program before its tracer runs and after it has let it go: time that the
/// tracer's own clock does not see. Lower quartiles.
struct StopCost {
    Nanoseconds before{};     ///< from the int3 to the tracer's first look at the clock
    Nanoseconds after{};      ///< from the tracer's last look to the next instruction
    Nanoseconds syscall{};    ///< unseen in a system call with both of its stops, before and after together
    Nanoseconds cpu{};        ///< CPU time of the program that a stop takes; the mean
    Nanoseconds syscallCpu{}; ///< the same of a system call's two stops together

    Nanoseconds both() const { return before + after; }
};

/// Measured with a child of our own; takes a few milliseconds. Zeros when it cannot be traced.
StopCost measureStopCost(bool syscalls);

} // namespace rt0::capture
