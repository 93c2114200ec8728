#pragma once

#include "timeline/startup.h"

#include <array>

namespace rt0 {

/// The ruler from exec to ready (DESIGN §4), all nine phases in order. A phase that none of the start-up's
/// sources measured says what would measure it.
std::array<Phase, kPhaseCount> phasesOf(const Startup& startup);

} // namespace rt0
