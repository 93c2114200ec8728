#pragma once

#include "base/diagnostic.h"
#include "base/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the recorder saw when it started a program, plain values only. `capture` makes it, a `.rt0` file
/// keeps it, `timeline` reads it.
///
/// One time axis for all runs: zero is the moment the child called execve (its own CLOCK_MONOTONIC stamp, the
/// last thing before the call), so fork and our own preparation are not in it. Time that the program stood
/// still because of us (patching, breakpoints) is taken out again; LaunchCalibration tells how much that was.
namespace rt0 {

/// How a run was watched.
enum class LaunchTechnique {
    Unperturbed, ///< not at all: only wall time, output and exit status
    Trampolines, ///< jumps into probe code, patched at the exec stop, then left alone: no stop per hit
    Breakpoints, ///< ptrace with int3: a stop per hit
};

/// What a run is for.
enum class LaunchPurpose {
    Wall,        ///< bare wall time to ready and to exit
    WallControl, ///< the same again, the A of an A/A comparison: how far two equal runs differ here
    MainTime,    ///< bare but for a single one-shot probe at main.main: the stopwatch for the sum of phases
    InitLog,     ///< GODEBUG=inittrace=1,gctrace=1: order, bytes, allocations; its durations are perturbed
    LoaderStatistics, ///< LD_DEBUG=statistics
    Milestones,       ///< the probes: phases and package inits
    Details,          ///< under ptrace: page faults, CPU time, m0 and g0, with `syscalls` system calls
    InitFunctions, ///< as Milestones, and each init function of packages that have several; more is patched
    Trace,         ///< as Milestones, of a build that starts an execution trace by itself (LaunchRun::trace)
    MainTimeControl, ///< MainTime again: how far two equal stopwatches differ here
};

/// When a program counts as started, and what ended the run.
enum class LaunchUntil { MainMain, ReadyLine, Listen, Exit, Duration };
enum class LaunchEnd {
    Exited,    ///< on its own, `exitStatus` says how
    Signaled,  ///< killed by a signal that was not ours
    Stopped,   ///< by us: the condition was reached
    TimedOut,  ///< by us: the condition was not reached within the time limit
    Cancelled, ///< by us: the user asked
};

struct LaunchMachine {
    std::string kernel;            ///< uname: "Linux 6.1.0-18-amd64 x86_64"
    std::string cpuModel;          ///< /proc/cpuinfo, "model name"
    std::uint32_t cores = 0;       ///< online
    std::uint32_t usableCores = 0; ///< in our affinity mask, as the program sees them
    std::uint64_t pageSize = 0;
    std::uint64_t memoryBytes = 0;
    bool constantTsc = false; ///< constant_tsc and nonstop_tsc: the counter is a clock
    bool hypervisor = false;  ///< in a virtual machine: cpuid leaves it, about 4 µs each
    std::string loadAverage;  ///< before the first run, as /proc/loadavg prints it
};

/// A place in the program where the recorder took the time.
struct LaunchProbe {
    enum class Kind {
        Entry,  ///< the function's first instruction
        Return, ///< one of its `ret`s; a function has as many Return probes as were found
        Image,  ///< the first instruction of the new image: of ld.so, or of the program when it is static
    };
    std::string function; ///< as the Go symbol: "runtime.schedinit", "net/http.init.0"; "" for Image
    Kind kind = Kind::Entry;
    std::uint64_t address = 0;      ///< virtual address in the file; the process ran it at address + loadBias
    std::int32_t initTask = -1;     ///< index into Launch::initTasks for one of a task's functions
    std::int32_t initFunction = -1; ///< index into that task's functions
};

/// A wanted probe that was not set.
struct LaunchSkippedProbe {
    LaunchProbe probe;
    std::string reason; ///< "jump target inside the patched bytes"
};

/// One package's init work (runtime.initTask), in the linker's order as read from the file.
struct LaunchInitTask {
    std::string package;
    std::uint64_t address = 0; ///< of the task in the file
    std::vector<std::string> functions;
};

/// One pass over a probe. The order is that of time.
struct LaunchHit {
    Nanoseconds time{};
    std::uint32_t probe = 0;    ///< index into LaunchRun::probes
    std::uint32_t thread = 0;   ///< index into LaunchRun::threads
    std::int32_t initTask = -1; ///< which task, for entries and returns of runtime.doInit1 / runtime.doInit
    std::uint64_t argument = 0; ///< RAX: first integer argument of Go functions since 1.17 (ABIInternal)
    std::uint64_t g = 0;  ///< R14: the running goroutine in ABIInternal code; anything before rt0_go is done
    std::uint64_t sp = 0; ///< RSP
    /// What noting it took. Of the main thread's it is no part of any later time: the time as the clock had
    /// it is `time` plus the costs of that thread's earlier hits. Zero: nothing was taken out.
    Nanoseconds cost{};
};

/// What the process had used up when a hit happened, since exec. -1: not measured.
struct LaunchCounters {
    std::int64_t minorFaults = -1; ///< of the whole process, without a read from disk
    std::int64_t majorFaults = -1;
    std::int64_t cpuNs = -1; ///< CPU time of the thread that hit, its stops not counted
};

struct LaunchThread {
    std::int64_t tid = 0;    ///< 0: not known (trampolines tell threads apart, but see no ids)
    Nanoseconds firstSeen{}; ///< its start under ptrace, else its first hit
    bool main = false;
};

/// One system call, seen by stopping at its entry and exit.
struct LaunchSyscall {
    std::uint32_t number = 0; ///< Linux amd64
    std::uint32_t thread = 0; ///< index into LaunchRun::threads
    Nanoseconds start{};
    Nanoseconds duration{};  ///< without our stops; -1 when it had not returned at the end of the run
    std::int64_t result = 0; ///< as in RAX: -errno on errors
    std::array<std::uint64_t, 6> arguments{};
    std::string path; ///< of calls that name a file (openat, execve, …), cut at 4096 bytes
};

/// The first thread's machine and scheduler stack as read from the process (at runtime.args, when rt0_go has
/// bound them). Addresses are of the process.
struct LaunchM0 {
    std::uint64_t m0 = 0;
    std::uint64_t g0 = 0;
    std::uint64_t stackLo = 0;
    std::uint64_t stackHi = 0;
    std::uint64_t stackPointer = 0; ///< RSP at that moment
};

struct LaunchCalibration {
    double tscHz = 0;         ///< 0: the time-stamp counter was not used
    double tscDriftPpm = 0;   ///< difference between the frequency found at the start and over the whole run
    Nanoseconds costPerHit{}; ///< what one hit costs the program, on average; not in the times
    Nanoseconds costOfSyscallStop{}; ///< the same for a pair of system-call stops
    Nanoseconds patchStop{};         ///< how long the exec stop lasted; not in the times
    Nanoseconds hits{};              ///< what noting the main thread's hits took (LaunchHit::cost)
    Nanoseconds subtracted{};        ///< all time taken out again, patchStop and hits included
    std::uint64_t stops = 0;         ///< how often the program was stopped
    std::uint64_t lostHits = 0;      ///< no room in the ring
};

/// What a stream said. Bounded: the first kMaxLaunchOutput bytes.
struct LaunchOutput {
    struct Chunk {
        std::uint64_t offset = 0; ///< of its first byte
        Nanoseconds time{};       ///< when we read it, a little after the program wrote it
    };
    std::string text;
    std::vector<Chunk> chunks;
    std::uint64_t bytes = 0; ///< in all, also those behind the bound
};

inline constexpr std::uint64_t kMaxLaunchOutput = std::uint64_t{16} << 20U;
inline constexpr std::uint64_t kMaxLaunchTrace = std::uint64_t{256} << 20U;

/// The program replaced itself by execve while it ran.
struct LaunchExec {
    Nanoseconds time{};
    std::string program;   ///< /proc/PID/exe after it; may be empty
    bool measured = false; ///< probes were set in the new image too
};

struct LaunchRun {
    LaunchTechnique technique = LaunchTechnique::Unperturbed;
    LaunchPurpose purpose = LaunchPurpose::Wall;
    std::string fallbackReason;           ///< why not Trampolines, where they were wanted; else empty
    std::vector<std::string> environment; ///< NAME=VALUE that only this run had in addition
    std::int64_t pid = 0;
    std::uint64_t loadBias = 0; ///< address in the process − address in the file

