#pragma once

#include "timeline/launchphases.h"
#include "timeline/recordedstart.h"

#include <vector>

namespace rt0 {

/// Fills RecordedStart::wall, withoutWaits and waited. `probed`: all runs with probes.
void compareWithStopwatch(RecordedStart& recorded, const std::vector<ProbedRun>& probed);

} // namespace rt0
