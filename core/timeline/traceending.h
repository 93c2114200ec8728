#pragma once

#include "base/diagnostic.h"

#include <optional>

namespace rt0 {

struct ExecTrace;

/// Tells when a trace that was read to its end does not end with trace.Stop: a killed program leaves whole
/// generations, which look like a whole trace. All but the last one end while the goroutine runs that turns
/// generations over every second (traceAdvancerState in runtime/trace.go, Go 1.22 and later); trace.Stop and
/// the flight recorder end theirs from another one.
std::optional<Diagnostic> unstopped(const ExecTrace& trace);

} // namespace rt0
