#include "timeline/launchphases.h"

#include "timeline/phases.h"
#include "timeline/recordedstart.h"
#include "timeline/runstatistics.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace rt0 {
namespace {

/// The counters of the detailed run at a hit; zero where the image begins.
class Counted {
public:
    explicit Counted(const LaunchRun& run) : m_run(run) {}

    /// Between two hits; `from` without a value is the image's begin.
    StretchCounts between(std::optional<std::size_t> from, std::optional<std::size_t> to,
                          const TimeRange& time) const {
        StretchCounts counts;
        if (!m_run.syscalls.empty())
            counts.syscalls = callsIn(time);
        if (!to || *to >= m_run.counters.size() || (from && *from >= m_run.counters.size()))
            return counts;
        const LaunchCounters begin = from ? m_run.counters[*from] : LaunchCounters{0, 0, 0};
        const LaunchCounters& end = m_run.counters[*to];
        counts.minorFaults = difference(begin.minorFaults, end.minorFaults);
        counts.majorFaults = difference(begin.majorFaults, end.majorFaults);
        if (const auto cpu = difference(begin.cpuNs, end.cpuNs))
            counts.cpu = Nanoseconds(static_cast<std::int64_t>(*cpu));
        return counts;
    }

private:
    static std::optional<std::uint64_t> difference(std::int64_t begin, std::int64_t end) {
        if (begin < 0 || end < begin)
            return std::nullopt;
        return static_cast<std::uint64_t>(end - begin);
    }

    /// They are sorted by start.
    std::uint64_t callsIn(const TimeRange& time) const {
        const auto from = std::ranges::lower_bound(m_run.syscalls, time.begin, {}, &LaunchSyscall::start);
        const auto to = std::ranges::lower_bound(m_run.syscalls, time.end, {}, &LaunchSyscall::start);
        return to > from ? static_cast<std::uint64_t>(to - from) : 0;
    }

