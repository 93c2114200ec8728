#pragma once

#include "timeline/exectrace.h"

#include <vector>

namespace rt0 {

/// When at least one goroutine of a group ran.
struct GroupRuns {
    std::vector<std::vector<TimeRange>> byGroup; ///< as ExecTrace::groups; each ordered, in trace time
    /// Gaps up to this were filled, so that the whole stays small; 0 = none, every gap is there.
    Nanoseconds filledGaps{};
};

/// Merges what the Ps ran, in one pass over their rows: the cost depends on how often goroutines were
/// scheduled, not on how many there are. Never more than `most` ranges (and one a group) are kept.
GroupRuns groupRuns(const ExecTrace& trace, std::size_t most = 1'000'000);

/// Ids above are v1's stand-ins for system calls, timers and the network poller, no Ps.
inline constexpr std::int64_t kFirstPseudoProc = 1'000'000;

} // namespace rt0
