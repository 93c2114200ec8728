#pragma once

#include "timeline/recordedstart.h"

namespace rt0 {

/// Adds threads, page faults and system calls of the detailed run, put on the clock of the drawn one. Both
/// runs must be there.
void addDetails(RecordedStart& recorded);

} // namespace rt0
