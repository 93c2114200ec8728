#pragma once

#include "base/filedescriptor.h"
#include "recording/launch.h"

#include <sys/types.h>

namespace rt0::capture {

/// Page faults of a process and CPU time of its threads, as /proc tells them.
class UsageCounters {
public:
    UsageCounters() = default;
    explicit UsageCounters(pid_t pid);

    /// What a thread's CPU time is read from.
    static FileDescriptor openThread(pid_t pid, pid_t tid);
    /// What was used up until now is not counted; `main` is the first thread's.
    void beginNow(const FileDescriptor& main);
    LaunchCounters read(const FileDescriptor& thread, bool isMain) const;

private:
    FileDescriptor m_stat;
    LaunchCounters m_before{0, 0, 0};
};

} // namespace rt0::capture
