#include "analysis/verdict.h"

#include "analysis/blame.h"
#include "analysis/gccost.h"
#include "analysis/traceverdict.h"
#include "base/format.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace rt0 {
namespace {

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", formatCount(count), count == 1 ? one : many);
}

bool allBelowResolution(const Startup& startup) {
    return std::all_of(startup.inits.begin(), startup.inits.end(),
                       [](const PackageInit& init) { return init.duration.lo <= Nanoseconds::zero(); });
}

std::string singleInitSentence(const PackageInit& init) {
    if (init.duration.lo <= Nanoseconds::zero())
        return fmt::format("1 package init, {}, took {}: less than the log can tell.", init.importPath,
                           formatBounds(init.duration));
    return fmt::format("1 package init, {}, took {}.", init.importPath, formatBounds(init.duration));
}

/// The longest stretch between two inits, by what is certain of it.
struct Gap {
    const PackageInit* before = nullptr;
    const PackageInit* after = nullptr;
    TimeBounds time;
};

Gap longestGap(const Startup& startup) {
    Gap longest;
    for (std::size_t i = 1; i < startup.inits.size(); ++i) {
        const PackageInit& before = startup.inits[i - 1];
        const PackageInit& after = startup.inits[i];
        const TimeBounds time{std::max(Nanoseconds::zero(), after.start.lo - before.end.hi),
                              std::max(Nanoseconds(1), after.start.hi - before.end.lo)};
        if (longest.before == nullptr || time.lo > longest.time.lo)
            longest = {&before, &after, time};
    }
    return longest;
}

/// Names the gap when it weighs more than the heaviest init.
std::string gapSentence(const Startup& startup, const PackageInit& top) {
    const Gap gap = longestGap(startup);
    if (gap.before == nullptr || gap.time.lo <= top.duration.hi)
        return {};
    return fmt::format("; the longest wait, {}, lies between the inits of {} and {}", formatBounds(gap.time),
                       gap.before->importPath, gap.after->importPath);
}

/// Medians like those of the table beside it, which no single start need have had.
std::string recordedInitSentence(const Startup& startup) {
    const InitTotals totals = initTotals(startup);
    const PackageInit& top = startup.inits[blameOrder(startup, BlameBy::Time).front()];
    const bool one = startup.inits.size() == 1;
    const std::string text =
        fmt::format("{} {} {}", formatCount(totals.count), one ? "package init takes" : "package inits take",
                    formatBounds(totals.selfTime));
    if (one)
        return text + fmt::format(": that of {}.", top.importPath);
    return text + fmt::format("{}; {} alone {}, {} of it.",
                              top.overRuns.runs > 1 ? " together (medians added up)" : " together",
                              top.importPath, formatBounds(top.typical()),
                              formatShare(shareOf(top, totals, BlameBy::Time)));
}

std::string initSentence(const Startup& startup) {
    if (startup.recorded)
        return recordedInitSentence(startup);
    if (startup.inits.size() == 1)
        return singleInitSentence(startup.inits.front());
    const InitTotals totals = initTotals(startup);
    const TimeBounds elapsed = initElapsed(startup).value_or(TimeBounds{});
    std::string text = fmt::format("{} package inits took {} from the first to the last",
                                   formatCount(totals.count), formatBounds(elapsed));
    if (allBelowResolution(startup))
        return text + "; none is longer than the log can tell (1 µs).";
    // Inits run one after another: together they take no longer than from the first to the last.
    const TimeBounds self{std::min(totals.selfTime.lo, elapsed.lo), std::min(totals.selfTime.hi, elapsed.hi)};
    if (formatBounds(self) != formatBounds(elapsed))
        text += fmt::format(", {} of it inside the inits", formatBounds(self));
    const PackageInit& top = startup.inits[blameOrder(startup, BlameBy::Time).front()];
    return text + gapSentence(startup, top) +
           fmt::format("; {} alone {}, {} of the time in inits.", top.importPath, formatBounds(top.duration),
                       formatShare(shareOf(top, totals, BlameBy::Time)));
}

/// "3 GC cycles", "2–3 GC cycles" when the log's resolution leaves open whether the last one began in time.
std::string cycleCount(const GcCost& cost) {
    const std::size_t count = cost.cycles.size();
    if (cost.certainCycles == count)
        return counted(count, "GC cycle", "GC cycles");
    return fmt::format("{}–{}", formatCount(cost.certainCycles), counted(count, "GC cycle", "GC cycles"));
}

std::string gcSentence(const Startup& startup) {
    if (startup.gcCycles.empty())
        return {};
    const GcCost cost = gcCost(startup);
    if (cost.cycles.empty())
        return "No GC cycle began before the last init ended.";
    return fmt::format("{}{} stopped the world for {}.", cycleCount(cost),
                       cost.initsKnown ? " during package init" : "", formatBounds(cost.stw));
}

