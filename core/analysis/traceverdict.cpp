#include "analysis/traceverdict.h"

#include "analysis/tracelanes.h"
#include "analysis/tracerangestats.h"
#include "base/format.h"
#include "timeline/tracequery.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

using exectrace::GoState;

constexpr std::size_t kWaits = 3;

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", formatCount(count), count == 1 ? one : many);
}

Nanoseconds in(const TraceGoroutine& goroutine, GoState state) {
    return goroutine.inState[static_cast<std::size_t>(state)];
}

struct RangeSum {
    std::size_t count = 0;
    Nanoseconds total{};
    Nanoseconds longest{};
};

RangeSum sumOf(const ExecTrace& trace, TraceRangeKind kind) {
    RangeSum sum;
    for (const TraceRange& range : trace.ranges) {
        if (range.kind != kind)
            continue;
        ++sum.count;
        sum.total += range.time.length();
        sum.longest = std::max(sum.longest, range.time.length());
    }
    return sum;
}

std::string gcSentence(const ExecTrace& trace) {
    const RangeSum mark = sumOf(trace, TraceRangeKind::GcMark);
    const RangeSum stw = sumOf(trace, TraceRangeKind::Stw);
    const RangeSum assist = sumOf(trace, TraceRangeKind::MarkAssist);
    std::string text = mark.count == 0
                           ? std::string("No garbage was collected while it was traced")
                           : fmt::format("The garbage collector marked {} for {} in all",
                                         counted(mark.count, "time", "times"), formatDuration(mark.total));
    if (stw.count > 0)
        text += fmt::format("; the world stopped {} for {} in all, at most {}",
                            counted(stw.count, "time", "times"), formatDuration(stw.total),
                            formatDuration(stw.longest));
    if (assist.count > 0)
        text += fmt::format("; mark assists took the goroutines that allocated {}, waits included",
                            formatDuration(assist.total));
    return text + ".";
}

std::string mainSentence(const TraceGoroutine& goroutine) {
    return fmt::format(
        "The main goroutine ran for {} of the {} in which the trace saw it; it was ready but "
        "waited for a P (scheduler latency) for {}, waited for something else for {}, and "
        "was in system calls for {}.",
        formatDuration(in(goroutine, GoState::Running)), formatDuration(goroutine.life.length()),
        formatDuration(in(goroutine, GoState::Runnable)), formatDuration(in(goroutine, GoState::Waiting)),
        formatDuration(in(goroutine, GoState::Syscall)));
}

std::string leafFunction(const ExecTrace& trace, exectrace::StackId stack) {
    for (const exectrace::Frame& frame : trace.directory.stacks[stack])
        if (!isSystemFunction(trace.text(frame.function)))
            return std::string(shortFunction(trace.text(frame.function)));
    return {};
}

std::string waitText(const ExecTrace& trace, SpanId span) {
    const TraceSite& site = siteOf(trace, span);
    const std::string where = leafFunction(trace, site.stack);
    std::string text = formatDuration(trace.spans->store().span(span).time.length());
    if (site.reason != 0)
        text += fmt::format(" ({})", trace.text(site.reason));
    return where.empty() ? text : fmt::format("{} in {}", text, where);
}

std::string waitsSentence(const ExecTrace& trace, exectrace::Index goroutine) {
    const SpanStore& store = trace.spans->store();
    const RowId row = trace.rowOfGoroutine(goroutine);
    std::vector<SpanId> waits;
    for (SpanId span = store.firstOf(row); span < store.endOf(row); ++span)
        if (store.colour(span) == static_cast<std::uint8_t>(TraceColour::Waiting))
            waits.push_back(span);
    if (waits.empty())
        return {};
    const auto shown = std::min(kWaits, waits.size());
    const auto length = [&](SpanId span) { return store.endNs(span) - store.beginNs(span); };
    std::partial_sort(waits.begin(), waits.begin() + static_cast<std::ptrdiff_t>(shown), waits.end(),
                      [&](SpanId a, SpanId b) { return length(a) > length(b); });
    std::string text = shown == 1 ? "Its only wait took " : "Its longest waits took ";
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : i + 1 == shown ? " and " : ", ") + waitText(trace, waits[i]);
    return text + ".";
}

std::string schedulerSentence(const ExecTrace& trace) {
    Nanoseconds running{};
    Nanoseconds runnable{};
    for (const TraceGoroutine& goroutine : trace.goroutines) {
        running += in(goroutine, GoState::Running);
        runnable += in(goroutine, GoState::Runnable);
    }
    return fmt::format("All goroutines together ran for {} and were ready without a P for {}.",
                       formatDuration(running), formatDuration(runnable));
}

} // namespace

TraceVerdict traceVerdict(const Startup& startup) {
    if (!startup.trace)
        return {};
    const ExecTrace& trace = *startup.trace;
    TraceVerdict verdict;
    const auto program =
        std::count_if(trace.goroutines.begin(), trace.goroutines.end(), [&](const TraceGoroutine& goroutine) {
            return !isSystemFunction(trace.text(goroutine.entry));
        });
    verdict.sentence =
        fmt::format("The execution trace covers {}: {}, {} of them the program's own, in {}.",
                    formatDuration(trace.length), counted(trace.goroutines.size(), "goroutine", "goroutines"),
                    formatCount(static_cast<std::uint64_t>(program)),
                    counted(trace.events + trace.salvagedEvents, "event", "events"));
    verdict.sentences.push_back(gcSentence(trace));
    const exectrace::Index main = mainGoroutine(trace);
    if (main < trace.goroutines.size()) {
        verdict.sentences.push_back(mainSentence(trace.goroutines[main]));
        if (std::string waits = waitsSentence(trace, main); !waits.empty())
            verdict.sentences.push_back(std::move(waits));
    } else {
        verdict.sentences.emplace_back("The main goroutine did nothing while it was traced.");
    }
    verdict.sentences.push_back(schedulerSentence(trace));
    if (trace.damagedFrom)
        verdict.sentences.push_back(fmt::format(
            "The file is damaged: {} from {} on were salvaged, their order and names may be incomplete.",
            counted(trace.salvagedEvents, "event", "events"), formatDuration(*trace.damagedFrom)));
    std::string clock = alignmentText(startup.alignment);
    verdict.sentences.push_back("Clock: " + clock + ".");
    return verdict;
}

} // namespace rt0
