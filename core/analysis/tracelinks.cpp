#include "analysis/tracelinks.h"

#include "timeline/spanindex.h"

#include <algorithm>

namespace rt0 {
namespace {

using exectrace::Index;
using exectrace::kNoIndex;

constexpr std::size_t kSearched = 2'000'000; ///< spans: some ten milliseconds

bool isState(const ExecTrace& trace, SpanId span, TraceColour colour) {
    return trace.spans->store().colour(span) == static_cast<std::uint8_t>(colour);
}

/// The link that a runnable span stands for.
std::optional<TraceLink> linkOf(const ExecTrace& trace, Index goroutine, SpanId span) {
    const SpanStore& store = trace.spans->store();
    const std::uint32_t item = store.item(span);
    if (item >= trace.wakeups.size())
        return std::nullopt;
    const TraceWakeup& wakeup = trace.wakeups[item];
    if (wakeup.waker >= trace.goroutines.size() || wakeup.waker == goroutine)
        return std::nullopt;
    using exectrace::EventType;
    const EventType type = wakeup.site < trace.sites.size() ? trace.sites[wakeup.site].type : EventType::None;
    const bool created = type == EventType::GoCreate || type == EventType::GoCreateBlocked;
    return TraceLink{created ? TraceLink::Kind::Creation : TraceLink::Kind::Wakeup, wakeup.waker, goroutine,
                     Nanoseconds(store.beginNs(span))};
}

/// Calls `onLink` for the links to `goroutine` within `range`, until it says false; false then, too.
template <typename Fn>
bool eachLink(const ExecTrace& trace, Index goroutine, const TimeRange& range, std::size_t& searched,
              Fn&& onLink) {
    const SpanStore& store = trace.spans->store();
    const RowId row = trace.rowOfGoroutine(goroutine);
    const SpanId end = store.endOf(row);
    ++searched;
    for (SpanId span = store.firstBeginningAt(row, range.begin);
         span < end && store.beginNs(span) < range.end.count(); ++span) {
        if (++searched > kSearched)
            return false;
        if (!isState(trace, span, TraceColour::Runnable))
            continue;
        const auto link = linkOf(trace, goroutine, span);
        if (link && !onLink(*link))
            return false;
    }
    return true;
}

} // namespace

std::optional<TraceLink> causeOf(const ExecTrace& trace, Index goroutine, SpanId span) {
    const SpanStore& store = trace.spans->store();
    const RowId row = trace.rowOfGoroutine(goroutine);
    const bool blocked =
        isState(trace, span, TraceColour::Waiting) || isState(trace, span, TraceColour::Syscall);
    if (isState(trace, span, TraceColour::Runnable))
        return linkOf(trace, goroutine, span);
    if (blocked && span + 1 < store.endOf(row) && isState(trace, span + 1, TraceColour::Runnable))
        return linkOf(trace, goroutine, span + 1);
    if (!blocked && span > store.firstOf(row) && isState(trace, span - 1, TraceColour::Runnable))
        return linkOf(trace, goroutine, span - 1);
    return std::nullopt;
}

std::vector<TraceLink> linksFrom(const ExecTrace& trace, Index goroutine, const TimeRange& range,
                                 std::size_t most) {
    std::vector<TraceLink> links;
    std::size_t searched = 0;
    for (Index other = 0; other < trace.goroutines.size(); ++other) {
        if (other == goroutine || !trace.goroutines[other].life.overlaps(range))
            continue;
        const bool all = eachLink(trace, other, range, searched, [&](const TraceLink& link) {
            if (link.from == goroutine)
                links.push_back(link);
            return links.size() < most;
        });
        if (!all)
            break;
    }
    return searched > kSearched ? std::vector<TraceLink>{} : links;
}

std::optional<std::vector<TraceLink>> linksTo(const ExecTrace& trace, std::span<const Index> goroutines,
                                              const TimeRange& range, std::size_t most) {
    std::vector<TraceLink> links;
    std::size_t searched = kSearched - std::min(kSearched, most * 64);
    for (const Index goroutine : goroutines) {
        const bool all = eachLink(trace, goroutine, range, searched, [&](const TraceLink& link) {
            links.push_back(link);
            return links.size() <= most;
        });
        if (!all)
            return std::nullopt;
    }
    return links;
}

} // namespace rt0
