#pragma once

#include "analysis/lanes.h"

namespace rt0 {

// Lanes of a start-up that rt0scope recorded; nothing for others. Rows go to `builder`, words to model.texts.

/// The parts of phases: a lane for each depth.
void addStepLanes(const Startup& startup, LaneModel& model, SpanStore::Builder& builder);

void addInitFunctionLane(const Startup& startup, LaneModel& model, SpanStore::Builder& builder);

/// Threads as they appear, the system calls of each, page faults.
void addProcessLanes(const Startup& startup, LaneModel& model, SpanStore::Builder& builder);

} // namespace rt0
