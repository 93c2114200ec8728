#include "analysis/tracelanes.h"

#include "base/format.h"
#include "timeline/exectrace.h"

#include <fmt/format.h>

namespace rt0 {

std::uint32_t LaneModel::traceIndexOf(LaneRef ref) const {
    const Lane& lane = lanes[ref.lane];
    if (!ref.isChild() || lane.childSource == kStartupSource)
        return lane.item;
    const RowId row = lane.children[ref.child];
    return lane.childSource == kThreadSource ? row : traceRows[row].owner.index;
}

std::string LaneModel::titleOf(LaneRef ref) const {
    if (!ref.isChild())
        return lanes[ref.lane].title;
    const std::uint32_t index = traceIndexOf(ref);
    switch (kindOf(ref)) {
    case LaneKind::Goroutine: {
        const bool mixed = lanes[ref.lane].item >= trace->groups.size();
        const std::string name = fmt::format("goroutine {}", trace->directory.goroutines[index]);
        return mixed ? fmt::format("{} {}", name, trace->text(trace->goroutines[index].entry)) : name;
    }
    case LaneKind::Proc:
        return fmt::format("P {}", trace->directory.procs[index]);
    case LaneKind::Thread:
        return fmt::format("thread {}", trace->directory.threads[index]);
    default:
        return {};
    }
}

std::string LaneModel::noteOf(LaneRef ref) const {
    if (!ref.isChild())
        return lanes[ref.lane].note;
    if (kindOf(ref) != LaneKind::Goroutine)
        return {};
    const auto running = static_cast<std::size_t>(exectrace::GoState::Running);
    return formatDuration(trace->goroutines[traceIndexOf(ref)].inState[running]);
}

std::string alignmentText(const TraceAlignment& alignment) {
    switch (alignment.method) {
    case TraceAlignment::Method::TraceOnly:
        return "zero is the trace's first event; its distance from the program's start was not measured";
    case TraceAlignment::Method::Clock:
        return "same clock as the log";
    case TraceAlignment::Method::Landmarks:
        break;
    }
    const Nanoseconds error = alignment.offsetBounds.width() / 2;
    std::string text = fmt::format("clock estimated, ± {}", formatDuration(error));
    return alignment.evidence.empty() ? text : fmt::format("{}, from {}", text, alignment.evidence);
}

bool isSystemFunction(std::string_view function) {
    return function != "runtime.main" &&
           (function.starts_with("runtime.") || function.starts_with("runtime/trace."));
}

std::string_view shortFunction(std::string_view function) {
    // A path may also stand behind the package, in a type's parameters.
    const auto package = function.substr(0, function.find_first_of("(["));
    const auto slash = package.rfind('/');
    return slash == std::string_view::npos ? function : function.substr(slash + 1);
}

} // namespace rt0