    const LaunchRun& m_run;
};

StretchCounts countsOf(const DetailRun& detail, const LaunchStep& step) {
    return Counted(*detail.run).between(step.firstHit, step.lastHit, step.time);
}

/// Durations of one kind of step over the runs, by key.
using Durations = std::unordered_map<std::uint64_t, std::vector<Nanoseconds>>;
using Counts = std::unordered_map<std::uint64_t, StretchCounts>;

void collect(Durations& durations, const std::vector<LaunchStep>& steps) {
    for (const LaunchStep& step : steps)
        durations[step.key].push_back(step.time.length());
}

Counts countsOf(const DetailRun* detail, const std::vector<LaunchStep>& steps) {
    Counts counts;
    for (const LaunchStep& step : steps)
        counts[step.key] = countsOf(*detail, step);
    return counts;
}

std::vector<PhasePart> partsOf(const std::vector<LaunchStep>& drawn, Durations& durations,
                               const Counts& counts) {
    std::vector<PhasePart> parts;
    for (const LaunchStep& step : drawn) {
        const auto counted = counts.find(step.key);
        parts.push_back({step.name, step.depth, step.time, statisticsOf(durations[step.key]),
                         counted == counts.end() ? StretchCounts{} : counted->second});
    }
    return parts;
}

/// Functions of an init that another run saw, stretched to where the init lies in the drawn one.
std::vector<LaunchStep> placedIn(const TimeRange& drawn, const LaunchInit& other) {
    const auto length = std::chrono::duration<double>(std::max(other.time.length(), Nanoseconds(1)));
    const auto place = [&](Nanoseconds time) {
        const double share =
            std::clamp(std::chrono::duration<double>(time - other.time.begin) / length, 0.0, 1.0);
        return drawn.begin +
               Nanoseconds(static_cast<std::int64_t>(share * static_cast<double>(drawn.length().count())));
    };
    std::vector<LaunchStep> steps = other.functions;
    for (LaunchStep& step : steps)
        step.time = {place(step.time.begin), place(step.time.end)};
    return steps;
}

/// Why the recording does not tell of a phase.
std::string whyMissing(const RecordedRuns& runs) {
    if (runs.drawn == nullptr)
        return "no run with probes was recorded";
    if (!runs.drawn->toMain)
        return "the program did not come so far; its output is part of the recording";
    for (const LaunchSkippedProbe& skipped : runs.drawn->skipped)
        if (skipped.probe.function == "runtime.schedinit" || skipped.probe.function == "runtime.main")
            return fmt::format("no probe could be set at {}: {}", skipped.probe.function, skipped.reason);
    return "the milestones at its begin and end were not seen";
}

std::string whyNoReady(const RecordedRuns& runs) {
    if (runs.drawn != nullptr && !runs.drawn->toMain)
        return "the program did not reach main.main while it was watched";
    return runs.launch.until == LaunchUntil::MainMain
               ? "the recording ended at main.main; record with --until ready:REGEX, listen, exit or a time"
               : "the program did not become ready in the drawn run";
}

void measure(Phase& phase, const PhaseStretch& stretch, const LaunchRun& run) {
    phase.measured = true;
    phase.open = stretch.open;
    phase.start = TimeBounds::exactly(stretch.time.begin);
    phase.end = TimeBounds::exactly(stretch.time.end);
    phase.duration = TimeBounds::exactly(stretch.time.length());
    phase.drawn = stretch.time;
    phase.source = sourceName(run.technique);
    phase.howToMeasure.clear();
}

/// The first hit behind the image's begin is rt0_go.
bool startsAtRt0Go(const RecordedRuns& runs) {
    const auto hit = std::ranges::find_if(runs.drawn->hits, [&](const LaunchHit& each) {
        return runs.drawn->probes[each.probe].kind == LaunchProbe::Kind::Entry;
    });
    return hit != runs.drawn->hits.end() && runs.drawn->probes[hit->probe].function == "runtime.rt0_go";
}

void describe(Phase& phase, const RecordedRuns& runs, const std::optional<LoaderRecord>& loader) {
    if (phase.open)
        phase.description += " It had not ended when the start was watched last, and is drawn up to there.";
    switch (phase.id) {
    case PhaseId::Loader:
        if (loader)
            describeLoader(phase, *loader);
        if (phase.measured && phase.drawn.empty())
            phase.description = "The program is static: the kernel starts it without ld.so.";
        else if (phase.measured && startsAtRt0Go(runs))
            phase.description +=
                " The program's entry could not be probed: up to rt0_go the start of the C library "
                "is part of this phase.";
        break;
    case PhaseId::Main:
        phase.description = "main.main runs until the program is ready.";
        break;
    case PhaseId::Ready:
        if (phase.measured)
            phase.description = runs.drawn->readyBy;
        break;
    default:
        break;
    }
}

Nanoseconds toMainOf(const ProbedRun* probed) {
    return probed->run->toMain.value_or(Nanoseconds{});
}

/// Of the runs that show most phases those that other programs hardly kept from the CPUs: what these do is no
/// part of the start. All of them when it is not known.
std::vector<ProbedRun*> leastDisturbed(std::vector<ProbedRun>& probed) {
    constexpr int kShare = 50; // 2 % of the least that a start took
    std::size_t most = 0;
    for (const ProbedRun& each : probed)
        most = std::max(most, each.steps.measuredPhases());
    std::vector<ProbedRun*> best;
    for (ProbedRun& each : probed)
        if (each.steps.measuredPhases() == most)
            best.push_back(&each);
    const auto known = [](const ProbedRun* each) { return each->run->waitedToMain.has_value(); };
    if (best.empty() || !std::ranges::all_of(best, known))
        return best;
    const auto waited = [](const ProbedRun* each) { return *each->run->waitedToMain; };
    const Nanoseconds least = waited(*std::ranges::min_element(best, {}, waited));
    const Nanoseconds shortest = toMainOf(*std::ranges::min_element(best, {}, toMainOf));
    std::erase_if(best, [&](const ProbedRun* each) { return waited(each) > least + shortest / kShare; });
    return best;
}

/// Of these the one nearest to their median to main.main; null when nothing was seen.
ProbedRun* runToDraw(std::vector<ProbedRun>& probed) {
    const std::vector<ProbedRun*> runs = leastDisturbed(probed);
    std::vector<Nanoseconds> times;
    for (const ProbedRun* const each : runs)
        times.push_back(toMainOf(each));
    const Nanoseconds median = statisticsOf(std::move(times)).median;
    const auto nearest = std::ranges::min_element(
        runs, {}, [&](const ProbedRun* each) { return std::chrono::abs(toMainOf(each) - median); });
    return nearest == runs.end() ? nullptr : *nearest;
}

} // namespace

std::vector<ProbedRun> probedRuns(const Launch& launch, bool isStatic, std::optional<std::size_t>& drawnRun) {
    std::vector<ProbedRun> probed;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == LaunchPurpose::Milestones && !run.hits.empty())
            probed.push_back({&run, stepsOf(launch, run, isStatic), false});
    if (ProbedRun* const drawn = runToDraw(probed)) {
        drawn->drawn = true;
        drawnRun = static_cast<std::size_t>(drawn->run - launch.runs.data());
    }
    return probed;
}

