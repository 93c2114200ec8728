#pragma once

#include "timeline/startup.h"

namespace rt0 {

/// Adds what the start-up's execution trace tells of its phases: when main.main began, and, without
/// inittrace, the part of package init that the trace saw. Phases that are measured already stay.
void measureByTrace(std::array<Phase, kPhaseCount>& phases, const Startup& startup);

} // namespace rt0
