#pragma once

#include "base/time.h"
#include "recording/recording.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// One program start on one clock. Zero is `execve` when a recording saw it, else `runtimeInitTime`, the
/// first statement of `runtime.main` that reads the clock (DESIGN §3).
namespace rt0 {

/// A duration over the runs of a recording.
struct RunStatistics {
    Nanoseconds min{};
    Nanoseconds median{}; ///< of an even number of runs the mean of the two in the middle
    Nanoseconds max{};
    std::uint32_t runs = 0;         ///< 0: not recorded, the times mean nothing
    std::vector<Nanoseconds> times; ///< of each run, in the order of the runs
};

/// What the detailed run of a recording counted during a stretch of time; nothing: not counted.
struct StretchCounts {
    std::optional<std::uint64_t> minorFaults; ///< page faults without a read from disk, of the whole process
    std::optional<std::uint64_t> majorFaults;
    std::optional<std::uint64_t> syscalls; ///< of all threads
    std::optional<Nanoseconds> cpu;        ///< CPU time of the main thread

    std::optional<std::uint64_t> faults() const {
        return minorFaults && majorFaults ? std::optional(*minorFaults + *majorFaults) : std::nullopt;
    }
};

/// A step inside a phase or an init, as a recording timed it.
struct PhasePart {
    std::string name;        ///< Go symbol: "runtime.mallocinit"
    std::uint32_t depth = 0; ///< 0: not inside another part
    TimeRange drawn;         ///< in the run that is drawn
    RunStatistics overRuns;
    StretchCounts counts;
};

/// A package's init, with what is known of its times after all order constraints were applied.
struct PackageInit {
    std::string package;     ///< as printed
    std::string importPath;  ///< `package` without the linker's escapes
    std::uint32_t order = 0; ///< 1 = ran first
    TimeBounds start;
    TimeBounds end;
    TimeBounds duration;
    /// One timeline that satisfies all bounds: where to draw the span. Not a measurement.
    TimeRange drawn;
    std::uint64_t bytes = 0;
    std::uint64_t allocs = 0;
    std::uint64_t line = 0;  ///< of the input
    TimeBounds printedStart; ///< what the printed value alone says, before any constraint
    TimeBounds printedDuration;
    // Of recordings:
    RunStatistics overRuns; ///< of the duration
    StretchCounts counts;
    /// Of each run with inittrace, in their order; `bytes` and `allocs` are the first one's.
    std::vector<std::uint64_t> bytesOverRuns;
    std::vector<std::uint64_t> allocsOverRuns;
    bool open = false; ///< had not returned when the start was watched last: `end` is only that moment
    std::vector<PhasePart> functions; ///< init functions in the order they ran, where they were timed

    /// The part during which the init ran for certain; empty when the bounds leave none.
    TimeRange certain() const { return {start.hi, end.lo}; }
    /// What it takes: of a recording the median over its runs (`duration` is the drawn run's).
    TimeBounds typical() const { return overRuns.runs > 0 ? TimeBounds::exactly(overRuns.median) : duration; }
};

/// A GC cycle; its three parts follow each other without a gap.
struct GcCycle {
    GcRecord record;            ///< as printed
    TimeBounds start;           ///< sweep termination begins, world stops
    TimeBounds mark;            ///< concurrent mark begins, world runs
    TimeBounds markTermination; ///< world stops again
    TimeBounds end;
    TimeRange drawn;                    ///< one possible placement, as in PackageInit
    Nanoseconds drawnMark{};            ///< within `drawn`
    Nanoseconds drawnMarkTermination{}; ///< within `drawn`

    TimeBounds stw() const { return record.stwSweepTermination + record.stwMarkTermination; }
};

enum class PhaseId {
    Exec,
    Loader,
    Bootstrap,
    Schedinit,
    MainGoroutine,
    RuntimeInit,
    PackageInit,
    Main,
    Ready
};
inline constexpr std::size_t kPhaseCount = 9;

/// A stretch of the ruler from exec to ready (DESIGN §4).
struct Phase {
    PhaseId id{};
    std::string name;        ///< "package init"
    std::string description; ///< what happens in it, one sentence
    bool measured = false;
    TimeBounds start; ///< meaningless unless measured, as the next three
    TimeBounds end;
    TimeBounds duration;
    TimeRange drawn;
    std::string source;       ///< which input measured it: "inittrace"
    std::string howToMeasure; ///< what would measure it, when not measured
    // Of recordings:
    bool open = false;      ///< had not ended when the start was watched last
    RunStatistics overRuns; ///< of the duration
    StretchCounts counts;
    /// Its steps, each behind the one that it is part of; those of package init are Startup::inits.
    std::vector<PhasePart> parts;
};

struct ExecTrace;
struct Profile;
struct ProgramGraph;
struct RecordedStart;

/// Where an execution trace lies on the start-up's clock.
struct TraceAlignment {
    enum class Method {
        TraceOnly, ///< nothing else has times: the trace's first event is zero
        Landmarks, ///< estimated from what the trace and the log both show
        Clock,     ///< both were recorded with the same clock
    };
    Method method = Method::TraceOnly;
    Nanoseconds offset{};    ///< start-up time = trace time + offset
    TimeBounds offsetBounds; ///< the true offset lies here
    std::string evidence;    ///< which landmarks, for people
};

struct Startup {
    std::string name; ///< tells it from the others of the same file; the file's name when there is one only
    std::vector<PackageInit> inits; ///< in the order they ran
    std::vector<GcCycle> gcCycles;  ///< in order
    std::vector<PacerRecord> pacer;
    std::optional<LoaderRecord> loader;
    std::shared_ptr<const ExecTrace> trace;        ///< may be null
    TraceAlignment alignment;                      ///< of `trace`
    std::shared_ptr<const RecordedStart> recorded; ///< null unless rt0scope recorded the start
    std::shared_ptr<const ProgramGraph> graph;     ///< null unless an import graph was opened with it
    std::array<Phase, kPhaseCount> phases;
    TimeRange extent; ///< of everything that has a time; empty for a start-up known by its loader only
    std::uint64_t firstLine = 0;
    std::uint64_t lastLine = 0;

    const Phase& phase(PhaseId id) const { return phases[static_cast<std::size_t>(id)]; }
    /// Whether a log, a trace or a recording tells of this start; else only profiles or graphs were opened.
    bool isTold() const { return firstLine != 0 || trace != nullptr || recorded != nullptr; }
    /// When the last init ended, on the start-up's clock; no value without inits.
    std::optional<TimeBounds> initEnd() const;
};

/// A pprof profile that was opened, alone or with others. Its samples carry no time.
struct OpenedProfile {
    std::string name; ///< of the file
    std::shared_ptr<const Profile> profile;
};

/// Everything known of one input.
struct Document {
    Source source;              ///< what lines in start-ups and diagnostics belong to
    std::vector<Source> joined; ///< further inputs that were opened with it
    std::vector<Startup> startups;
    std::size_t main =
        0; ///< the start-up to show first: most inits, then most GC cycles, then most relocations
    std::vector<OpenedProfile> profiles;
    std::vector<Diagnostic> diagnostics;
};

} // namespace rt0
