#include "analysis/compare/measured.h"

#include "timeline/recordedstart.h"

#include <algorithm>

namespace rt0::compare {
namespace {

std::vector<double> inNanoseconds(const std::vector<Nanoseconds>& times) {
    std::vector<double> samples;
    samples.reserve(times.size());
    for (const Nanoseconds time : times)
        samples.push_back(static_cast<double>(time.count()));
    return samples;
}

double middle(const TimeBounds& bounds) {
    return static_cast<double>(bounds.middle().count());
}

/// The starts that are the least disturbed: untouched ones, else those with a single probe at main.main.
std::vector<const LaunchRun*> bareRuns(const Launch& launch) {
    const LaunchPurpose purpose =
        launch.until == LaunchUntil::MainMain ? LaunchPurpose::MainTime : LaunchPurpose::Wall;
    std::vector<const LaunchRun*> runs;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == purpose)
            runs.push_back(&run);
    return runs;
}

double usageOf(const LaunchRun& run, MetricId id) {
    switch (id) {
    case MetricId::Cpu:
        return static_cast<double>((run.userTime + run.systemTime).count());
    case MetricId::MinorFaults:
        return static_cast<double>(run.minorFaults);
    case MetricId::MajorFaults:
        return static_cast<double>(run.majorFaults);
    default:
        return static_cast<double>(run.maxResidentBytes);
    }
}

Measured usageOf(const RecordedStart* recorded, MetricId id) {
    if (recorded == nullptr)
        return {};
    std::vector<double> samples;
    for (const LaunchRun* run : bareRuns(*recorded->launch))
        samples.push_back(usageOf(*run, id));
    return measuredOver(std::move(samples));
}

Measured timeToMain(const Startup& startup) {
    if (!startup.recorded) {
        const auto end = startup.initEnd();
        return end ? measuredOver({middle(*end)}) : Measured{};
    }
    const RecordedStart& recorded = *startup.recorded;
    const RunStatistics& bare = recorded.bareToMain.runs > 0 ? recorded.bareToMain : recorded.toMain;
    return measuredOver(inNanoseconds(bare.times));
}

Measured timeToReady(const Startup& startup) {
    if (!startup.recorded || startup.recorded->launch->until == LaunchUntil::MainMain)
        return {};
    return measuredOver(inNanoseconds(startup.recorded->bareToReady.times));
}

/// What the inits allocated together, over the runs with inittrace; `ofInit` is one init's.
template <typename OfInit>
Measured sumOverInits(const Startup& startup, OfInit ofInit) {
    std::vector<double> sums;
    for (const PackageInit& init : startup.inits) {
        const Measured one = ofInit(startup, init);
        if (!one.known())
            continue;
        if (sums.empty())
            sums.resize(one.samples.size(), 0);
        sums.resize(std::min(sums.size(), one.samples.size()));
        for (std::size_t run = 0; run < sums.size(); ++run)
            sums[run] += one.samples[run];
    }
    return measuredOver(std::move(sums));
}

Measured countOf(const Startup& startup, const std::vector<std::uint64_t>& overRuns, std::uint64_t once) {
    if (!overRuns.empty())
        return measuredOver({overRuns.begin(), overRuns.end()});
    if (startup.recorded && !startup.recorded->allocationsKnown)
        return {};
    return measuredOver({static_cast<double>(once)});
}

Measured totalCycles(const std::vector<LoaderRecord>& starts) {
    std::vector<double> cycles;
    for (const LoaderRecord& start : starts)
        if (start.totalCycles)
            cycles.push_back(static_cast<double>(*start.totalCycles));
    return measuredOver(std::move(cycles));
}

/// Cycles for each of the functions that are bound at start only because of LD_BIND_NOW, by neighbours.
Measured bindingCycles(const RecordedStart& recorded) {
    std::vector<double> each;
    for (std::size_t i = 0; i < recorded.boundAtStart.size() && i + 1 < recorded.loaderStarts.size(); ++i) {
        const LoaderRecord& lazy = recorded.loaderStarts[i + 1];
        const LoaderRecord& atOnce = recorded.boundAtStart[i];
        if (!lazy.relocationCycles || !atOnce.relocationCycles ||
            atOnce.relocations.value_or(0) <= lazy.relocations.value_or(0))
            continue;
        const double cycles =
            static_cast<double>(*atOnce.relocationCycles) - static_cast<double>(*lazy.relocationCycles);
        each.push_back(cycles / static_cast<double>(*atOnce.relocations - *lazy.relocations));
    }
    return measuredOver(std::move(each));
}

Measured ofLoader(const Startup& startup, MetricId id) {
    if (id == MetricId::LoaderCycles && (!startup.recorded || startup.recorded->loaderStarts.size() < 2))
        return startup.loader ? countedOnce(startup.loader->totalCycles) : Measured{};
    if (!startup.recorded)
        return {};
    if (id == MetricId::BindingCycles)
        return bindingCycles(*startup.recorded);
    return totalCycles(id == MetricId::LoaderCycles ? startup.recorded->loaderStarts
                                                    : startup.recorded->boundAtStart);
}

} // namespace

Measured measuredOver(std::vector<double> samples) {
    Measured measured;
    if (samples.empty())
        return measured;
    measured.basis = samples.size() == 1 ? Basis::OneRun : Basis::Runs;
    measured.median = median(samples);
    measured.samples = std::move(samples);
    return measured;
}

Measured exactly(double value) {
    Measured measured;
    measured.basis = Basis::Exact;
    measured.median = value;
    measured.samples = {value};
    return measured;
}

Measured timeOf(const Phase& phase) {
    if (!phase.measured)
        return {};
    return phase.overRuns.runs > 0 ? measuredOver(inNanoseconds(phase.overRuns.times))
                                   : measuredOver({middle(phase.duration)});
}

Measured timeOf(const PackageInit& init) {
    return init.overRuns.runs > 0 ? measuredOver(inNanoseconds(init.overRuns.times))
                                  : measuredOver({middle(init.duration)});
}

Measured bytesOf(const Startup& startup, const PackageInit& init) {
    return countOf(startup, init.bytesOverRuns, init.bytes);
}

Measured allocsOf(const Startup& startup, const PackageInit& init) {
    return countOf(startup, init.allocsOverRuns, init.allocs);
}

Measured metricOf(const Startup& startup, MetricId id) {
    switch (id) {
    case MetricId::ToMain:
        return timeToMain(startup);
    case MetricId::ToReady:
        return timeToReady(startup);
    case MetricId::Cpu:
    case MetricId::MinorFaults:
    case MetricId::MajorFaults:
    case MetricId::ResidentMemory:
        return usageOf(startup.recorded.get(), id);
    case MetricId::InitBytes:
        return sumOverInits(startup, bytesOf);
    case MetricId::InitAllocs:
        return sumOverInits(startup, allocsOf);
    case MetricId::InitCount:
        return startup.inits.empty() ? Measured{} : exactly(static_cast<double>(startup.inits.size()));
    case MetricId::LoaderCycles:
    case MetricId::BoundLoaderCycles:
    case MetricId::BindingCycles:
        return ofLoader(startup, id);
    default:
        return {};
    }
}

} // namespace rt0::compare
