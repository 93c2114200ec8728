#pragma once

#include "timeline/exectrace.h"

#include <cstddef>
#include <optional>
#include <vector>

/// Questions that views and analyses ask a trace. Times are the trace's own; nothing is kept between calls.
namespace rt0 {

/// The goroutine that runs, or is in a syscall, on a P at a time; kNoIndex when there is none.
exectrace::Index goroutineOnProc(const ExecTrace& trace, exectrace::Index proc, Nanoseconds time);

/// The goroutine with Go's id; kNoIndex when the trace has none.
exectrace::Index goroutineWithId(const ExecTrace& trace, std::uint64_t id);

/// The span of a goroutine's state at a time, or kNoSpan when it did not live then.
SpanId stateAt(const ExecTrace& trace, exectrace::Index goroutine, Nanoseconds time);

/// Where a goroutine was at a time; kNoIndex when it had no P, or was on no thread.
struct TracePlace {
    exectrace::Index proc = exectrace::kNoIndex;
    exectrace::Index thread = exectrace::kNoIndex;
    friend bool operator==(const TracePlace&, const TracePlace&) = default;
};
TracePlace placeAt(const ExecTrace& trace, exectrace::Index goroutine, Nanoseconds time);

/// What made the goroutine runnable; null unless `span` is a runnable span of a goroutine.
const TraceWakeup* wakeupOf(const ExecTrace& trace, SpanId span);
/// Why the goroutine is in the state of any of its spans.
const TraceSite& siteOf(const ExecTrace& trace, SpanId span);

/// A goroutine that was made runnable by another one.
struct TraceWoken {
    exectrace::Index goroutine = exectrace::kNoIndex;
    SpanId span = kNoSpan; ///< its runnable span; that begins when it was woken
};
/// Whom `waker` woke or created in `range`, in the order of time; the first `limit` of them. Takes time in
/// proportion to all goroutines' spans in the range.
std::vector<TraceWoken> wokenBy(const ExecTrace& trace, exectrace::Index waker, TimeRange range,
                                std::size_t limit = 1000);

/// The goroutine that runs package inits and main.main; kNoIndex when the trace does not show it.
exectrace::Index mainGoroutine(const ExecTrace& trace);
/// The runtime's own, as `go tool trace` counts them: their first function is one of package runtime, except
/// runtime.main.
bool isSystemGoroutine(const ExecTrace& trace, exectrace::Index goroutine);

/// When main.main began, as far as events of the main goroutine tell: after its last event in an init (or
/// the trace's begin), and not after its first one in main.main. Nothing when there is none of the latter.
std::optional<TimeBounds> mainBegin(const ExecTrace& trace);

} // namespace rt0