    Nanoseconds imageStart{}; ///< first instruction of the new image: [0, imageStart) is the kernel's exec
    std::optional<Nanoseconds> toMain; ///< entry of main.main; not known in unwatched runs
    /// How much of `toMain` the main thread stood ready to run and had no CPU, as the kernel counts it
    /// (schedstat), noted just behind main.main; Trampolines only.
    std::optional<Nanoseconds> waitedToMain;
    std::optional<Nanoseconds> toReady; ///< when `until` was met
    std::optional<Nanoseconds> toExit;  ///< only where it ended on its own
    /// How long it was watched: until it ended, or until we asked it to. Not known of recordings by 0.1.0.
    std::optional<Nanoseconds> observed;
    /// CLOCK_MONOTONIC at zero of the run's axis, for what else counts in that clock. Nothing where stops are
    /// taken out of the axis all the time (Breakpoints); where hits are, it drifts by calibration.hits.
    std::optional<Nanoseconds> monotonicZero;
    std::string readyBy; ///< how ready was decided: "main.main entered", "stderr line 3: listening on :8080"

    std::vector<LaunchProbe> probes;
    std::vector<LaunchSkippedProbe> skipped;
    std::vector<LaunchHit> hits;
    std::vector<LaunchCounters> counters; ///< one per hit, or empty: not measured
    std::vector<LaunchThread> threads;    ///< [0] is the main thread
    std::vector<LaunchSyscall> syscalls;  ///< by start; empty unless they were asked for
    std::vector<LaunchExec> execs;
    std::optional<LaunchM0> m0;
    LaunchCalibration calibration;