std::vector<ProbedRun> functionRuns(const Launch& launch, bool isStatic) {
    std::vector<ProbedRun> runs;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == LaunchPurpose::InitFunctions && !run.hits.empty())
            runs.push_back({&run, stepsOf(launch, run, isStatic), false});
    return runs;
}

std::array<Phase, kPhaseCount> recordedPhases(const RecordedRuns& runs,
                                              const std::optional<LoaderRecord>& loader) {
    std::array<Phase, kPhaseCount> phases = unmeasuredPhases();
    const auto drawn = std::ranges::find(runs.probed, true, &ProbedRun::drawn);
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        Phase& phase = phases[i];
        phase.howToMeasure = phase.id >= PhaseId::Main ? whyNoReady(runs) : whyMissing(runs);
        if (drawn != runs.probed.end() && drawn->steps.phases[i]) {
            measure(phase, *drawn->steps.phases[i], *drawn->run);
            std::vector<Nanoseconds> times;
            Durations durations;
            for (const ProbedRun& probed : runs.probed) {
                // How long one took that did not end, nobody knows.
                if (const auto& stretch = probed.steps.phases[i]; stretch && (!stretch->open || probed.drawn))
                    times.push_back(probed.steps.phases[i]->time.length());
                collect(durations, probed.steps.parts[i]);
            }
            phase.overRuns = statisticsOf(std::move(times));
            Counts counts;
            if (runs.detail != nullptr) {
                counts = countsOf(runs.detail, runs.detail->steps.parts[i]);
                if (const auto& stretch = runs.detail->steps.phases[i])
                    phase.counts = Counted(*runs.detail->run)
                                       .between(stretch->firstHit, stretch->lastHit, stretch->time);
            }
            phase.parts = partsOf(drawn->steps.parts[i], durations, counts);
        }
        describe(phase, runs, loader);
    }
    return phases;
}

std::vector<PackageInit> recordedInits(const RecordedRuns& runs) {
    const auto drawn = std::ranges::find(runs.probed, true, &ProbedRun::drawn);
    if (drawn == runs.probed.end())
        return {};
    std::unordered_map<std::uint32_t, std::vector<Nanoseconds>> times;
    std::unordered_map<std::uint32_t, Durations> functions;
    std::unordered_map<std::uint32_t, const LaunchInit*> withFunctions;
    for (const ProbedRun& probed : runs.probed)
        for (const LaunchInit& init : probed.steps.inits) {
            if (!init.open || probed.drawn)
                times[init.task].push_back(init.time.length());
            collect(functions[init.task], init.functions);
        }
    for (const ProbedRun& probed : runs.functions)
        for (const LaunchInit& init : probed.steps.inits) {
            if (runs.launch.initTasks[init.task].functions.size() < 2)
                continue; // the time of the package, which the runs above know better
            collect(functions[init.task], init.functions);
            withFunctions.emplace(init.task, &init);
        }
    std::unordered_map<std::uint32_t, const LaunchInit*> detailed;
    if (runs.detail != nullptr)
        for (const LaunchInit& init : runs.detail->steps.inits)
            detailed.emplace(init.task, &init);

    std::vector<PackageInit> inits;
    for (const LaunchInit& seen : drawn->steps.inits) {
        PackageInit init;
        init.package = runs.launch.initTasks[seen.task].package;
        init.importPath = init.package;
        init.order = static_cast<std::uint32_t>(inits.size() + 1);
        init.start = TimeBounds::exactly(seen.time.begin);
        init.end = TimeBounds::exactly(seen.time.end);
        init.duration = TimeBounds::exactly(seen.time.length());
        init.drawn = seen.time;
        init.open = seen.open;
        init.overRuns = statisticsOf(times[seen.task]);
        Counts counts;
        if (const auto found = detailed.find(seen.task); found != detailed.end()) {
            const LaunchInit& there = *found->second;
            init.counts = Counted(*runs.detail->run).between(there.firstHit, there.lastHit, there.time);
            counts = countsOf(runs.detail, there.functions);
        }
        const auto elsewhere = withFunctions.find(seen.task);
        init.functions = seen.functions.empty() && elsewhere != withFunctions.end()
                             ? partsOf(placedIn(seen.time, *elsewhere->second), functions[seen.task], counts)
                             : partsOf(seen.functions, functions[seen.task], counts);
        inits.push_back(std::move(init));
    }
    return inits;
}

} // namespace rt0
