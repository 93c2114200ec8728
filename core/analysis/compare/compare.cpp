#include "analysis/compare/compare.h"

#include "analysis/compare/buildchanges.h"
#include "analysis/compare/comparability.h"
#include "analysis/compare/family.h"
#include "analysis/compare/parts.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <iterator>

namespace rt0::compare {
namespace {

/// What each family may spend of alpha. The headline alone gets half: it is what people ask for.
constexpr double kMetricsShare = 0.5;
constexpr double kPhasesShare = 0.25;
constexpr double kPackagesShare = 0.25;

void decideMetrics(Comparison& comparison, const CompareOptions& options) {
    Family family(options, kMetricsShare);
    for (MetricDifference& metric : comparison.metrics)
        family.add(metric.value);
    family.decide();
}

void decidePhases(Comparison& comparison, const CompareOptions& options) {
    Family family(options, kPhasesShare);
    for (PhaseDifference& phase : comparison.phases) {
        family.add(phase.time);
        family.add(phase.faults);
        family.add(phase.cpu);
        for (PartDifference& part : phase.parts)
            family.add(part.time);
    }
    family.decide();
}

void decidePackages(Comparison& comparison, const CompareOptions& options) {
    Family family(options, kPackagesShare);
    for (PackageDifference& package : comparison.packages)
        for (Difference* difference : {&package.time, &package.bytes, &package.allocs, &package.faults})
            family.add(*difference);
    family.decide();
}

std::optional<BuildFacts> factsOf(const Side& side) {
    return side.recorded() == nullptr ? std::nullopt : buildFactsOf(side.recorded()->binaryJson);
}

} // namespace

Side sideOf(std::shared_ptr<const Document> document, std::size_t startup, std::string label) {
    Side side;
    side.path = document->source.path;
    side.label = label.empty() ? sideLabels({&side.path, 1}).front() : std::move(label);
    const Startup* const shown = &document->startups[startup];
    side.startup = std::shared_ptr<const Startup>(std::move(document), shown);
    return side;
}

const MetricDifference* Comparison::metric(MetricId id) const {
    const auto found = std::ranges::find(metrics, id, &MetricDifference::id);
    return found == metrics.end() ? nullptr : &*found;
}

const MetricDifference* Comparison::headline() const {
    for (const MetricId id : {MetricId::ToReady, MetricId::ToMain})
        if (const MetricDifference* const found = metric(id); found != nullptr && found->value.bothKnown())
            return found;
    return nullptr;
}

Comparison compareSides(const Side& before, const Side& after, const CompareOptions& options) {
    Comparison comparison;
    comparison.before = before;
    comparison.after = after;
    comparison.alpha = options.alpha;
    if (const RecordedStart* const recorded = before.recorded())
        comparison.control = recorded->control;
    const Startup* const control = comparison.control.get();
    comparison.interleaved = recordedTogether(before, after);
    comparison.buildBefore = factsOf(before);
    comparison.buildAfter = factsOf(after);
    comparison.metrics = compareMetrics(before, after, control);
    std::ranges::move(compareFiles(comparison.buildBefore, comparison.buildAfter),
                      std::back_inserter(comparison.metrics));
    comparison.phases = comparePhases(*before.startup, *after.startup, control);
    comparison.packages = comparePackages(*before.startup, *after.startup, control);
    decideMetrics(comparison, options);
    decidePhases(comparison, options);
    decidePackages(comparison, options);
    if (comparison.buildBefore && comparison.buildAfter)
        comparison.buildChanges = buildChanges(*comparison.buildBefore, *comparison.buildAfter);
    explain(comparison.packages, comparison.buildChanges);
    comparison.warnings = comparabilityOf(comparison);
    return comparison;
}

Trend trendOf(std::span<const Side> sides, const CompareOptions& options) {
    Trend trend;
    trend.sides.assign(sides.begin(), sides.end());
    for (std::size_t i = 1; i < sides.size(); ++i) {
        trend.againstFirst.push_back(compareSides(sides.front(), sides[i], options));
        trend.againstPrevious.push_back(compareSides(sides[i - 1], sides[i], options));
    }
    return trend;
}

} // namespace rt0::compare
