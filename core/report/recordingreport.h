#pragma once

#include "recording/rt0file.h"
#include "timeline/startup.h"

#include <string>

/// What a recording adds to the reports: phases with their parts over all runs, the stopwatch beside, and how
/// it was measured.
namespace rt0 {

/// Phases, parts and statistics as a table for a terminal; empty unless the start was recorded.
std::string recordedPhaseTable(const Startup& startup);

/// Technique, calibration, perturbation, sum against stopwatch, m0 and g0, skipped probes: lines for a
/// terminal.
std::string recordedFactsText(const Startup& startup);

/// What a file holds and which program it is about, for `inspect`. Ends with a line break.
std::string recordingText(const Source& source, const Rt0File& file);

} // namespace rt0