std::string loaderSentence(const Startup& startup) {
    if (!startup.loader)
        return {};
    const LoaderRecord& loader = *startup.loader;
    if (loader.totalCycles && loader.relativeRelocations)
        return fmt::format(
            "The loader took {} and applied {}.", counted(*loader.totalCycles, "CPU cycle", "CPU cycles"),
            counted(*loader.relativeRelocations, "relative relocation", "relative relocations"));
    if (loader.totalCycles)
        return fmt::format("The loader took {}.", counted(*loader.totalCycles, "CPU cycle", "CPU cycles"));
    if (loader.relativeRelocations)
        return fmt::format("The loader applied {}.", counted(*loader.relativeRelocations,
                                                             "relative relocation", "relative relocations"));
    return "The loader's statistics are incomplete.";
}

std::string joined(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + " " + b;
}

/// "init of main was still running after 1.0 s", "runtime init was still running when it ended after 3 ms".
std::string openSentence(const Startup& startup) {
    const auto init = std::ranges::find(startup.inits, true, &PackageInit::open);
    const auto phase = std::ranges::find(startup.phases, true, &Phase::open);
    if (init == startup.inits.end() && phase == startup.phases.end())
        return {};
    const bool inInit = init != startup.inits.end();
    const Nanoseconds end = inInit ? init->drawn.end : phase->drawn.end;
    const LaunchRun* const run = startup.recorded->drawn();
    const bool ended = run != nullptr && (run->end == LaunchEnd::Exited || run->end == LaunchEnd::Signaled);
    return fmt::format("; {} was still running {} {}", inInit ? "init of " + init->importPath : phase->name,
                       ended ? "when it ended after" : "after", formatDuration(end));
}

/// "main.main is reached 61 ms after execve (median of 5 runs); package init takes 45 ms of it, loader 3 ms."
std::string recordedSentence(const Startup& startup) {
    const RunStatistics& toMain = startup.recorded->toMain;
    if (toMain.runs == 0)
        return "The program did not reach main.main" + openSentence(startup) + ".";
    std::vector<const Phase*> phases;
    for (const Phase& phase : startup.phases)
        if (phase.measured && phase.id < PhaseId::Main)
            phases.push_back(&phase);
    std::ranges::stable_sort(phases, std::greater{},
                             [](const Phase* phase) { return phase->overRuns.median; });
    std::string text =
        fmt::format("main.main is reached {} after execve ({})", formatDuration(toMain.median),
                    toMain.runs == 1 ? "one run" : fmt::format("median of {} runs", toMain.runs));
    for (std::size_t i = 0; i < std::min<std::size_t>(phases.size(), 3); ++i)
        text += fmt::format("{}{}{} {}", i == 0 ? "; " : ", ", phases[i]->name, i == 0 ? " takes" : "",
                            formatDuration(phases[i]->overRuns.median));
    if (startup.recorded->machineWasBusy())
        text += fmt::format("; the machine was busy, and {} went by waiting for a CPU",
                            formatDuration(startup.recorded->waited.median));
    return text + ".";
}

} // namespace

Verdict verdict(const Startup& startup) {
    const std::string gc = gcSentence(startup);
    const std::string loader = loaderSentence(startup);
    if (startup.recorded)
        return {recordedSentence(startup),
                startup.inits.empty() ? loader : joined(initSentence(startup), loader)};
    if (!startup.inits.empty())
        return {initSentence(startup), joined(gc, loader)};
    if (startup.trace)
        return {traceVerdict(startup).sentence, joined(gc, loader)};
    if (!gc.empty())
        return {gc, joined(loader, "Package inits were not measured.")};
    if (!loader.empty())
        return {loader, "Go's own part of the start-up was not measured."};
    return {"Nothing of this start-up was measured.", {}};
}

std::vector<std::string> notMeasured(const Startup& startup) {
    struct Reason {
        std::string names;
        std::string howToMeasure;
    };
    std::vector<Reason> reasons;
    for (const Phase& phase : startup.phases) {
        if (phase.measured || phase.name.empty())
            continue;
        const auto known = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
            return reason.howToMeasure == phase.howToMeasure;
        });
        if (known == reasons.end())
            reasons.push_back({phase.name, phase.howToMeasure});
        else
            known->names += ", " + phase.name;
    }
    std::vector<std::string> lines;
    for (const Reason& reason : reasons)
        lines.push_back(reason.howToMeasure.empty()
                            ? reason.names
                            : fmt::format("{}: {}", reason.names, reason.howToMeasure));
    if (startup.gcCycles.empty() && !startup.trace && !startup.recorded)
        lines.emplace_back("GC cycles: none in the input; GODEBUG=gctrace=1 prints those that run");
    return lines;
}

std::string_view inittraceRemark(const Startup& startup) {
    if (startup.inits.empty() || startup.recorded)
        return {};
    return "Durations come from GODEBUG=inittrace=1, which itself slows package init (1.25–1.55× on real "
           "programs): "
           "compare them with each other, not with an untraced run. Between the inits the program prints the "
           "trace, "
           "collects garbage and schedules.";
}

} // namespace rt0
