#pragma once

#include "base/time.h"
#include "capture/instructions.h"

namespace rt0::capture {

/// What one pass over a trampoline takes, measured by running one in our own process; the least of several
/// batches. Zero where no memory may be made executable.
Nanoseconds measureHitCost(const Disassembler& disassembler);

} // namespace rt0::capture
