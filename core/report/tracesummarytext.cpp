#include "report/tracesummaryjson.h"

#include "base/format.h"
#include "report/texttable.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

using exectrace::GoState;

constexpr std::size_t kMaxRows = 20;
constexpr std::size_t kMaxDiagnostics = 50;

std::string duration(std::int64_t ns) {
    return formatDuration(Nanoseconds(ns));
}

std::string timeIn(const GoTimes& times, GoState state) {
    return duration(times[static_cast<std::size_t>(state)]);
}

std::string section(std::string_view title, const std::string& body) {
    return body.empty() ? std::string() : fmt::format("\n{}\n{}", title, body);
}

std::string header(const Source& source, const TraceSummary& summary, const exectrace::Outcome& outcome) {
    std::string text =
        fmt::format("{}\n  {} · {} · {} events", printable(source.path), formatBytes(source.bytes),
                    fmt::join(source.formats, ", "), formatCount(summary.events));
    if (summary.firstNs)
        text += " in " + duration(*summary.lastNs - *summary.firstNs);
    text += fmt::format("\n  {} goroutines ({} created, {} ended), {} Ps, {} threads, {} CPU samples\n",
                        formatCount(summary.goroutines.list.size()), formatCount(summary.goroutines.created),
                        formatCount(summary.goroutines.destroyed), formatCount(summary.procs.byId.size()),
                        formatCount(summary.threads), formatCount(summary.cpuSamples));
    if (outcome.damage)
        text += fmt::format("  damaged: {}\n", printable(outcome.damage->message()));
    if (summary.salvagedEvents > 0)
        text += fmt::format("  {} more events were salvaged; they are not in the numbers\n",
                            formatCount(summary.salvagedEvents));
    return text;
}

std::string entryTable(const GoroutinesSummary& goroutines) {
    using Entry = std::pair<std::string, EntrySummary>;
    std::vector<Entry> entries(goroutines.byEntry.begin(), goroutines.byEntry.end());
    const auto running = [](const Entry& entry) {
        return entry.second.times[static_cast<std::size_t>(GoState::Running)];
    };
    std::stable_sort(entries.begin(), entries.end(),
                     [&](const Entry& a, const Entry& b) { return running(a) > running(b); });
    TextTable table({{"goroutines of"},
                     {"count", Align::Right},
                     {"running", Align::Right},
                     {"runnable", Align::Right},
                     {"waiting", Align::Right},
                     {"syscall", Align::Right}});
    for (std::size_t i = 0; i < std::min(entries.size(), kMaxRows); ++i) {
        const auto& [name, entry] = entries[i];
        table.addRow({name.empty() ? "(unknown)" : name, formatCount(entry.count),
                      timeIn(entry.times, GoState::Running), timeIn(entry.times, GoState::Runnable),
                      timeIn(entry.times, GoState::Waiting), timeIn(entry.times, GoState::Syscall)});
    }
    std::string text = table.empty() ? std::string() : table.text();
    if (entries.size() > kMaxRows)
        text += fmt::format("  … and {} more\n", formatCount(entries.size() - kMaxRows));
    return text;
}

std::string rangeTable(const RangesSummary& ranges) {
    TextTable table({{"range"}, {"count", Align::Right}, {"total", Align::Right}, {"longest", Align::Right}});
    for (const auto& [name, totals] : ranges.byName)
        table.addRow({name, formatCount(totals.count), duration(totals.totalNs), duration(totals.maxNs)});
    return table.empty() ? std::string() : table.text();
}

std::string countTable(std::string_view title, const NamedCounts& counts) {
    std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    rows.resize(std::min(rows.size(), kMaxRows));
    TextTable table({{std::string(title)}, {"count", Align::Right}});
    for (const auto& [name, count] : rows)
        table.addRow({name.empty() ? "(none)" : name, formatCount(count)});
    return table.empty() ? std::string() : table.text();
}

std::string warnings(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (std::size_t i = 0; i < std::min(diagnostics.size(), kMaxDiagnostics); ++i) {
        const Diagnostic& diagnostic = diagnostics[i];
        text += "  " + printable(diagnostic.message);
        text += diagnostic.hint.empty() ? "\n" : "; " + printable(diagnostic.hint) + "\n";
    }
    return text;
}

} // namespace

std::string traceSummaryText(const Source& source, const TraceSummary& summary,
                             const exectrace::Outcome& outcome) {
    std::string text = header(source, summary, outcome);
    text += section("Goroutines by what they started with", entryTable(summary.goroutines));
    text += section("Why goroutines blocked", countTable("reason", summary.goroutines.blockReasons));
    text += section("Garbage collection and stopped worlds", rangeTable(summary.ranges));
    text += section("User tasks", countTable("type", summary.tasks.begin));
    text += section("User regions", countTable("type", summary.regions.begin));
    text += section("Events", countTable("type", summary.wireOfEvents));
    text += section("Warnings", warnings(outcome.diagnostics));
    return text;
}

} // namespace rt0
