#include "analysis/compare/comparability.h"

#include "timeline/recordedstart.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace rt0::compare {
namespace {

/// Waiting programs beyond the usable cores, before the first run.
constexpr double kBusyLoad = 1.0;

class Comparability {
public:
    explicit Comparability(const Comparison& comparison) : m_comparison(comparison) {}

    std::vector<Diagnostic> check() {
        const RecordedStart* const first = m_comparison.before.recorded();
        const RecordedStart* const second = m_comparison.after.recorded();
        checkKinds(first, second);
        if (first != nullptr && second != nullptr) {
            checkMachines(first->launch->machine, second->launch->machine);
            checkConditions(*first->launch, *second->launch);
            checkTechniques(*first, *second);
            checkTurns(*first->launch, *second->launch);
            checkEnds(*first->launch, m_comparison.before.label);
            checkEnds(*second->launch, m_comparison.after.label);
        }
        checkRuns();
        checkBuilds();
        return std::move(m_warnings);
    }

private:
    void warn(std::string message, std::string hint = {}) {
        m_warnings.push_back({Diagnostic::Severity::Notice, std::move(message), std::move(hint), 0});
    }

    void checkKinds(const RecordedStart* first, const RecordedStart* second) {
        if ((first == nullptr) != (second == nullptr)) {
            warn("one side is a recording and the other a log: their times do not begin at the same moment, "
                 "and "
                 "inittrace makes those of the log longer (1.25 to 1.55 times on real programs)",
                 "record both: rt0scope compare PROGRAM PROGRAM");
        } else if (first == nullptr) {
            warn(
                "each side is 1 run, not significant by itself: another run of the same program differs, too",
                "record both to know: rt0scope compare PROGRAM PROGRAM");
        }
    }

    void checkMachines(const LaunchMachine& first, const LaunchMachine& second) {
        const auto differ = [&](const char* what, const auto& one, const auto& other) {
            if (one != other)
                warn(fmt::format("recorded on different machines: {} {} and {}", what, one, other),
                     "times of two machines cannot be compared; allocations and sizes can");
        };
        differ("processor", first.cpuModel, second.cpuModel);
        differ("usable cores", first.usableCores, second.usableCores);
        differ("kernel", first.kernel, second.kernel);
        for (const auto* machine : {&first, &second}) {
            const double load = std::strtod(machine->loadAverage.c_str(), nullptr);
            if (load > machine->usableCores * kBusyLoad && machine->usableCores > 0) {
                warn(fmt::format("the machine was busy: {:.1f} programs ran or waited for {} cores", load,
                                 machine->usableCores),
                     "intervals are wider than they need be; record on a quiet machine");
                return;
            }
        }
    }

    void checkConditions(const Launch& first, const Launch& second) {
        if (first.until != second.until || first.untilArgument != second.untilArgument)
            warn("the recordings do not end at the same event (--until): times to ready mean different "
                 "things");
        const auto arguments = [](const Launch& launch) {
            return std::vector<std::string>(launch.command.begin() + (launch.command.empty() ? 0 : 1),
                                            launch.command.end());
        };
        if (arguments(first) != arguments(second))
            warn(fmt::format("the programs were started with different arguments: \"{}\" and \"{}\"",
                             fmt::join(arguments(first), " "), fmt::join(arguments(second), " ")));
        if (first.environment != second.environment)
            warn(fmt::format("the programs were started with different environments: \"{}\" and \"{}\"",
                             fmt::join(first.environment, " "), fmt::join(second.environment, " ")));
    }

    void checkTechniques(const RecordedStart& first, const RecordedStart& second) {
        if (first.drawn() == nullptr || second.drawn() == nullptr)
            return;
        if (first.drawn()->technique != second.drawn()->technique)
            warn(fmt::format("phases and inits were measured differently: {} and {}",
                             sourceName(first.drawn()->technique), sourceName(second.drawn()->technique)));
    }

    void checkTurns(const Launch& first, const Launch& second) {
        if (!m_comparison.interleaved)
            warn(fmt::format(
                     "recorded one after the other ({} apart), not in turns: what else the machine did "
                     "may be part of the difference",
                     apart(first, second)),
                 "rt0scope compare PROGRAM PROGRAM records both in turns");
        if (!m_comparison.control)
            warn("no A/A control was recorded: two byte-identical files were seen to differ by 15 % from "
                 "their "
                 "places in memory alone",
                 "rt0scope compare PROGRAM PROGRAM records a control, too");
    }

    static std::string apart(const Launch& first, const Launch& second) {
        const auto seconds = std::abs((second.date - first.date).count());
        return seconds < 120       ? fmt::format("{} s", seconds)
               : seconds < 7200    ? fmt::format("{} min", seconds / 60)
               : seconds < 172'800 ? fmt::format("{} h", seconds / 3600)
                                   : fmt::format("{} days", seconds / 86'400);
    }

    /// A side that failed measures how fast it fails.
    void checkEnds(const Launch& launch, const std::string& label) {
        for (const LaunchRun& run : launch.runs)
            if ((run.end == LaunchEnd::Exited && run.exitStatus != 0) || run.end == LaunchEnd::Signaled) {
                warn(fmt::format("{}: a start ended with {} {}", label,
                                 run.end == LaunchEnd::Signaled ? "signal" : "status",
                                 run.end == LaunchEnd::Signaled ? run.signal : run.exitStatus),
                     "it may have done less than a good start does");
                return;
            }
    }

    void checkRuns() {
        const auto few = [](const Difference& difference) {
            return difference.verdict == Verdict::TooFewRuns;
        };
        const auto found = std::ranges::find_if(
            m_comparison.metrics, [&](const MetricDifference& metric) { return few(metric.value); });
        if (found != m_comparison.metrics.end())
            warn(fmt::format("{} and {} runs are too few: no difference, however large, could be significant",
                             found->value.before.samples.size(), found->value.after.samples.size()),
                 "--runs 10 and more");
        else if (const auto package = std::ranges::find_if(
                     m_comparison.packages, [&](const PackageDifference& one) { return few(one.time); });
                 package != m_comparison.packages.end())
            warn(fmt::format("{} runs are too few for packages and phases: no difference of theirs, however "
                             "large, could be significant",
                             package->time.after.samples.size()),
                 "--runs 10 and more");
    }

    void checkBuilds() {
        const auto& before = m_comparison.buildBefore;
        const auto& after = m_comparison.buildAfter;
        if (before && after && (before->modules.empty() || after->modules.empty()))
            warn("a build names no modules (Debian's do not): versions of its packages cannot be compared");
    }

    const Comparison& m_comparison;
    std::vector<Diagnostic> m_warnings;
};

} // namespace

bool recordedTogether(const Side& before, const Side& after) {
    const RecordedStart* const first = before.recorded();
    const RecordedStart* const second = after.recorded();
    return first != nullptr && second != nullptr && first->launch->turns && second->launch->turns &&
           first->launch->turns->session == second->launch->turns->session;
}

std::vector<Diagnostic> comparabilityOf(const Comparison& comparison) {
    return Comparability(comparison).check();
}

} // namespace rt0::compare
