#include "timeline/tracequery.h"

#include "timeline/spanindex.h"

#include <algorithm>

namespace rt0 {

using exectrace::Index;
using exectrace::kNoIndex;

namespace {

Index itemAt(const ExecTrace& trace, RowId row, Nanoseconds time) {
    const SpanStore& store = trace.spans->store();
    const SpanId span = store.spanAt(row, time);
    return span == kNoSpan ? kNoIndex : store.item(span);
}

bool hasColour(const ExecTrace& trace, SpanId span, TraceColour colour) {
    return trace.spans->store().colour(span) == static_cast<std::uint8_t>(colour);
}

/// Appends whom `waker` woke of one goroutine's runnable spans that begin in `range`.
void appendWoken(const ExecTrace& trace, Index goroutine, Index waker, TimeRange range,
                 std::vector<TraceWoken>& woken) {
    const SpanStore& store = trace.spans->store();
    const RowId row = trace.rowOfGoroutine(goroutine);
    const SpanId end = store.endOf(row);
    for (SpanId span = store.firstBeginningAt(row, range.begin);
         span < end && store.beginNs(span) < range.end.count(); ++span) {
        const TraceWakeup* wakeup = wakeupOf(trace, span);
        if (wakeup != nullptr && wakeup->waker == waker)
            woken.push_back({goroutine, span});
    }
}

enum class Phase { Unknown, Init, Main };

/// What a stack of the main goroutine says about how far the program is.
Phase phaseOf(const ExecTrace& trace, exectrace::StackId stack) {
    Phase phase = Phase::Unknown;
    for (const exectrace::Frame& frame : trace.directory.stacks[stack]) {
        const std::string_view function = trace.text(frame.function);
        // doInit, and doInit1 since Go 1.21 (runtime/proc.go)
        if (function.starts_with("runtime.doInit"))
            return Phase::Init;
        if (function == "main.main")
            phase = Phase::Main;
    }
    return phase;
}

} // namespace

Index goroutineOnProc(const ExecTrace& trace, Index proc, Nanoseconds time) {
    return itemAt(trace, trace.rowOfProc(proc), time);
}

Index goroutineWithId(const ExecTrace& trace, std::uint64_t id) {
    const auto& ids = trace.directory.goroutines;
    const auto found = std::find(ids.begin(), ids.end(), id);
    return found == ids.end() ? kNoIndex : static_cast<Index>(found - ids.begin());
}

SpanId stateAt(const ExecTrace& trace, Index goroutine, Nanoseconds time) {
    return trace.spans->store().spanAt(trace.rowOfGoroutine(goroutine), time);
}

TracePlace placeAt(const ExecTrace& trace, Index goroutine, Nanoseconds time) {
    for (Index proc = 0; proc < trace.directory.procs.size(); ++proc)
        if (goroutineOnProc(trace, proc, time) == goroutine)
            return {proc, trace.holderOf(proc, time)};
    for (Index thread = 0; thread < trace.directory.threads.size(); ++thread)
        if (itemAt(trace, trace.rowOfThreadAlone(thread), time) == goroutine)
            return {kNoIndex, thread};
    return {};
}

const TraceWakeup* wakeupOf(const ExecTrace& trace, SpanId span) {
    if (!hasColour(trace, span, TraceColour::Runnable))
        return nullptr;
    return &trace.wakeups[trace.spans->store().item(span)];
}

const TraceSite& siteOf(const ExecTrace& trace, SpanId span) {
    const TraceWakeup* wakeup = wakeupOf(trace, span);
    return trace.sites[wakeup != nullptr ? wakeup->site : trace.spans->store().item(span)];
}

std::vector<TraceWoken> wokenBy(const ExecTrace& trace, Index waker, TimeRange range, std::size_t limit) {
    std::vector<TraceWoken> woken;
    for (Index goroutine = 0; goroutine < trace.goroutines.size(); ++goroutine)
        appendWoken(trace, goroutine, waker, range, woken);
    const SpanStore& store = trace.spans->store();
    std::sort(woken.begin(), woken.end(), [&](const TraceWoken& a, const TraceWoken& b) {
        return store.beginNs(a.span) < store.beginNs(b.span);
    });
    if (woken.size() > limit)
        woken.resize(limit);
    return woken;
}

Index mainGoroutine(const ExecTrace& trace) {
    const Index first = goroutineWithId(trace, 1);
    if (first != kNoIndex)
        return first;
    for (Index goroutine = 0; goroutine < trace.goroutines.size(); ++goroutine) {
        const std::string_view entry = trace.text(trace.goroutines[goroutine].entry);
        if (entry == "runtime.main" || entry == "main.main")
            return goroutine;
    }
    return kNoIndex;
}

bool isSystemGoroutine(const ExecTrace& trace, Index goroutine) {
    const std::string_view entry = trace.text(trace.goroutines[goroutine].entry);
    return entry.starts_with("runtime.") && entry != "runtime.main";
}

std::optional<TimeBounds> mainBegin(const ExecTrace& trace) {
    std::optional<Nanoseconds> inMain;
    Nanoseconds lastInit{};
    for (const TraceSighting& sighting : trace.mainSightings) {
        const Phase phase = phaseOf(trace, sighting.stack);
        if (phase == Phase::Main && !inMain)
            inMain = sighting.first; // sightings are ordered by `first`
        if (phase == Phase::Init && !inMain)
            lastInit = std::max(lastInit, sighting.last);
    }
    if (!inMain)
        return std::nullopt;
    return TimeBounds{std::min(lastInit, *inMain), *inMain + Nanoseconds(1)};
}

} // namespace rt0
