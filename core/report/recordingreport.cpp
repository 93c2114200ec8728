#include "report/recordingreport.h"

#include "base/format.h"
#include "report/textreport.h"
#include "report/texttable.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace rt0 {
namespace {

/// Parts that take less of the way to main.main are not listed.
constexpr double kListedShare = 0.001;
constexpr std::uint32_t kListedDepth = 3;
constexpr std::size_t kListedSkips = 5;

std::string spread(const RunStatistics& runs) {
    return runs.runs < 2 ? std::string()
                         : fmt::format("{}–{}", formatDuration(runs.min), formatDuration(runs.max));
}

std::string countText(const std::optional<std::uint64_t>& count) {
    return count ? formatCount(*count) : std::string();
}

std::vector<std::string> row(std::string name, Nanoseconds drawn, const RunStatistics& runs,
                             const StretchCounts& counts, std::string source) {
    return {std::move(name),  formatDuration(drawn),      formatDuration(runs.median),
            spread(runs),     countText(counts.faults()), countText(counts.syscalls),
            std::move(source)};
}

std::string percent(double share) {
    return fmt::format("{:+.1f} %", share * 100);
}

std::string address(std::uint64_t value) {
    return fmt::format("{:#x}", value);
}

std::string statisticsText(const RunStatistics& runs) {
    return fmt::format("{} (median of {}{})", formatDuration(runs.median), runs.runs,
                       runs.runs < 2 ? "" : ", " + spread(runs));
}

std::string change(const PairedChange& paired) {
    return fmt::format("{}{} ({} to {})", paired.isDistinct() ? "" : "~ ", percent(paired.median),
                       percent(paired.lo), percent(paired.hi));
}

/// What the probes change, with what two equal starts differ by as the measure of it.
std::string comparisonText(const RecordedStart::Comparison& comparison, const char* when) {
    if (!comparison.probes)
        return {};
    const PairedChange& probes = *comparison.probes;
    std::string text = fmt::format("  {}, the probes change that by {}", when, change(*comparison.raw));
    if (comparison.raw->median != probes.median)
        text += fmt::format(", and by {} when what their hits took is taken out", change(probes));
    text += fmt::format("; {} pair{} of neighbouring starts", probes.pairs, probes.pairs == 1 ? "" : "s");
    if (comparison.control)
        text += fmt::format("; two equal starts differ by {}", change(*comparison.control));
    return text + "\n";
}

std::string waitText(const RecordedStart& recorded) {
    if (!recorded.machineWasBusy())
        return {};
    return fmt::format(
               "  the machine was busy: in these times the main thread was ready and waited for a CPU {}\n",
               statisticsText(recorded.waited)) +
           comparisonText(recorded.withoutWaits, "without that wait") +
           "  to measure without it: end other programs, or as root: chrt -r 1 rt0scope record …\n";
}

std::string sumText(const RecordedStart& recorded) {
    if (recorded.drawn() == nullptr || !recorded.drawn()->toMain)
        return {};
    const Nanoseconds outside = recorded.outsidePhases();
    return fmt::format(
        "  the phases of the drawn start add up to {}, {}\n", formatDuration(recorded.sumOfPhases),
        outside == Nanoseconds(0) ? std::string("all of its time to main.main")
                                  : formatDuration(outside) + " of its time to main.main are in none");
}

std::string accuracyText(const RecordedStart& recorded) {
    std::string text;
    if (recorded.toMain.runs > 0)
        text += fmt::format("  to main.main with probes: {}\n", statisticsText(recorded.toMain));
    if (recorded.bareToMain.runs > 0)
        text += fmt::format("  stopwatch, one probe at main.main only: {}\n",
                            statisticsText(recorded.bareToMain));
    text += comparisonText(recorded.wall, "start by start") + waitText(recorded) + sumText(recorded);
    if (recorded.bareToReady.runs > 0)
        text += fmt::format("  to ready, untouched: {}\n", statisticsText(recorded.bareToReady));
    if (recorded.controlToReady.runs > 0)
        text += fmt::format("  the same again, as a control: {}\n", statisticsText(recorded.controlToReady));
    return text;
}

std::string calibrationText(const LaunchRun& run) {
    const LaunchCalibration& calibration = run.calibration;
    std::string text = fmt::format("  drawn run: {}, {} hits at {} probes", sourceName(run.technique),
                                   formatCount(run.hits.size()), formatCount(run.probes.size()));
    if (calibration.tscHz > 0)
        text += fmt::format(", TSC at {:.3f} GHz", calibration.tscHz / 1e9);
    if (calibration.costPerHit > Nanoseconds(0))
        text += fmt::format(", {} a hit", formatDuration(calibration.costPerHit));
    if (calibration.subtracted > Nanoseconds(0))
        text += fmt::format(", {} of ours taken out", formatDuration(calibration.subtracted));
    if (calibration.hits > Nanoseconds(0))
        text += fmt::format(", {} of them at hits", formatDuration(calibration.hits));
    if (calibration.lostHits > 0)
        text += fmt::format(", {} hits lost", formatCount(calibration.lostHits));
    text += "\n";
    if (!run.fallbackReason.empty())
        text += "  no trampolines: " + printable(run.fallbackReason) + "\n";
    return text;
}

std::string skippedText(const LaunchRun& run) {
    if (run.skipped.empty())
        return {};
    std::map<std::string, std::size_t> reasons;
    for (const LaunchSkippedProbe& skipped : run.skipped)
        ++reasons[skipped.reason];
    std::vector<std::string> lines;
    for (const auto& [reason, count] : reasons)
        if (lines.size() < kListedSkips)
            lines.push_back(fmt::format("{} × {}", formatCount(count), printable(reason)));
    return fmt::format("  probes that could not be set: {}\n", fmt::join(lines, ", "));
}

std::string detailText(const RecordedStart& recorded) {
    const LaunchRun* const detail = recorded.detail();
    if (detail == nullptr)
        return {};
    std::string text;
    if (detail->m0)
        text += fmt::format(
            "  m0 at {}, g0 at {} with stack {}–{} ({})\n", address(detail->m0->m0), address(detail->m0->g0),
            address(detail->m0->stackLo), address(detail->m0->stackHi),
            formatBytes(detail->m0->stackHi - std::min(detail->m0->stackHi, detail->m0->stackLo)));
    if (!recorded.clockEvidence.empty())
        text += fmt::format(
            "  page faults{} and threads are of a detailed run under ptrace ({}, {} of ours taken "
            "out), placed by {}\n",
            detail->syscalls.empty() ? "" : ", system calls", sourceName(detail->technique),
            formatDuration(detail->calibration.subtracted), recorded.clockEvidence);
    if (!recorded.threads.empty()) {
        std::vector<std::string> threads;
        for (const StartThread& thread : recorded.threads)
            if (!thread.main && threads.size() < 12)
                threads.push_back(fmt::format("{}{}", thread.name.empty() ? "" : printable(thread.name) + " ",
                                              formatDuration(thread.firstSeen)));
        text += fmt::format("  {} threads: main{}{}\n", recorded.threads.size(), threads.empty() ? "" : ", ",
                            fmt::join(threads, ", "));
    }
    return text;
}

/// What the phases up to main.main were counted to have.
StretchCounts countsToMain(const Startup& startup) {
    StretchCounts all;
    const auto add = [](std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& part) {
        if (part)
            sum = sum.value_or(0) + *part;
    };
    for (const Phase& phase : startup.phases) {
        if (phase.id >= PhaseId::Main)
            continue;
        add(all.minorFaults, phase.counts.minorFaults);
        add(all.majorFaults, phase.counts.majorFaults);
        add(all.syscalls, phase.counts.syscalls);
    }
    return all;
}

} // namespace

