#pragma once

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
    Inits,     ///< every package init
    InitGroup, ///< the inits of one package group
    Gc,        ///< GC cycles
    Stw,       ///< the parts of GC cycles during which the world is stopped
    Heap,      ///< heap size and goal over time
    Allocated, ///< bytes allocated by inits so far
};

/// Colour classes of spans (Span::colour). Groups take `FirstGroup + rank`, the cheaper ones share the last.
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
};

/// The curve's value at `time`: linear between its points, nothing outside them.
std::optional<double> valueAt(const Curve& curve, Nanoseconds time);

struct Lane {
    LaneKind kind{};
    std::string title;
    std::string note;          ///< short total for the lane's header: "388 · 77 ms"
    std::optional<RowId> row;  ///< its spans, none for a lane of curves
    std::vector<Curve> curves; ///< in bytes
};

/// Span items mean, by kind of lane: Phases a PhaseId, Inits and InitGroup an index into Startup::inits,
/// Gc and Stw `3 × cycle + part` with part 0 sweep termination, 1 mark, 2 mark termination.
struct LaneModel {
    std::vector<Lane> lanes;
    std::shared_ptr<const SpanIndex> index;
    /// Everything that has a place on the time axis, with a margin for what lies outside and was not
    /// measured.
    TimeRange home;

    const Lane* laneOfRow(RowId row) const;
};

/// Rows of one start-up: phases, all inits, one row for each of the heaviest package groups, GC, heap.
LaneModel arrangeLanes(const Startup& startup);

} // namespace rt0
