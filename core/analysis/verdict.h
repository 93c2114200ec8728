#pragma once

#include "timeline/startup.h"

#include <string>
#include <string_view>
#include <vector>

/// What a start-up comes down to, in words, from measured facts only.
namespace rt0 {

struct Verdict {
    std::string sentence; ///< never empty; ends with a full stop
    std::string detail;   ///< what else was measured (GC, loader); may be empty
};

Verdict verdict(const Startup& startup);

/// One line for each phase that no input measured, with what would measure it, and one when there is no GC
/// cycle.
std::vector<std::string> notMeasured(const Startup& startup);

/// What every reader of inittrace's durations should know; empty for a start-up without inits.
std::string_view inittraceRemark(const Startup& startup);

} // namespace rt0
