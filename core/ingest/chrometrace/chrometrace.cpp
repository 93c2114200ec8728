#include "ingest/chrometrace/chrometrace.h"

#include "ingest/chrometrace/foreignslices.h"
#include "ingest/chrometrace/goslices.h"

#include <fmt/format.h>

namespace rt0::chrometrace {
namespace {

using exectrace::Outcome;

constexpr std::string_view kSpace = " \t\r\n";

std::string_view withoutSpace(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

std::string_view nameOf(View view) {
    return view == View::Procs ? "P" : view == View::Threads ? "thread" : "goroutine";
}

void tellLosses(const GoTrace& trace, Outcome& outcome) {
    outcome.diagnostics.push_back(
        {Diagnostic::Severity::Notice,
         fmt::format("JSON of go tool trace, by {}: it says when goroutines ran, and by its arrows who woke "
                     "them; other states are not in it and left open",
                     nameOf(trace.view)),
         "open the trace file that go tool trace was given", 0});
    if (trace.unknown > 0)
        outcome.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                       fmt::format("{} slices of unknown kinds are left out", trace.unknown),
                                       {},
                                       0});
}

void tellLosses(const ForeignLosses& losses, Outcome& outcome) {
    outcome.diagnostics.push_back({Diagnostic::Severity::Notice,
                                   "a Chrome trace, but not of a Go program: each thread is shown as a "
                                   "goroutine, its slices as regions",
                                   {},
                                   0});
    if (losses.counters + losses.others > 0)
        outcome.diagnostics.push_back(
            {Diagnostic::Severity::DataLoss,
             fmt::format("{} counters and {} flows or asynchronous slices are left out", losses.counters,
                         losses.others),
             {},
             0});
}

void addEvents(const JsonTrace& json, Outcome& outcome, JsonStacks& stacks, EventList& events) {
    if (!isOfGo(json, outcome.directory))
        return tellLosses(addForeignSlices(json, outcome.directory, stacks, events), outcome);
    GoTrace trace = sortGoTrace(json, outcome.directory, stacks, events);
    addTransitions(trace, outcome.directory, stacks, events);
    tellLosses(trace, outcome);
}

} // namespace

bool isChromeTrace(std::string_view head) {
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    head = withoutSpace(head);
    if (head.starts_with('{'))
        return head.find("\"traceEvents\"") != std::string_view::npos;
    return head.starts_with('[') && withoutSpace(head.substr(1)).starts_with('{') &&
           head.find("\"ph\"") != std::string_view::npos;
}

Result<Outcome> readChromeTrace(std::string_view bytes, const std::string& where, exectrace::EventSink& sink,
                                const Progress& progress) {
    Outcome outcome;
    const Result<JsonTrace> json = scan(bytes, where, outcome.directory.strings, progress);
    if (!json)
        return tl::unexpected(json.error());
    outcome.damage = json->damage;
    JsonStacks stacks(*json, outcome.directory, bytes.size() / 4 + 4096);
    EventList events(outcome);
    addEvents(*json, outcome, stacks, events);
    if (events.empty())
        return tl::unexpected(json->damage.value_or(
            Error{"no slices in this Chrome trace", where, "go tool trace serves one as /jsontrace"}));
    if (!events.deliver(sink, progress))
        return tl::unexpected(Error{"cancelled", where, {}});
    return outcome;
}

} // namespace rt0::chrometrace
