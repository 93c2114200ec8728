#pragma once

#include "base/result.h"
#include "base/time.h"
#include "recording/launch.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {

/// What to start, and how often.
struct LaunchOptions {
    std::vector<std::string> command; ///< the first is the program; a name without '/' is looked up in PATH
    std::string workingDirectory;     ///< empty: ours
    std::vector<std::string> environment; ///< changes: NAME=VALUE sets, NAME removes
    LaunchUntil until = LaunchUntil::MainMain;
    std::string readyLine;  ///< regular expression (ECMAScript) for LaunchUntil::ReadyLine, on both streams
    Nanoseconds duration{}; ///< for LaunchUntil::Duration
    /// Each: milestones, one probe at main.main twice, unperturbed, init functions, unperturbed.
    std::uint32_t rounds = 5;
    bool unperturbedRuns = true;
    bool controlRuns = true;   ///< the unperturbed ones a second time, as a control of their own
    bool logRuns = true;       ///< one start with inittrace and gctrace, one with LD_DEBUG=statistics
    bool logEachRound = false; ///< of logRuns: the one with inittrace in each round
    /// Of logRuns, where C functions are bound at their first call: so many pairs of starts more with
    /// LD_DEBUG=statistics, as it is and with LD_BIND_NOW=1, which tell what binding takes.
    std::uint32_t bindingPairs = 0;
    bool detailRun = true;     ///< one start under ptrace: page faults, CPU time, m0 and g0
    bool syscalls = false;     ///< the detail run stops at system calls too
    bool initFunctions = true; ///< starts that time each init function, besides those that time packages
    /// A build of the same program that writes an execution trace (TracedBuild): one more start; empty: none.
    std::string tracedProgram;
    /// Force the fallback: every probe run stops at breakpoints.
    bool breakpointsOnly = false;
    Nanoseconds timeLimit = std::chrono::minutes(2); ///< per start
    Nanoseconds patience = std::chrono::seconds(2);  ///< between SIGTERM and SIGKILL
    bool passInput = false; ///< the program reads our standard input; else it finds it empty
};

/// What a starting program does at this moment; for the detection of hangs.
struct LaunchLive {
    std::string function; ///< the innermost step that has begun and not ended: "runtime.schedinit"
    std::string package;  ///< whose init runs; empty outside of inits
    Nanoseconds since{};  ///< when it began, on the run's axis
    Nanoseconds now{};
    bool inMain = false; ///< main.main was entered
};

struct LaunchProgress {
    /// A start begins: the `number`th of `count`.
    std::function<void(std::uint32_t number, std::uint32_t count, LaunchPurpose purpose)> startOf;
    /// About ten times a second while a program with probes runs.
    std::function<void(const LaunchLive&)> live;
};

/// Starts the program several times and measures its start. All callbacks come in the calling thread. Errors:
/// not found, not executable, not a Go program, a script, another architecture, setuid, a missing shared
/// library, ptrace not permitted, cancelled; each with what to do. A program that ends or hangs before
/// main.main is no error: what was seen is returned with a warning, and no further start is made. Nor is it
/// one when `stop` is asked for and a start with probes has shown something already.
Result<Launch> recordLaunch(const LaunchOptions& options, const LaunchProgress& progress = {},
                            std::stop_token stop = {});

} // namespace rt0
