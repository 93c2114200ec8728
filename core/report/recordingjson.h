#pragma once

#include "report/jsonwriter.h"
#include "timeline/startup.h"

namespace rt0 {

/// Adds min_ns, median_ns, max_ns and runs; null for what was not recorded, as all below.
void addStatistics(Json& json, const RunStatistics& runs);

/// Adds faults, major_faults, syscalls and cpu_ns.
void addCounts(Json& json, const StretchCounts& counts);

/// Steps of a phase or functions of an init, each with its own parts.
Json partsJson(const std::vector<PhasePart>& parts);

/// How the start was recorded; null without a recording.
Json recordingJson(const Startup& startup);

} // namespace rt0
