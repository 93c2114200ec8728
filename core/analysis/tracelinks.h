#pragma once

#include "timeline/exectrace.h"

#include <optional>
#include <span>
#include <vector>

namespace rt0 {

/// One goroutine made another one runnable: an arrow from lane to lane.
struct TraceLink {
    enum class Kind : std::uint8_t { Wakeup, Creation };
    Kind kind{};
    exectrace::Index from = exectrace::kNoIndex;
    exectrace::Index to = exectrace::kNoIndex;
    Nanoseconds time{}; ///< trace time
    friend bool operator==(const TraceLink&, const TraceLink&) = default;
};

/// What made `goroutine` leave the state `span` or get into it: of a wait its end, of running and runnable
/// how the goroutine got there. Nothing when the trace does not tell, or when it was the runtime.
std::optional<TraceLink> causeOf(const ExecTrace& trace, exectrace::Index goroutine, SpanId span);

/// Whom `goroutine` made runnable within `range`, at most `most`; empty as well when the range is too busy to
/// be searched at once.
std::vector<TraceLink> linksFrom(const ExecTrace& trace, exectrace::Index goroutine, const TimeRange& range,
                                 std::size_t most);

/// All links to `goroutines` within `range`; nothing when they are more than `most`.
std::optional<std::vector<TraceLink>> linksTo(const ExecTrace& trace,
                                              std::span<const exectrace::Index> goroutines,
                                              const TimeRange& range, std::size_t most);

} // namespace rt0
