#pragma once

#include "recording/launch.h"
#include "timeline/pairedchange.h"
#include "timeline/startup.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What a recording knows of a start besides phases and inits. All times are on the clock of the drawn run,
/// from its execve; what another run saw was put there by the milestones that both passed (LaunchClock).
namespace rt0 {

struct StartThread {
    std::int64_t tid = 0; ///< 0: not known
    std::string name;     ///< of the first runtime function seen on it: "sysmon"; "main thread"; or empty
    Nanoseconds firstSeen{};
    bool main = false;
};

/// Page faults between two milestones of the main thread.
struct FaultStretch {
    TimeRange drawn;
    std::uint64_t minor = 0;
    std::uint64_t major = 0;
    std::string after; ///< the milestone that it follows: "runtime.schedinit", "net/http"
};

struct StartSyscall {
    TimeRange drawn;          ///< to the end of the start when it did not return
    std::size_t call = 0;     ///< index into the detailed run's LaunchRun::syscalls
    std::uint32_t thread = 0; ///< index into RecordedStart::threads
};

struct RecordedStart {
    std::shared_ptr<const Launch> launch;
    std::string binaryJson; ///< of the program, as `inspect --json` tells it; may be empty
    /// Starts of equal copies of the program, made in turns with these: the A/A control of a comparison. Null
    /// unless one was recorded.
    std::shared_ptr<const Startup> control;
    // Indices into launch->runs:
    std::optional<std::size_t> drawnRun; ///< the one with probes that stands for all (probedRuns)
    std::optional<std::size_t> detailRun;
    std::optional<std::size_t> logRun; ///< gave order, bytes and allocations of inits

    RunStatistics toMain;         ///< execve → main.main, of the runs with probes
    RunStatistics bareToMain;     ///< the same with a single probe at main.main: the stopwatch
    RunStatistics bareToReady;    ///< untouched runs
    RunStatistics controlToReady; ///< untouched runs again: how far two equal sets differ
    Nanoseconds sumOfPhases{};    ///< of the drawn run, up to main.main; medians would not add up

    /// Starts with probes against the stopwatch's, by neighbours.
    struct Comparison {
        std::optional<PairedChange> raw;     ///< the runs with probes, to main.main, and what their hits took
        std::optional<PairedChange> probes;  ///< the same without: what remains in the times
        std::optional<PairedChange> sum;     ///< the sums of their phases
        std::optional<PairedChange> control; ///< the stopwatch again: how far equal starts differ here
    };
    Comparison wall;
    /// The same without what the main thread waited for a CPU, which is the other programs' doing.
    Comparison withoutWaits;
    RunStatistics waited; ///< that wait, of the runs with probes and the stopwatch's

    /// What the dynamic linker said of starts that bind C functions at their first call, and of those that
    /// were made to bind them all at once (LD_BIND_NOW=1).
    std::vector<LoaderRecord> loaderStarts;
    std::vector<LoaderRecord> boundAtStart;

    bool allocationsKnown = false;    ///< bytes and allocs of inits come from `logRun`
    std::string clockEvidence;        ///< how the detailed run's times were put on this clock
    std::vector<StartThread> threads; ///< in the order in which they appeared
    std::vector<FaultStretch> faults;
    std::vector<StartSyscall> syscalls; ///< by begin

    const LaunchRun* drawn() const { return drawnRun ? &launch->runs[*drawnRun] : nullptr; }
    const LaunchRun* detail() const { return detailRun ? &launch->runs[*detailRun] : nullptr; }
    /// Other programs kept the starts waiting for a CPU for more than a fiftieth of their time.
    bool machineWasBusy() const;
    /// Time to main.main of the drawn run that is in none of its phases.
    Nanoseconds outsidePhases() const;
};

/// "trampolines", "breakpoints", "bare run".
const char* sourceName(LaunchTechnique technique);

} // namespace rt0
