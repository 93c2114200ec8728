#pragma once

#include <cstdint>
#include <string_view>
#include <sys/types.h>

namespace rt0::capture {

/// What the kernel has noted of a thread's time: on a CPU, ready but without one, and how often it blocked.
struct CpuAccount {
    std::int64_t ranNs = -1; ///< -1: not known, as for the next two
    std::int64_t waitedNs = -1;
    std::int64_t blocked = -1;

    bool known() const { return ranNs >= 0 && waitedNs >= 0 && blocked >= 0; }
};

/// The number in column `column` (from 0) of a line of numbers; -1 when there is none. Allocates nothing.
std::int64_t numberIn(std::string_view line, int column);

/// Of the calling thread, whose /proc/thread-self/schedstat is `schedstat`. Only system calls: it may be
/// called between fork and exec.
CpuAccount ownCpuAccount(int schedstat);
/// Of another process' first thread, exact while it stands still.
CpuAccount cpuAccountOf(pid_t pid);
/// How long the first thread of a process has been ready without a CPU up to now; -1: not known.
std::int64_t waitedOf(pid_t pid);

/// When a program stopped that had `before` at `begin`, has `after` in the stop, and was noticed at `seen`.
/// On a busy machine we get a CPU milliseconds later. That of `seen` where it blocked on the way, for nobody
/// accounts for that.
std::int64_t stopTime(const CpuAccount& before, const CpuAccount& after, std::int64_t begin,
                      std::int64_t seen);

} // namespace rt0::capture
