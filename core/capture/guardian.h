#pragma once

#include "capture/cpuaccount.h"

#include <atomic>
#include <cstdint>
#include <sys/types.h>

/// The process between the recorder and the program. It adopts every orphan the program leaves (subreaper)
/// and kills them all when it is told to, or when the recorder is gone for whatever reason: its end of a pipe
/// closes even when the recorder dies of SIGKILL.
namespace rt0::capture {

/// What the program's process tells the recorder about its start, in memory that both share.
struct StartPage {
    std::atomic<std::int64_t> execCall; ///< CLOCK_MONOTONIC just before execve; 0: not yet
    CpuAccount before;                  ///< of the program's thread at that moment; read it behind execCall
    std::atomic<std::int32_t> error;    ///< errno of the call that failed
    std::atomic<std::int32_t> failed;   ///< a StartStep, 0: none
};
enum class StartStep : std::int32_t { None = 0, Directory, Execve };

/// Everything the two processes need; prepared before the fork, for nothing may be allocated after it.
struct StartPlan {
    const char* path = nullptr;
    char* const* argv = nullptr;
    char* const* envp = nullptr;
    const char* directory = nullptr; ///< nullptr: stay
    int standardInput = -1;          ///< -1: inherit, as for the next two
    int standardOutput = -1;
    int standardError = -1;
    int go = -1;        ///< the program waits here for one byte before it calls execve
    int control = -1;   ///< the guardian's orders: GuardianOrder bytes; end of file = kill
    int report = -1;    ///< GuardianReport records
    int inherited = -1; ///< stays open in the program, under the same number
    StartPage* page = nullptr;
};

enum class GuardianOrder : char {
    Terminate = 'T', ///< SIGTERM to the program's process group
    Kill = 'K',      ///< SIGKILL to everything below the guardian, which then ends
};

struct GuardianReport {
    enum class Kind : std::int32_t { Started, NotStarted, Ended };
    Kind kind = Kind::NotStarted;
    std::int32_t pid = 0;
    std::int32_t status = 0; ///< Ended: as from wait4. NotStarted: errno
    std::int64_t timeNs = 0; ///< CLOCK_MONOTONIC
    std::int64_t userNs = 0; ///< Ended: of the program and the children it waited for
    std::int64_t systemNs = 0;
    std::int64_t minorFaults = 0;
    std::int64_t majorFaults = 0;
    std::int64_t maxResidentBytes = 0;
};

/// Runs in the fresh child and never returns.
[[noreturn]] void runGuardian(const StartPlan& plan);

} // namespace rt0::capture
