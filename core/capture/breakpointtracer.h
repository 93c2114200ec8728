#pragma once

#include "base/filedescriptor.h"
#include "capture/breakpoints.h"
#include "capture/livestate.h"
#include "capture/probeplan.h"
#include "capture/programfile.h"
#include "capture/programprocess.h"
#include "capture/sharedcpu.h"
#include "capture/stopcost.h"
#include "capture/usagecounters.h"
#include "recording/launch.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace rt0::capture {

/// What a traced start tells besides times; each makes its stops longer or more.
struct TraceExtras {
    bool syscalls = false;
    bool counters = false; ///< page faults and CPU time at each hit
};

/// Follows one start of the program by ptrace from stop to stop. trace() must run in a thread of its own, for
/// the kernel ties tracing to a thread; the atomics are for the supervisor in another.
class BreakpointTracer {
public:
    BreakpointTracer(const ProgramFile& program, const ProbePlan& plan, const TraceExtras& extras);

    /// Attaches, lets the program call execve, and follows it until it has ended. Errors: it could not be
    /// attached or patched; the program must be killed then.
    Result<void> trace(ProgramProcess& process);
    /// Hands over what was seen; after trace().
    void collect(LaunchRun& run);

    /// CLOCK_MONOTONIC that stands for zero at this moment; 0 before the execve.
    std::int64_t zero() const { return m_zero; }
    std::optional<Nanoseconds> mainEntered() const;
    LaunchLive live(Nanoseconds now) const;

private:
    enum class Role { Thread, ForkedChild, SharingChild, Unknown };
    struct Task {
        Role role = Role::Unknown;
        bool waiting = false; ///< stopped, until we know what it is
        bool keptOff = false; ///< from the main thread's CPU
        std::uint32_t thread = 0;
        FileDescriptor schedstat;
        std::optional<LaunchSyscall> call; ///< entered, not left
        std::int64_t callResumed = 0;
        Nanoseconds last{}; ///< when it stopped last
    };
    /// One stop, from the first look at the clock on.
    struct Stop {
        pid_t tid = 0;
        int status = 0;
        std::int64_t seen = 0;
        Nanoseconds unseen{}; ///< what it costs besides
        Nanoseconds cpu{};    ///< CPU time of the program that it takes
    };

    Result<void> firstStop(ProgramProcess& process);
    Result<void> loadImage();
    void holdMain();
    void loop();
    void handle(Stop& stop);
    void handleEvent(Stop& stop, int event);
    void handleTrap(Stop& stop);
    void handleSyscall(Stop& stop, Task& task);
    void handleExec(Stop& stop);
    void adopt(pid_t tid, Role role);
    void startElsewhere(pid_t tid);
    void settle(pid_t tid);
    void noteHit(const Stop& stop, const Breakpoints::Hit& hit, const user_regs_struct& registers);
    void noteCounters(pid_t tid);
    void noteM0(const user_regs_struct& registers);
    void sortHits();
    void resume(const Stop& stop, int signal);
    void charge(const Stop& stop, std::int64_t resumed);
    Nanoseconds timeOf(const Stop& stop);
    std::uint32_t threadOf(pid_t tid);

    const ProgramFile& m_program;
    const ProbePlan& m_plan;
    bool m_syscalls;
    bool m_counters;
    StopCost m_cost;
    Breakpoints m_breakpoints;
    std::optional<TraceeMemory> m_memory;
    SharedCpu m_cpu; ///< with the main thread, up to main.main
    UsageCounters m_usage;
    pid_t m_pid = 0;
    std::map<pid_t, Task> m_tasks;
    LaunchRun m_run; ///< what has been seen
    std::int64_t m_execCall = 0;
    std::int64_t m_subtracted = 0;
    std::int64_t m_mainStops = 0; ///< CPU time that its stops took of the main thread
    std::int64_t m_mainCpu = 0;   ///< as noted last
    std::atomic<std::int64_t> m_zero{0};
    std::atomic<std::int64_t> m_main{-1};
    mutable std::mutex m_liveMutex;
    LiveState m_live;
};

} // namespace rt0::capture
