#pragma once

#include "timeline/startup.h"

#include <vector>

namespace rt0 {

/// Places GC cycles in time. They do not overlap, the parts of each follow one another without a gap, and a
/// cycle whose line stands before the end of an init's line had ended when the init after that began. `inits`
/// must have their final bounds. Contradictory lines keep their printed bounds; `contradiction` is then the
/// first such cycle's line, else 0.
std::vector<GcCycle> gcCyclesOf(std::vector<GcRecord> records, const std::vector<PackageInit>& inits,
                                std::uint64_t& contradiction);

} // namespace rt0
