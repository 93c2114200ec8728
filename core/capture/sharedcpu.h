#pragma once

#include <sched.h>
#include <sys/types.h>

namespace rt0::capture {

/// Keeps a tracer and the thread that it follows on one CPU. A stop is then a switch from one to the other
/// and takes nearly the same time each time, 8–12 µs. On two CPUs each has to be woken from idleness: in a
/// virtual machine 15 to 150 µs a stop, and no constant can be taken out for that.
class SharedCpu {
public:
    /// Binds the calling thread to a CPU on which `pid` may run. Where that fails nothing is bound, now or
    /// later.
    static SharedCpu bindWith(pid_t pid);

    bool bound() const { return m_cpu >= 0; }
    /// Brings a thread to our CPU.
    void hold(pid_t tid) const;
    /// Moves another thread away from it, where there is a choice, until it is let go.
    void keepOff(pid_t tid) const;
    /// Lets a thread run wherever it might before.
    void letGo(pid_t tid) const;

private:
    int m_cpu = -1;
    cpu_set_t m_allowed{};
};

} // namespace rt0::capture
