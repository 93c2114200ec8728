#pragma once

#include "recording/launch.h"

namespace rt0 {

/// Takes everything out of a Launch that was read from a file which points nowhere (probes, threads, init
/// tasks), lies out of all reason (times) or out of order, and says so in the warnings.
void makeSound(Launch& launch);

} // namespace rt0