    LaunchEnd end = LaunchEnd::Exited;
    std::int32_t exitStatus = 0; ///< for Exited
    std::int32_t signal = 0;     ///< for Signaled
    LaunchOutput standardOutput; ///< empty when it was passed through to the terminal
    LaunchOutput standardError;
    std::string trace;      ///< the execution trace that it wrote, for Trace
    Nanoseconds userTime{}; ///< of the process and the children it waited for, from wait4
    Nanoseconds systemTime{};
    std::uint64_t minorFaults = 0; ///< the same
    std::uint64_t majorFaults = 0;
    std::uint64_t maxResidentBytes = 0;
    std::vector<Diagnostic> warnings;
};

/// That a recording was made together with those of other builds, in turns.
struct LaunchTurns {
    std::string session;     ///< the same in all of them, and in no others
    std::string label;       ///< what this build was called
    std::uint32_t side = 0;  ///< its place in the turns; 0: the one that the others are compared with
    std::uint32_t sides = 0; ///< how many builds, without the control
    bool control = false;    ///< copies equal to those of side 0, started as if they were another build
};

/// One recording: the same program started several times.
struct Launch {
    std::vector<std::string> command; ///< as given
    std::string program;              ///< absolute path of the file that was started
    std::string workingDirectory;
    std::vector<std::string>
        environment;                 ///< changes to the environment: NAME=VALUE, "NAME" for a removed one
    std::chrono::sys_seconds date{}; ///< of the first run
    LaunchMachine machine;
    LaunchUntil until = LaunchUntil::MainMain;
    std::string untilArgument; ///< the regex, the duration; else empty
    std::vector<LaunchInitTask> initTasks;
    std::vector<LaunchRun> runs;      ///< in the order they were made
    std::optional<LaunchTurns> turns; ///< nothing unless it was recorded for a comparison
    std::vector<Diagnostic> warnings;
};

} // namespace rt0
