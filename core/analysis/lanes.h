#pragma once

#include "base/saturating.h"
#include "timeline/exectrace.h"
#include "timeline/spanindex.h"
#include "timeline/startup.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A start-up arranged as the rows of a Gantt chart: what is drawn in which lane, before any pixel is
/// decided.
namespace rt0 {

enum class LaneKind {
    Phases,
    Inits,      ///< every package init
    InitGroup,  ///< the inits of one package group
    Gc,         ///< GC cycles
    Stw,        ///< the parts of GC cycles during which the world is stopped
    Heap,       ///< heap size and goal over time
    Allocated,  ///< bytes allocated by inits so far
    Connectors, ///< no spans: between two starts, where each package of the one is in the other
    // What a recording shows; their items index LaneModel::texts:
    Steps,         ///< the parts of phases, one lane for each depth
    PairPhases,    ///< the phases of one of two starts
    InitFunctions, ///< every init function that was timed
    StartThread,   ///< from when a thread was first seen
    Syscalls,      ///< those of one thread
    Faults,        ///< page faults between milestones
    // What an execution trace shows:
    TraceHeader, ///< no spans: what the lanes below come from and how their clock was found
    Tasks,       ///< user tasks
    Regions,     ///< user regions
    Logs,        ///< messages of the program, as points of time
    TraceGc,     ///< GC mark phases
    TraceStw,    ///< world stopped
    Sweeps,      ///< sweeping and mark assists
    TraceHeap,   ///< live heap and goal
    Samples,     ///< CPU samples, as points of time
    Procs,       ///< header of the Ps' lanes where they are many
    Proc,
    Goroutine,
    Goroutines, ///< those of one entry function: when any of them ran
    Threads,    ///< header of the threads' lanes
    Thread,
};

/// Whether the spans of such a lane have their words in LaneModel::texts: those of a recording, and the
/// phases of two starts side by side.
constexpr bool isRecordedLane(LaneKind kind) {
    return LaneKind::Steps <= kind && kind <= LaneKind::Faults;
}

/// The words of a span of a recording.
struct SpanText {
    std::string title;  ///< "runtime.mallocinit"
    std::string detail; ///< what else is known, one line
    TimeRange time;
};

/// Colour classes of spans (Span::colour). Groups take `FirstGroup + rank`, the cheaper ones share the last.
/// Those of traces follow (TraceColour).
enum class ColourClass : std::uint8_t {
    NotMeasured,
    RuntimeInit,
    PackageInit,
    GcMark,
    Stw,
    FirstGroup,
    LastGroup = FirstGroup + 7,
};

/// A value that changes at points of time; drawn as steps or as a line by its lane.
struct Curve {
    struct Point {
        Nanoseconds time{};
        double value = 0;
    };
    std::string name; ///< "heap", "goal"
    std::vector<Point> points;
    bool steps = false; ///< it keeps a value until the next point

    double highest() const;
};

/// The curve's value at `time`: linear between its points, or by steps; nothing outside them.
std::optional<double> valueAt(const Curve& curve, Nanoseconds time);

/// Spans with a clock of their own: an index is shared, never copied to move it in time.
struct LaneSource {
    std::shared_ptr<const SpanIndex> spans;
    Nanoseconds offset{}; ///< start-up time = the spans' time + offset
    std::shared_ptr<const ExecTrace>
        threadsOf; ///< if set, the rows are those of its threads, made when needed

