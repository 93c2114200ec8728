#include "timeline/laneselection.h"

namespace rt0::ui {

std::optional<std::uint32_t> itemOf(const Selection& selection, LaneKind kind) {
    using Kind = Selection::Kind;
    const auto index = static_cast<std::uint32_t>(selection.index);
    const auto drawnIn = [kind](auto... kinds) { return ((kind == kinds) || ...); };
    switch (selection.kind) {
    case Kind::Init:
        return drawnIn(LaneKind::Inits, LaneKind::InitGroup) ? std::optional(index) : std::nullopt;
    case Kind::Gc:
        return drawnIn(LaneKind::Gc) ? std::optional(3 * index + 1) : std::nullopt;
    case Kind::Phase:
        return drawnIn(LaneKind::Phases) ? std::optional(index) : std::nullopt;
    case Kind::TraceRange:
        return drawnIn(LaneKind::TraceGc, LaneKind::TraceStw, LaneKind::Sweeps) ? std::optional(index)
                                                                                : std::nullopt;
    case Kind::TraceTask:
        return drawnIn(LaneKind::Tasks) ? std::optional(index) : std::nullopt;
    case Kind::TraceRegion:
        return drawnIn(LaneKind::Regions) ? std::optional(index) : std::nullopt;
    case Kind::TraceLog:
        return drawnIn(LaneKind::Logs) ? std::optional(index) : std::nullopt;
    case Kind::TraceSample:
        return drawnIn(LaneKind::Samples) ? std::optional(index) : std::nullopt;
    default:
        return std::nullopt;
    }
}

Selection selectionOf(LaneKind kind, SpanId span, std::uint32_t item) {
    if (isRecordedLane(kind))
        return {};
    switch (kind) {
    case LaneKind::Phases:
        return {Selection::Kind::Phase, item};
    case LaneKind::Gc:
    case LaneKind::Stw:
        return {Selection::Kind::Gc, item / 3};
    case LaneKind::Tasks:
        return {Selection::Kind::TraceTask, item};
    case LaneKind::Regions:
        return {Selection::Kind::TraceRegion, item};
    case LaneKind::Logs:
        return {Selection::Kind::TraceLog, item};
    case LaneKind::Samples:
        return {Selection::Kind::TraceSample, item};
    case LaneKind::TraceGc:
    case LaneKind::TraceStw:
    case LaneKind::Sweeps:
        return {Selection::Kind::TraceRange, item};
    case LaneKind::Goroutines:
        return {Selection::Kind::GroupRun, span};
    case LaneKind::Goroutine:
    case LaneKind::Proc:
        return {Selection::Kind::TraceSpan, span};
    case LaneKind::Thread:
        return {Selection::Kind::ThreadSpan, span};
    default:
        return {Selection::Kind::Init, item};
    }
}

} // namespace rt0::ui
