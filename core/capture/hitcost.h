#pragma once

#include "base/time.h"
#include "capture/instructions.h"

namespace rt0::capture {

/// What one pass over a trampoline takes.
struct HitCost {
    Nanoseconds whole{};
    /// Of it what lies before its first and behind its last reading of the counter; how long it took between
    /// these each hit notes by itself (RingHit::endTsc), with all that was not in the caches then.
    Nanoseconds outside{};
};

/// Measured by running one in our own process; the least of several batches. Zero where no memory may be made
/// executable.
HitCost measureHitCost(const Disassembler& disassembler);

} // namespace rt0::capture
