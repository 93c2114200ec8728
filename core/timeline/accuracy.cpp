#include "timeline/accuracy.h"

#include "timeline/runstatistics.h"

#include <algorithm>
#include <optional>

namespace rt0 {
namespace {

using Times = std::vector<std::optional<Nanoseconds>>;

/// One value for each run of that purpose, in the order in which they were made.
template <typename Value>
Times timesOf(const Launch& launch, LaunchPurpose purpose, Value value) {
    Times times;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == purpose)
            times.push_back(value(run));
    return times;
}

std::optional<Nanoseconds> toMain(const LaunchRun& run) {
    return run.toMain;
}

std::optional<Nanoseconds> toMainWithoutWaits(const LaunchRun& run) {
    return run.toMain && run.waitedToMain ? std::optional(*run.toMain - *run.waitedToMain) : std::nullopt;
}

/// What the main thread's hits before main.main took.
Nanoseconds hitsToMain(const LaunchRun& run) {
    Nanoseconds sum{};
    for (const LaunchHit& hit : run.hits)
        if (run.toMain && hit.time < *run.toMain && run.threads[hit.thread].main)
            sum += hit.cost;
    return sum;
}

/// What the phases up to main.main add up to.
std::optional<Nanoseconds> sumOf(const LaunchSteps& steps) {
    if (!steps.mainHit)
        return std::nullopt;
    Nanoseconds sum{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(PhaseId::Main); ++i)
        if (steps.phases[i])
            sum += steps.phases[i]->time.length();
    return sum;
}

template <typename Value, typename Sum>
RecordedStart::Comparison compare(const Launch& launch, Value value, Sum sum) {
    const Times probes = timesOf(launch, LaunchPurpose::Milestones, value);
    const Times sums = timesOf(launch, LaunchPurpose::Milestones, sum);
    const Times stopwatch = timesOf(launch, LaunchPurpose::MainTime, value);
    const Times again = timesOf(launch, LaunchPurpose::MainTimeControl, value);
    const Times raw = timesOf(launch, LaunchPurpose::Milestones, [&](const LaunchRun& run) {
        const std::optional<Nanoseconds> time = value(run);
        return time ? std::optional(*time + hitsToMain(run)) : std::nullopt;
    });
    return {pairedChange(raw, stopwatch), pairedChange(probes, stopwatch), pairedChange(sums, stopwatch),
            pairedChange(again, stopwatch)};
}

} // namespace

void compareWithStopwatch(RecordedStart& recorded, const std::vector<ProbedRun>& probed) {
    const Launch& launch = *recorded.launch;
    const auto sum = [&](const LaunchRun& run) {
        const auto found = std::ranges::find(probed, &run, &ProbedRun::run);
        return found == probed.end() ? std::nullopt : sumOf(found->steps);
    };
    recorded.wall = compare(launch, toMain, sum);
    recorded.withoutWaits = compare(launch, toMainWithoutWaits, [&](const LaunchRun& run) {
        const auto all = sum(run);
        return all && run.waitedToMain ? std::optional(*all - *run.waitedToMain) : std::nullopt;
    });
    std::vector<Nanoseconds> waits;
    for (const LaunchRun& run : launch.runs)
        if (run.waitedToMain &&
            (run.purpose == LaunchPurpose::Milestones || run.purpose == LaunchPurpose::MainTime))
            waits.push_back(*run.waitedToMain);
    recorded.waited = statisticsOf(std::move(waits));
}

} // namespace rt0
