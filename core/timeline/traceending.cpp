#include "timeline/traceending.h"

#include "base/format.h"
#include "timeline/exectrace.h"
#include "timeline/spanindex.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {

namespace {

constexpr std::string_view kAdvancer = "runtime.(*traceAdvancerState).start.func1";

bool endsRunning(const ExecTrace& trace, exectrace::Index goroutine) {
    const SpanStore& store = trace.spans->store();
    const RowId row = trace.rowOfGoroutine(goroutine);
    const SpanId end = store.endOf(row);
    return trace.goroutines[goroutine].alive && store.firstOf(row) != end &&
           store.colour(end - 1) == static_cast<std::uint8_t>(TraceColour::Running);
}

} // namespace

std::optional<Diagnostic> unstopped(const ExecTrace& trace) {
    if (trace.damagedFrom)
        return std::nullopt; // told already
    const auto running = [&](exectrace::Index goroutine) { return endsRunning(trace, goroutine); };
    const auto advancing = [&](const TraceGroup& group) {
        return trace.text(group.entry) == kAdvancer && std::ranges::any_of(group.members, running);
    };
    if (std::ranges::none_of(trace.groups, advancing))
        return std::nullopt;
    return Diagnostic{
        Diagnostic::Severity::DataLoss,
        fmt::format("the trace does not end with trace.Stop: what the program did after these {} is missing "
                    "(was it killed?)",
                    formatDuration(trace.length)),
        "call trace.Stop before the program ends, or set GODEBUG=traceadvanceperiod=20000000 to have "
        "events written every 20 ms",
        0};
}

} // namespace rt0
