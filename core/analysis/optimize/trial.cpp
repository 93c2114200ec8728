#include "analysis/optimize/trial.h"

#include "analysis/compare/family.h"
#include "analysis/compare/measured.h"
#include "analysis/optimize/outputcheck.h"
#include "timeline/launchstartup.h"

#include <algorithm>

namespace rt0::trials {
namespace {

using compare::CompareOptions;
using compare::Difference;
using compare::Measured;
using compare::MetricId;

CompareOptions optionsFor(double alpha) {
    CompareOptions options;
    options.alpha = alpha;
    return options;
}

/// What is measured of one side.
struct Measures {
    Measured start;
    Measured initTime;
    Measured initBytes;
    Measured initAllocs;
};

Measures measuresOf(const Launch& launch) {
    Rt0File file;
    file.launch = launch;
    const Document document = documentOf(std::move(file), {});
    if (document.startups.empty())
        return {};
    const Startup& startup = document.startups.front();
    const auto whole = launch.until == LaunchUntil::MainMain ? MetricId::ToMain : MetricId::ToReady;
    return {compare::metricOf(startup, whole), compare::timeOf(startup.phase(PhaseId::PackageInit)),
            compare::metricOf(startup, MetricId::InitBytes),
            compare::metricOf(startup, MetricId::InitAllocs)};
}

std::optional<Difference> differenceOf(const Measures& before, const Measures& after, const Measures& control,
                                       Measured Measures::*which, compare::Unit unit) {
    if (!(before.*which).known() || !(after.*which).known())
        return std::nullopt;
    Difference difference;
    difference.unit = unit;
    difference.before = before.*which;
    difference.after = after.*which;
    difference.control = control.*which;
    return difference;
}

void takeOne(OptimizationRow& row, const Measures& before, const Measures& control, const Launch& launch) {
    const Measures after = measuresOf(launch);
    const auto of = [&](Measured Measures::*which, compare::Unit unit) {
        return differenceOf(before, after, control, which, unit);
    };
    row.measured = of(&Measures::start, compare::Unit::Nanoseconds);
    if (!row.measured)
        row.whyNotMeasured = launch.warnings.empty() ? "it did not come to the end of its start"
                                                     : launch.warnings.front().message;
    row.initTime = of(&Measures::initTime, compare::Unit::Nanoseconds);
    row.initBytes = of(&Measures::initBytes, compare::Unit::Bytes);
    row.initAllocs = of(&Measures::initAllocs, compare::Unit::Count);
}

} // namespace

Measured startTimeOf(const Launch& launch) {
    return measuresOf(launch).start;
}

Result<RecordedComparison> start(OptimizationLab& lab, std::list<Trial>& trials, bool logs,
                                 const std::stop_token& stop) {
    while (!trials.empty()) {
        std::vector<ComparedProgram> programs{{"as it is", {lab.base().program}, {}}};
        for (const Trial& trial : trials)
            programs.push_back({trial.row->id, {trial.built.program}, trial.row->change.runEnvironment});
        auto recorded = lab.measure(programs, logs, stop);
        if (recorded || stop.stop_requested())
            return recorded;
        const auto failed = std::ranges::find_if(trials, [&](const Trial& trial) {
            return trial.built.program == recorded.error().where && trial.built.program != lab.base().program;
        });
        if (failed == trials.end())
            return recorded;
        failed->row->whyNotMeasured = recorded.error().message();
        trials.erase(failed);
    }
    return RecordedComparison{};
}

void take(std::list<Trial>& trials, const RecordedComparison& recorded, double alpha) {
    const CompareOptions options = optionsFor(alpha);
    compare::Family starts(options, 1);
    compare::Family inits(options, 1);
    const Launch* const control = recorded.control ? &*recorded.control : nullptr;
    const Measures before = measuresOf(recorded.sides.front());
    const Measures equal = control != nullptr ? measuresOf(*control) : Measures{};
    std::size_t side = 1;
    for (const Trial& trial : trials) {
        OptimizationRow& row = *trial.row;
        const Launch& launch = recorded.sides[side++];
        takeOne(row, before, equal, launch);
        row.output = checkOutput(recorded.sides.front(), control, launch);
        if (row.measured)
            starts.add(*row.measured);
        for (auto* const difference : {&row.initTime, &row.initBytes, &row.initAllocs})
            if (*difference)
                inits.add(**difference);
    }
    starts.decide();
    inits.decide();
    for (const Trial& trial : trials)
        trial.row->verdict = verdictOf(trial.row->measured, trial.row->claim);
}

void decideAlone(Difference& difference, double alpha) {
    const CompareOptions options = optionsFor(alpha);
    compare::Family alone(options, 1);
    alone.add(difference);
    alone.decide();
}

} // namespace rt0::trials
