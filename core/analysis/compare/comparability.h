#pragma once

#include "analysis/compare/compare.h"

#include <vector>

namespace rt0::compare {

/// Why two sides can be compared only in part, the weightiest first: measured in another way, on another
/// machine, not in turns, without a control, with too few runs.
std::vector<Diagnostic> comparabilityOf(const Comparison& comparison);

/// Both were recorded in turns with each other.
bool recordedTogether(const Side& before, const Side& after);

} // namespace rt0::compare
