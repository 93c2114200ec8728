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

void takeOne(const Trial& trial, const Launch& launch, const RecordedComparison& recorded) {
    OptimizationRow& row = *trial.row;
    Difference difference;
    difference.before = startTimeOf(recorded.sides.front());
    difference.after = startTimeOf(launch);
    if (recorded.control)
        difference.control = startTimeOf(*recorded.control);
    if (!difference.after.known())
        row.whyNotMeasured = launch.warnings.empty() ? "it did not come to the end of its start"
                                                     : launch.warnings.front().message;
    else
        row.measured = std::move(difference);
    row.output = checkOutput(recorded.sides.front(), recorded.control ? &*recorded.control : nullptr, launch);
}

} // namespace

Measured startTimeOf(const Launch& launch) {
    Rt0File file;
    file.launch = launch;
    const Document document = documentOf(std::move(file), {});
    if (document.startups.empty())
        return {};
    return compare::metricOf(document.startups.front(),
                             launch.until == LaunchUntil::MainMain ? MetricId::ToMain : MetricId::ToReady);
}

Result<RecordedComparison> start(OptimizationLab& lab, std::list<Trial>& trials,
                                 const std::stop_token& stop) {
    while (!trials.empty()) {
        std::vector<ComparedProgram> programs{{"as it is", {lab.base().program}, {}}};
        for (const Trial& trial : trials)
            programs.push_back({trial.row->id, {trial.built.program}, trial.row->change.runEnvironment});
        auto recorded = lab.measure(programs, stop);
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
    compare::Family family(options, 1);
    std::size_t side = 1;
    for (const Trial& trial : trials) {
        takeOne(trial, recorded.sides[side++], recorded);
        if (trial.row->measured)
            family.add(*trial.row->measured);
    }
    family.decide();
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
