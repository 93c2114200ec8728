#include "timeline/reconstruct.h"

#include "base/importpath.h"
#include "base/saturating.h"
#include "timeline/bounds.h"
#include "timeline/exectrace.h"
#include "timeline/gctimes.h"
#include "timeline/phases.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <tuple>

namespace rt0 {
namespace {

Diagnostic contradictionNotice(const char* what, std::uint64_t line) {
    return {
        Diagnostic::Severity::Notice,
        fmt::format("the printed times of {} contradict their order from here on; they are shown as printed",
                    what),
        "were lines reordered or several logs joined?", line};
}

PackageInit initOf(InitRecord record, const ChainItem& item, const TimeRange& drawn, std::size_t index) {
    PackageInit init;
    init.importPath = unescapedImportPath(record.package);
    init.package = std::move(record.package);
    init.order = static_cast<std::uint32_t>(index + 1);
    init.start = item.start;
    init.end = item.end;
    init.duration = item.duration;
    init.drawn = drawn;
    init.bytes = record.bytes;
    init.allocs = record.allocs;
    init.line = record.line;
    init.printedStart = record.start;
    init.printedDuration = record.duration;
    return init;
}

std::vector<PackageInit> initsOf(std::vector<InitRecord> records, std::uint64_t& contradiction) {
    std::vector<ChainItem> items;
    items.reserve(records.size());
    for (const InitRecord& record : records)
        items.push_back(chainItem(record.start, record.duration));
    const std::size_t consistent = tightenChain(items);
    contradiction = consistent < records.size() ? records[consistent].line : 0;
    std::vector<TimeRange> drawn(records.size());
    placeChain(items, consistent, drawn);
    std::vector<PackageInit> inits;
    inits.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i)
        inits.push_back(initOf(std::move(records[i]), items[i], drawn[i], i));
    return inits;
}

/// "run 2 · 34 inits · line 57", "pid 19295 · loader only"; `number` counts the runs that are more than a
/// loader.
std::string nameOf(const Startup& startup, std::size_t& number) {
    if (startup.recorded)
        return startup.name;
    const auto counted = [](std::size_t count, const char* noun) {
        return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
    };
    if (!startup.inits.empty())
        return fmt::format("run {} · {}{} · line {}", ++number, counted(startup.inits.size(), "init"),
                           startup.trace ? " · execution trace" : "", startup.firstLine);
    if (!startup.gcCycles.empty())
        return fmt::format("run {} · {} · line {}", ++number, counted(startup.gcCycles.size(), "GC cycle"),
                           startup.firstLine);
    if (startup.trace)
        return fmt::format("run {} · execution trace", ++number);
    if (startup.loader && startup.pacer.empty())
        return fmt::format("pid {} · loader only", startup.loader->pid);
    return fmt::format("run {} · pacer only · line {}", ++number, startup.firstLine);
}

Startup startupOf(StartupRecord record, std::vector<Diagnostic>& diagnostics) {
    Startup startup;
    std::uint64_t contradiction = 0;
    startup.inits = initsOf(std::move(record.inits), contradiction);
    if (contradiction != 0)
        diagnostics.push_back(contradictionNotice("inits", contradiction));
    startup.gcCycles = gcCyclesOf(std::move(record.gcCycles), startup.inits, contradiction);
    if (contradiction != 0)
        diagnostics.push_back(contradictionNotice("GC cycles", contradiction));
    startup.pacer = std::move(record.pacer);
    startup.loader = record.loader;
    startup.firstLine = record.firstLine;
    startup.lastLine = record.lastLine;
    startup.extent = extentOf(startup);
    startup.phases = phasesOf(startup);
    return startup;
}

} // namespace

Document reconstruct(Recording recording) {
    Document document;
    document.source = std::move(recording.source);
    document.diagnostics = std::move(recording.diagnostics);
    document.startups.reserve(recording.startups.size());
    for (StartupRecord& record : recording.startups)
        document.startups.push_back(startupOf(std::move(record), document.diagnostics));
    nameStartups(document);
    return document;
}

TimeRange extentOf(const Startup& startup) {
    TimeRange extent{Nanoseconds::max(), Nanoseconds::min()};
    const auto include = [&extent](const TimeRange& range) {
        extent.begin = std::min(extent.begin, range.begin);
        extent.end = std::max(extent.end, range.end);
    };
    for (const PackageInit& init : startup.inits)
        include(init.drawn);
    for (const GcCycle& cycle : startup.gcCycles)
        include(cycle.drawn);
    if (startup.trace) {
        const Nanoseconds offset = startup.alignment.offset;
        include({saturatingAdd(startup.trace->extent().begin, offset),
                 saturatingAdd(startup.trace->extent().end, offset)});
    }
    return extent.begin > extent.end ? TimeRange{} : extent;
}

void nameStartups(Document& document) {
    const std::string path = document.source.path;
    if (document.startups.size() == 1 && !document.startups.front().recorded) {
        document.startups.front().name =
            path == "-" || path.empty() ? "standard input" : std::filesystem::path(path).filename().string();
    } else {
        std::size_t number = 0;
        for (Startup& startup : document.startups)
            startup.name = nameOf(startup, number);
    }
    // A log of loaders only begins with small helpers (a shell, env); the program itself relocates most.
    const auto weight = [](const Startup& s) {
        const auto relocations =
            s.loader ? s.loader->relativeRelocations.value_or(0) + s.loader->relocations.value_or(0) : 0;
        return std::tuple(s.recorded != nullptr, s.inits.size(), s.gcCycles.size(), s.trace != nullptr,
                          relocations);
    };
    const auto most = std::ranges::max_element(document.startups, {}, weight);
    document.main = static_cast<std::size_t>(most - document.startups.begin());
}

} // namespace rt0
