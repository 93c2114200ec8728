#include "ingest/exectrace/v1/v1reader.h"

#include "ingest/exectrace/v1/convert.h"

#include <fmt/format.h>

namespace rt0::exectrace {
namespace {

constexpr int kOldest = 5; ///< header of the first execution traces
constexpr std::string_view kCutHint =
    "let the program call trace.Stop before it ends, and copy the whole file";

Error refusal(int version, const std::string& where) {
    if (version >= kOldest && version < 11)
        return {fmt::format("the trace has the format of Go 1.{}, which is too old to be read", version),
                where,
                "build the program with Go 1.11 or later and trace it again; "
                "\"go tool trace\" of Go 1.21 or earlier reads some of these files"};
    return {fmt::format("unknown version of execution trace: go 1.{}", version), where, {}};
}

/// What a sound file has and this one has not.
std::optional<Error> missingEnd(const v1::Scan& scan, const std::string& where) {
    if (scan.frequency != 0)
        return {};
    if (scan.events == 0)
        return Error{"the trace is empty: the program ended before trace.Stop", where, std::string(kCutHint)};
    return Error{"the trace is cut short: its end is missing, with the frequency of its clock", where,
                 std::string(kCutHint)};
}

Diagnostic assumedFrequency() {
    return {Diagnostic::Severity::Notice,
            fmt::format(
                "The trace has lost the frequency of its clock: {:.0f} ticks a second are assumed, as with "
                "a processor clock of 3 GHz. Durations compare well with each other, but all may be off "
                "by the same factor.",
                v1::kAssumedFrequency),
            std::string(kCutHint), 0};
}

} // namespace

bool isV1(int version) {
    return version == 11 || version == 19 || version == 21;
}

Result<Outcome> readV1(std::string_view bytes, int version, const std::string& where, EventSink& sink,
                       const Progress& progress, const ReadOptions& options) {
    if (!isV1(version))
        return tl::make_unexpected(refusal(version, where));
    Outcome outcome;
    outcome.directory.version = version;
    Result<v1::Scan> scan = v1::scan(bytes, version, where, outcome.directory, progress);
    if (!scan)
        return tl::make_unexpected(scan.error());
    const std::optional<Error> missing = missingEnd(*scan, where);
    outcome.damage = scan->events == 0 || !scan->damage ? missing : scan->damage;
    if (!outcome.damage)
        outcome.damage = scan->damage;
    v1::Goroutines goroutines;
    const Result<v1::Order> order = v1::orderOf(*scan, goroutines, where, progress);
    if (!order)
        return tl::make_unexpected(order.error());
    if (!outcome.damage && order->damage)
        outcome.damage = Error{*order->damage, where, {}};
    outcome.directory.salvaging = outcome.damage.has_value();
    if (outcome.damage && (!options.salvage || scan->events == 0))
        return outcome;
    if (scan->frequency == 0)
        outcome.diagnostics.push_back(assumedFrequency());
    const auto done = v1::convert(*scan, *order, goroutines, where, sink, progress, options, outcome);
    if (!done)
        return tl::make_unexpected(done.error());
    return outcome;
}

} // namespace rt0::exectrace