std::string recordedPhaseTable(const Startup& startup) {
    if (!startup.recorded)
        return {};
    TextTable table({{"phase"},
                     {"drawn start", Align::Right},
                     {"median", Align::Right},
                     {"over runs", Align::Right},
                     {"faults", Align::Right},
                     {"syscalls", Align::Right},
                     {"source"}});
    const auto least = std::chrono::duration_cast<Nanoseconds>(kListedShare * startup.recorded->sumOfPhases);
    for (const Phase& phase : startup.phases) {
        if (!phase.measured) {
            table.addRow({phase.name, "not measured"});
            continue;
        }
        if (phase.id == PhaseId::Ready) {
            table.addRow(
                {phase.name, "at " + formatDuration(phase.drawn.begin), {}, {}, {}, {}, phase.description});
            continue;
        }
        const std::string name = phase.open ? phase.name + " (not ended)" : phase.name;
        table.addRow(row(name, phase.drawn.length(), phase.overRuns, phase.counts, phase.source));
        for (const PhasePart& part : phase.parts)
            if (part.depth < kListedDepth && part.overRuns.median >= least)
                table.addRow(row(std::string(2 * (part.depth + std::size_t{1}), ' ') + part.name,
                                 part.drawn.length(), part.overRuns, part.counts, {}));
        if (phase.id == PhaseId::PackageInit && startup.recorded->drawn()->toMain)
            table.addRow(row("to main.main", startup.recorded->sumOfPhases, startup.recorded->toMain,
                             countsToMain(startup), {}));
    }
    return table.text();
}

