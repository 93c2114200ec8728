#pragma once

#include "report/jsonwriter.h"
#include "timeline/startup.h"

#include <cstddef>
#include <string>

/// What the reports say of a start-up's execution trace.
namespace rt0 {

/// Where the trace lies, its size, its goroutines by what they were created to do, GC and stops of the world;
/// `top` rows of each table, 0 = all. Empty without a trace.
std::string traceText(const Startup& startup, std::size_t top);

/// The value of "trace" in a start-up, see FORMAT.md; null without a trace.
Json traceJson(const Startup& startup);

} // namespace rt0
