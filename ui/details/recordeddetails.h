#pragma once

#include "details/facts.h"
#include "timeline/startup.h"

namespace rt0::ui {

/// What a recording adds to the details of a phase or an init.
void addStatistics(Facts& facts, const RunStatistics& overRuns, const StretchCounts& counts);
/// Steps inside it, indented by depth, with their medians; nothing when there are none.
void addParts(Facts& facts, const QString& title, const std::vector<PhasePart>& parts);
/// m0 and g0 as read from the stopped process; nothing when they were not.
void addBoundThread(Facts& facts, const Startup& startup);

} // namespace rt0::ui
