#pragma once

#include "base/result.h"
#include "recording/launch.h"

#include <string>
#include <string_view>

/// A Launch as JSON: `launch.json` in a recording. Keys are the fields of recording/launch.h in snake case;
/// times are integer nanoseconds (`…_ns`), enumerations are words, what is not known is left out. A run's
/// hits, counters and system calls are columns: one array per field. What the program wrote is not in it.
namespace rt0 {

std::string launchJson(const Launch& launch);

/// Reads it back. Keys that are missing or unknown do not matter; a value of another kind than expected does:
/// it keeps its default and a warning names it. Indices that point nowhere and hits that are not in the order
/// of time are taken out, so that every Launch from here is sound. Errors: no JSON, too large, nested too
/// deeply.
Result<Launch> launchOf(std::string_view json);

} // namespace rt0
