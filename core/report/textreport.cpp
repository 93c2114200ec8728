#include "report/textreport.h"

#include "analysis/blame.h"
#include "analysis/gccost.h"
#include "analysis/profile/profilesentence.h"
#include "analysis/verdict.h"
#include "base/format.h"
#include "report/blamereport.h"
#include "report/profilereport.h"
#include "report/recordingreport.h"
#include "report/texttable.h"
#include "report/tracereport.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rt0 {
namespace {

constexpr std::size_t kMaxWarnings = 50;
constexpr std::size_t kMaxOtherStartups = 10;

std::string section(std::string_view title, std::string_view body) {
    return body.empty() ? std::string() : fmt::format("\n{}\n{}", title, body);
}

std::string linesText(const Startup& startup) {
    return startup.firstLine == 0 ? std::string()
                                  : fmt::format(" (lines {}–{})", startup.firstLine, startup.lastLine);
}

std::string header(const Source& source) {
    std::vector<std::string> facts{formatBytes(source.bytes)};
    if (source.modified)
        facts.push_back("modified " + isoTime(*source.modified));
    if (!source.formats.empty())
        facts.push_back(printable(fmt::format("{}", fmt::join(source.formats, ", "))));
    return fmt::format("{}\n  {}\n", printable(source.path), fmt::join(facts, " · "));
}

std::string header(const Document& document) {
    std::string text = header(document.source);
    for (const Source& source : document.joined)
        text += header(source);
    return text;
}

std::string startupHeader(const Document& document, std::size_t index) {
    const std::size_t count = document.startups.size();
    if (count < 2)
        return {};
    const Startup& startup = document.startups[index];
    std::string text = fmt::format("  start-up {} of {}: {}{}\n", index + 1, count, printable(startup.name),
                                   linesText(startup));
    std::size_t listed = 0;
    for (std::size_t i = 0; i < count && listed < kMaxOtherStartups; ++i) {
        if (i == index)
            continue;
        text += fmt::format("  also: --startup {} {}{}\n", i + 1, printable(document.startups[i].name),
                            linesText(document.startups[i]));
        ++listed;
    }
    if (listed + 1 < count)
        text += fmt::format("  and {} more\n", formatCount(count - 1 - listed));
    return text;
}

std::string verdictText(const Document& document, const Startup& startup) {
    Verdict words = verdict(startup);
    if (const std::string samples = profileSentence(document); !samples.empty())
        words.detail = samples + (words.detail.empty() ? "" : " ") + words.detail;
    std::string text = "\n" + printable(words.sentence) + "\n";
    return words.detail.empty() ? text : text + printable(words.detail) + "\n";
}

std::string phaseTable(const Startup& startup) {
    TextTable table({{"phase"}, {"duration", Align::Right}, {"source"}});
    bool isAnyMeasured = false;
    for (const Phase& phase : startup.phases) {
        isAnyMeasured = isAnyMeasured || phase.measured;
        if (phase.measured)
            table.addRow({phase.open ? phase.name + " (not ended)" : phase.name, formatBounds(phase.duration),
                          phase.source});
        else if (!phase.name.empty())
            table.addRow({phase.name, "not measured"});
    }
    return isAnyMeasured ? table.text() : std::string();
}

std::string notMeasuredLines(const Startup& startup) {
    std::string text;
    for (const std::string& line : notMeasured(startup))
        text += "  " + printable(line) + "\n";
    return text;
}

/// The world stops between two instructions of one init (or between two inits): at most one is interrupted.
std::string interrupted(const Startup& startup, const GcPause& pause) {
    if (pause.certain.size() == 1)
        return startup.inits[pause.certain.first].importPath;
    if (pause.possible.empty())
        return "–";
    if (pause.possible.size() == 1)
        return startup.inits[pause.possible.first].importPath + "?";
    return fmt::format("one of {}", formatCount(pause.possible.size()));
}

std::string gcTable(const Startup& startup, std::size_t top) {
    const GcCost cost = gcCost(startup);
    TextTable table({{"gc", Align::Right},
                     {"at", Align::Right},
                     {"stopped", Align::Right},
                     {"mark", Align::Right},
                     {"assist CPU", Align::Right},
                     {"heap MiB", Align::Right},
                     {"goal", Align::Right},
                     {"init interrupted (start; end)"}});
    const std::size_t shown = top == 0 ? startup.gcCycles.size() : std::min(startup.gcCycles.size(), top);
    for (std::size_t i = 0; i < shown; ++i) {
        const GcCycle& cycle = startup.gcCycles[i];
        const GcRecord& record = cycle.record;
        const auto at = std::lower_bound(cost.cycles.begin(), cost.cycles.end(), i);
        std::string held = "after package init";
        if (!cost.initsKnown)
            held.clear();
        else if (at != cost.cycles.end() && *at == i) {
            const auto pauses = static_cast<std::size_t>(at - cost.cycles.begin()) * 2;
            held = interrupted(startup, cost.pauses[pauses]) + "; " +
                   interrupted(startup, cost.pauses[pauses + 1]);
        }
        table.addRow({formatCount(record.number), formatBounds(cycle.start), formatBounds(cycle.stw()),
                      formatBounds(record.concurrentMark), formatBounds(record.cpuAssist),
                      fmt::format("{}→{}→{}", record.heapStartMb, record.heapMarkEndMb, record.heapLiveMb),
                      fmt::format("{}{}", record.goalMb, record.forced ? " forced" : ""), held});
    }
    if (table.empty())
        return {};
    const std::size_t hidden = startup.gcCycles.size() - shown;
    return table.text() + (hidden > 0 ? fmt::format("  ({} more cycles)\n", formatCount(hidden)) : "");
}

std::string loaderTable(const Startup& startup) {
    if (!startup.loader)
        return {};
    const LoaderRecord& loader = *startup.loader;
    TextTable table({{""}, {"", Align::Right}, {""}});
    const auto add = [&](const char* name, const std::optional<std::uint64_t>& value, const char* unit) {
        if (value)
            table.addRow({name, formatCount(*value), unit});
    };
    add("in the loader", loader.totalCycles, "CPU cycles");
    add("to relocate", loader.relocationCycles, "CPU cycles");
    add("to load objects", loader.loadCycles, "CPU cycles");
    add("relocations by symbol", loader.relocations, "");
    add("  of these from cache", loader.relocationsFromCache, "");
    add("relative relocations", loader.relativeRelocations, "");
    add("relocations at exit", loader.finalRelocations, "");
    add("  of these from cache", loader.finalRelocationsFromCache, "");
    return table.empty() ? std::string() : table.text();
}

std::string warnings(const Document& document) {
    std::string text;
    const std::size_t shown = std::min(document.diagnostics.size(), kMaxWarnings);
    for (std::size_t i = 0; i < shown; ++i) {
        const Diagnostic& diagnostic = document.diagnostics[i];
        text += "  ";
        if (diagnostic.line > 0)
            text += fmt::format("line {}: ", diagnostic.line);
        text += printable(diagnostic.message);
        text += diagnostic.hint.empty() ? "\n" : "; " + printable(diagnostic.hint) + "\n";
    }
    if (shown < document.diagnostics.size())
        text += fmt::format("  and {} more\n", formatCount(document.diagnostics.size() - shown));
    return text;
}

std::string packages(const Startup& startup, std::size_t top) {
    if (startup.inits.empty())
        return {};
    const std::size_t count = startup.inits.size();
    const std::string title =
        top == 0 || top >= count ? "Packages by self time"
                                 : fmt::format("Top {} of {} packages by self time", top, formatCount(count));
    return section(title, blameTable(startup, BlameBy::Time, top)) +
           section("By module (guessed from the import path)",
                   groupTable(startup, top == 0 ? 0 : (top + 1) / 2));
}

std::string remark(const Startup& startup) {
    const std::string_view text = inittraceRemark(startup);
    return text.empty() ? std::string() : fmt::format("\n{}\n", text);
}

} // namespace

std::string textReport(const Document& document, const TextReportOptions& options) {
    std::string text = header(document);
    if (options.startup < document.startups.size()) {
        const Startup& startup = document.startups[options.startup];
        text += startupHeader(document, options.startup);
        text += verdictText(document, startup);
        text += section("Phases", startup.recorded ? recordedPhaseTable(startup) : phaseTable(startup));
        text += section("How it was measured", recordedFactsText(startup));
        text += packages(startup, options.top);
        text += section("Garbage collection", gcTable(startup, options.top));
        text += section("Execution trace", traceText(startup, options.top));
        text += section("Profiles", profilesText(document, options.top));
        text += section("Loader (cycles are no time: the log does not hold the counter's frequency)",
                        loaderTable(startup));
        text += section("Not measured", notMeasuredLines(startup));
        text += remark(startup);
    }
    return text + section("Warnings", warnings(document));
}

std::string isoTime(std::chrono::sys_seconds time) {
    using namespace std::chrono;
    constexpr sys_seconds first = sys_days{year{1} / January / 1};
    constexpr sys_seconds last = sys_days{year{9999} / December / 31};
    if (time < first || time >= last)
        return {};
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

} // namespace rt0
