#pragma once

#include "base/time.h"
#include "ingest/exectrace/directory.h"
#include "timeline/spanstore.h"
#include "timeline/traceparts.h"
#include "timeline/tracethreads.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt0 {

class SpanIndex;

/// An execution trace as the views use it. All times are since `originNs`, the first event's trace clock.
///
/// `spans` has rows for goroutines, Ps and threads, in no particular order: ask rowOf…().
/// Goroutines: every state but NotExist is a span, without gaps while it lives; `item` is a TraceWakeup's
/// index (many may share one) for runnable spans, else a SiteId. Ps: a span is a goroutine that runs or is in
/// a syscall there, `item` is its Index (kNoIndex: none known). A P is free of a goroutine in a syscall as
/// soon as it was taken from it; the thread is not. Threads have rows of their own (threadSpans()); here is
/// only what they did without a P.
struct ExecTrace {
    std::int64_t originNs = 0;
    Nanoseconds length{};
    std::uint64_t events = 0;
    std::uint64_t salvagedEvents = 0;
    /// Where the sound part ends, when the trace is damaged; what lies behind is salvaged.
    std::optional<Nanoseconds> damagedFrom;
    exectrace::Directory directory;

    std::vector<TraceGoroutine> goroutines; ///< by Index
    std::vector<TraceGroup> groups;
    std::vector<TraceSite> sites;
    PageArray<TraceWakeup> wakeups;
    std::vector<TraceRange> ranges; ///< by begin, as the next
    std::vector<TraceTask> tasks;
    std::vector<TraceRegion> regions;
    std::vector<TraceLog> logs;
    std::vector<TraceSample> samples;
    std::vector<TraceLabel> labels;
    std::vector<TraceMetric> heapLive; ///< bytes
    std::vector<TraceMetric> heapGoal; ///< bytes; 0: GC off
    std::vector<TraceMetric> gomaxprocs;
    std::vector<TraceSighting> mainSightings; ///< of goroutine 1, by first

    std::shared_ptr<const SpanIndex> spans;
    /// Where the rows are, by Index. Left empty: goroutines come first, then Ps, then threads.
    std::vector<RowId> goroutineRows;
    std::vector<RowId> procRows;
    std::vector<RowId> threadRows;
    std::vector<std::vector<TraceHolder>> holders; ///< of each P, in the order of time
    std::shared_ptr<TraceThreads> threads = std::make_shared<TraceThreads>();

    RowId rowOfGoroutine(exectrace::Index goroutine) const;
    RowId rowOfProc(exectrace::Index proc) const;
    RowId rowOfThreadAlone(exectrace::Index thread) const;
    /// A row for each thread, by Index; made at the first call (TraceThreads).
    const SpanIndex& threadSpans() const { return threads->spans(*this); }
    /// Makes what the first picture does not need, and would be noticed when it is made at last.
    void prepareRest() const;
    /// The thread that had the P; kNoIndex when that is not known.
    exectrace::Index holderOf(exectrace::Index proc, Nanoseconds time) const;
    TimeRange extent() const { return {Nanoseconds(0), length}; }
    /// "main.main", or "goroutine 7" when the trace does not tell.
    std::string goroutineName(exectrace::Index goroutine) const;
    std::string_view text(exectrace::StringId id) const { return directory.text(id); }
};

} // namespace rt0
