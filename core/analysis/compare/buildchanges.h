#pragma once

#include "analysis/compare/buildfacts.h"
#include "analysis/compare/compare.h"

#include <vector>

namespace rt0::compare {

/// What differs between two builds, the toolchain first, then settings, linking, libraries and modules.
std::vector<BuildChange> buildChanges(const BuildFacts& before, const BuildFacts& after);

/// Attaches to each package that differs the changes that may explain it: its module's version, by the
/// longest path that is a prefix of the import path; the toolchain for the standard library. Counts them,
/// too.
void explain(std::vector<PackageDifference>& packages, std::vector<BuildChange>& changes);

} // namespace rt0::compare