    const SpanIndex& index() const { return threadsOf ? threadsOf->threadSpans() : *spans; }
    /// Of all spans, in start-up time; makes none.
    TimeRange extent() const { return fromSource(threadsOf ? threadsOf->extent() : spans->store().extent()); }
    Nanoseconds toSource(Nanoseconds time) const { return saturatingSubtract(time, offset); }
    Nanoseconds fromSource(Nanoseconds time) const { return saturatingAdd(time, offset); }
    TimeRange toSource(const TimeRange& range) const { return {toSource(range.begin), toSource(range.end)}; }
    TimeRange fromSource(const TimeRange& range) const {
        return {fromSource(range.begin), fromSource(range.end)};
    }
    /// Of a span, in start-up time.
    TimeRange timeOf(SpanId span) const { return fromSource(index().store().span(span).time); }
};

/// A row of spans of one of LaneModel::sources.
struct LaneRow {
    std::uint8_t source = 0;
    RowId row = 0;
    friend constexpr bool operator==(const LaneRow&, const LaneRow&) = default;
};

struct Lane {
    LaneKind kind{};
    std::string title;
    std::string note;           ///< short total for the lane's header: "388 · 77 ms"
    std::optional<LaneRow> row; ///< its spans, none for a lane of curves or a header
    std::vector<Curve> curves;  ///< in bytes
    std::uint32_t item = 0;     ///< Goroutines: group; Goroutine, Proc, Thread: Index in the trace
    /// Rows of the lanes below this one, shown when it is expanded; rising, many thousands are possible.
    std::vector<RowId> children{};
    std::uint8_t childSource = 0;
    LaneKind childKind{};
    bool open = false; ///< expanded from the start
};

/// Whose states or visitors a row of ExecTrace::spans holds.
struct TraceOwner {
    enum class Kind : std::uint8_t { None, Goroutine, Proc, Thread };
    Kind kind = Kind::None;
    std::uint32_t index = 0; ///< exectrace::Index
    friend constexpr bool operator==(const TraceOwner&, const TraceOwner&) = default;
};

inline constexpr std::uint32_t kNoPartner = 0xffff'ffff;

/// What a comparison says of an init: how it is marked among all others.
struct InitMark {
    std::uint8_t colour = 0; ///< ChangeColour, with its shade
    std::string label;       ///< before its name: "▲ +12 ms"; empty: nothing to say
    std::string note;        ///< a few lines for the tip and the details: both sides' values
};

inline constexpr std::uint32_t kNoChild = 0xffff'ffff;

/// A lane, or one of its children.
struct LaneRef {
    std::uint32_t lane = 0;
    std::uint32_t child = kNoChild;

    bool isChild() const { return child != kNoChild; }
    friend constexpr auto operator<=>(const LaneRef&, const LaneRef&) = default;
};

/// A row of ExecTrace::spans: whose it is and which lane draws it.
struct TraceRow {
    TraceOwner owner;
    std::optional<LaneRef> lane;
};

inline constexpr std::uint8_t kStartupSource = 0;
inline constexpr std::uint8_t kTraceSource = 1;  ///< ExecTrace::spans; only with a trace, as the next
inline constexpr std::uint8_t kThreadSource = 2; ///< ExecTrace::threadSpans()

/// Span items mean, by kind of lane: Phases a PhaseId, Inits and InitGroup an index into Startup::inits,
/// Gc and Stw `3 × cycle + part` with part 0 sweep termination, 1 mark, 2 mark termination; Tasks, Regions,
/// Logs, Samples and the trace's GC lanes an index into ExecTrace's vector of the name (of ranges for the
/// latter); Goroutines a group; rows of kTraceSource and kThreadSource as ExecTrace says.
struct LaneModel {
    std::vector<Lane> lanes;
    std::vector<LaneSource> sources;
    std::shared_ptr<const ExecTrace> trace; ///< null without one
    std::vector<TraceRow> traceRows;        ///< by row of kTraceSource
    std::vector<SpanText> texts;            ///< of the spans in lanes of recordings
    // Of two starts side by side; else empty, as the next:
    std::vector<InitMark> marks;         ///< by index into Startup::inits
    std::vector<std::uint32_t> partners; ///< by the same: the init of the package in the other start
    /// Everything that has a place on the time axis, with a margin for what lies outside and was not
    /// measured.
    TimeRange home;
    /// In the lanes of goroutine groups gaps shorter than this are filled.
    Nanoseconds filledGaps{};

    LaneKind kindOf(LaneRef ref) const;
    std::optional<LaneRow> rowOf(LaneRef ref) const;
    /// Those of children are made when asked for.
    std::string titleOf(LaneRef ref) const;
    std::string noteOf(LaneRef ref) const;
    const LaneSource& sourceOf(LaneRow row) const { return sources[row.source]; }
    /// The lane that draws a row as its own, not as part of a group; nothing when there is none.
    std::optional<LaneRef> laneOfRow(LaneRow row) const;
    /// Which goroutine, P or thread the lane stands for.
    std::uint32_t traceIndexOf(LaneRef ref) const;
};

/// Rows of one start-up: phases and their parts, all inits, their functions, one row for each of the heaviest
/// package groups, GC, heap; threads, system calls and page faults; then those of its trace.
LaneModel arrangeLanes(const Startup& startup);

} // namespace rt0
