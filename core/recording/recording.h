#pragma once

#include "base/diagnostic.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What was observed, per source, in that source's own clock, untouched. `ingest` makes it, `timeline` reads
/// it.
namespace rt0 {

/// One line of GODEBUG=inittrace=1 (runtime/proc.go, doInit1; same text in Go 1.16–1.27):
///     init net/http @3.1 ms, 0.25 ms clock, 12816 bytes, 74 allocs
struct InitRecord {
    std::string package; ///< as printed; dots of the last path element may be escaped ("gopkg.in/yaml%2ev2")
    TimeBounds start;    ///< since runtimeInitTime
    TimeBounds duration; ///< "clock"
    std::uint64_t bytes = 0; ///< heap bytes allocated by this init
    std::uint64_t allocs = 0;
    std::uint64_t line = 0;

    friend bool operator==(const InitRecord&, const InitRecord&) = default;
};

/// One line of GODEBUG=gctrace=1 (runtime/mgc.go, gcMarkTermination):
///     gc 1 @0.013s 7%: 0.45+3.4+0.075 ms clock, 0.90+0.48/1.5/0.79+0.15 ms cpu, 3->4->2 MB, 4 MB goal,
///     0 MB stacks, 0 MB globals, 2 P
/// Stacks and globals are printed since Go 1.18, "(checking for goroutine leaks)" since 1.26.
struct GcRecord {
    std::uint64_t number = 0;
    TimeBounds start;               ///< of sweep termination, since runtimeInitTime; resolution 1 ms
    std::int64_t cpuPercent = 0;    ///< of all CPU time since program start, truncated
    TimeBounds stwSweepTermination; ///< wall time, world stopped
    TimeBounds concurrentMark;      ///< wall time
    TimeBounds stwMarkTermination;  ///< wall time, world stopped
    TimeBounds cpuSweepTermination; ///< CPU time, as the next four
    TimeBounds cpuAssist;           ///< done by allocating goroutines
    TimeBounds cpuBackground;       ///< dedicated and fractional workers
    TimeBounds cpuIdle;             ///< idle-priority workers
    TimeBounds cpuMarkTermination;
    std::uint64_t heapStartMb = 0; ///< these MB are MiB, truncated: the true value is below value + 1
    std::uint64_t heapMarkEndMb = 0;
    std::uint64_t heapLiveMb = 0; ///< marked
    std::uint64_t goalMb = 0;
    std::optional<std::uint64_t> stacksMb;
    std::optional<std::uint64_t> globalsMb;
    std::uint64_t procs = 0;
    bool forced = false; ///< runtime.GC()
    bool leakCheck = false;
    std::uint64_t line = 0;

    friend bool operator==(const GcRecord&, const GcRecord&) = default;
};

/// Pacer's decision when a cycle starts (runtime/mgcpacer.go, startCycle), GODEBUG=gcpacertrace=1.
struct PacerCycleStart {
    double assistRatio = 0; ///< may be infinite
    std::uint64_t scanMb = 0;
    std::uint64_t heapLiveMb = 0;
    std::uint64_t goalMb = 0;
    std::int64_t dedicatedWorkers = 0;
    double fractionalUtilization = 0;
    friend bool operator==(const PacerCycleStart&, const PacerCycleStart&) = default;
};

/// Pacer's balance when a cycle ends (runtime/mgcpacer.go, endCycle).
struct PacerCycleEnd {
    std::int64_t cpuPercent = 0;
    std::int64_t expectedCpuPercent = 0;
    std::uint64_t heapScanBytes = 0;
    std::uint64_t stackScanBytes = 0;
    std::uint64_t globalsScanBytes = 0;
    std::uint64_t expectedScanBytes = 0;
    std::uint64_t triggerBytes = 0;  ///< heap size that started the cycle
    std::uint64_t heapLiveBytes = 0; ///< heap size when it ended
    std::int64_t goalDeltaBytes = 0; ///< heapLiveBytes − goal
    double consMark = 0;             ///< allocation rate over mark rate
    bool controllerReset = false;    ///< Go 1.19 only
    friend bool operator==(const PacerCycleEnd&, const PacerCycleEnd&) = default;
};

/// The last span was swept (runtime/mgcsweep.go).
struct PacerSweepDone {
    std::uint64_t heapLiveMb = 0;
    std::uint64_t allocatedMb = 0; ///< during the sweep
    std::uint64_t sweptPages = 0;
    double pagesPerByte = 0;
    friend bool operator==(const PacerSweepDone&, const PacerSweepDone&) = default;
};

struct PacerRecord {
    std::variant<PacerCycleStart, PacerCycleEnd, PacerSweepDone> event;
    std::uint64_t line = 0;
    friend bool operator==(const PacerRecord&, const PacerRecord&) = default;
};

/// What glibc's ld.so printed for one process with LD_DEBUG=statistics (elf/rtld.c, print_statistics). Values
/// are CPU cycles (time-stamp counter), not time: the log does not hold the counter's frequency.
struct LoaderRecord {
    std::uint64_t pid = 0;
    std::optional<std::uint64_t> totalCycles;
    std::optional<std::uint64_t> relocationCycles;
    std::optional<std::uint64_t> loadCycles; ///< to open and map the needed objects
    std::optional<std::uint64_t> relocations;
    std::optional<std::uint64_t> relocationsFromCache;
    std::optional<std::uint64_t> relativeRelocations;
    std::optional<std::uint64_t> finalRelocations; ///< printed at exit: with those bound lazily
    std::optional<std::uint64_t> finalRelocationsFromCache;
    std::uint64_t line = 0;
    friend bool operator==(const LoaderRecord&, const LoaderRecord&) = default;
};

/// One program start found in the input: a log holds several after a re-exec or with child processes.
struct StartupRecord {
    std::string stream; ///< what a container or logger put before each line, without times; may be empty
    std::vector<InitRecord> inits;  ///< in the order they ran
    std::vector<GcRecord> gcCycles; ///< in the order they ended
    std::vector<PacerRecord> pacer;
    std::optional<LoaderRecord> loader;
    std::uint64_t firstLine = 0;
    std::uint64_t lastLine = 0;
    friend bool operator==(const StartupRecord&, const StartupRecord&) = default;
};

/// Where a recording came from.
struct Source {
    std::string path; ///< as the user named it
    std::uint64_t bytes = 0;
    std::optional<std::chrono::sys_seconds> modified; ///< of the file; logs carry no date of their own
    std::vector<std::string> formats;                 ///< what was found in it: "inittrace", "gctrace", …
};

struct Recording {
    Source source;
    std::vector<StartupRecord> startups;
    std::vector<Diagnostic> diagnostics;
};

} // namespace rt0
