#pragma once

#include "analysis/compare/buildfacts.h"
#include "analysis/compare/compare.h"

/// The steps of compareSides. Each fills in what the sides measured; families decide.
namespace rt0::compare {

std::vector<MetricDifference> compareMetrics(const Side& before, const Side& after, const Startup* control);
/// Those that are read from the programs' files.
std::vector<MetricDifference> compareFiles(const std::optional<BuildFacts>& before,
                                           const std::optional<BuildFacts>& after);
std::vector<PhaseDifference> comparePhases(const Startup& before, const Startup& after,
                                           const Startup* control);
std::vector<PackageDifference> comparePackages(const Startup& before, const Startup& after,
                                               const Startup* control);

} // namespace rt0::compare
