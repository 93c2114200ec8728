#pragma once

#include "timeline/startup.h"

#include <array>

namespace rt0 {

/// All nine phases with their names and descriptions, none measured; what would measure each of them when
/// there is nothing but a log.
std::array<Phase, kPhaseCount> unmeasuredPhases();

/// Adds what LD_DEBUG=statistics counted.
void describeLoader(Phase& phase, const LoaderRecord& loader);

/// The ruler from exec to ready (DESIGN §4), all nine phases in order. A phase that none of the start-up's
/// sources measured says what would measure it.
std::array<Phase, kPhaseCount> phasesOf(const Startup& startup);

} // namespace rt0
