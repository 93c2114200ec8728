#pragma once

#include "analysis/optimize/optimizationtable.h"
#include "analysis/optimize/programfacts.h"

#include <vector>

namespace rt0 {

/// A row for each entry of the catalogue, and one for each blank import that brings something in: whether it
/// applies, on what evidence, and what it should bring. Nothing is built or measured.
std::vector<OptimizationRow> assess(const OptimizationCatalogue& catalogue, const ProgramFacts& facts);

/// The rows of a catalogue before any program was looked at.
OptimizationTable tableOf(const OptimizationCatalogue& catalogue);

/// Several changes at once; its prediction is the product of what was measured of each.
OptimizationRow combinationOf(const std::vector<const OptimizationRow*>& parts);

} // namespace rt0