std::string recordedFactsText(const Startup& startup) {
    if (!startup.recorded)
        return {};
    const RecordedStart& recorded = *startup.recorded;
    const Launch& launch = *recorded.launch;
    std::string text = fmt::format("  {} on {}, {} of {} cores, load {}\n", printable(launch.machine.kernel),
                                   printable(launch.machine.cpuModel), launch.machine.usableCores,
                                   launch.machine.cores, printable(launch.machine.loadAverage));
    text += accuracyText(recorded);
    if (const LaunchRun* const drawn = recorded.drawn())
        text += calibrationText(*drawn) + skippedText(*drawn);
    if (recorded.allocationsKnown)
        text += "  bytes and allocs are of one run with GODEBUG=inittrace=1, the times are not\n";
    return text + detailText(recorded);
}

std::string recordingText(const Source& source, const Rt0File& file) {
    const Launch& launch = file.launch;
    std::string text =
        fmt::format("{}\n  {} · recording of {} by rt0scope {}\n\n", printable(source.path),
                    formatBytes(source.bytes), isoTime(launch.date), printable(file.generator));
    text +=
        fmt::format("  command: {}\n  program: {}\n  machine: {}, {}\n",
                    printable(fmt::format("{}", fmt::join(launch.command, " "))), printable(launch.program),
                    printable(launch.machine.kernel), printable(launch.machine.cpuModel));
    text += fmt::format("  {} packages with inits; facts of the program: {}\n\nRuns\n",
                        launch.initTasks.size(), file.binaryJson.empty() ? "none" : "yes (--json)");
    TextTable table({{"run", Align::Right},
                     {"technique"},
                     {"to main.main", Align::Right},
                     {"to ready", Align::Right},
                     {"hits", Align::Right},
                     {"output", Align::Right},
                     {"environment"}});
    const auto time = [](const std::optional<Nanoseconds>& value) {
        return value ? formatDuration(*value) : std::string("–");
    };
    for (std::size_t i = 0; i < launch.runs.size(); ++i) {
        const LaunchRun& run = launch.runs[i];
        table.addRow({std::to_string(i + 1), sourceName(run.technique), time(run.toMain), time(run.toReady),
                      formatCount(run.hits.size()),
                      formatBytes(run.standardOutput.text.size() + run.standardError.text.size()),
                      fmt::format("{}", fmt::join(run.environment, " "))});
    }
    return text + table.text();
}

} // namespace rt0
