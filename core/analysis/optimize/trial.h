#pragma once

#include "analysis/compare/difference.h"
#include "analysis/optimize/lab.h"
#include "analysis/optimize/optimizationtable.h"

#include <list>
#include <stop_token>

/// How one change is measured; for core/analysis/optimize only.
namespace rt0::trials {

/// A row and what it is measured as.
struct Trial {
    OptimizationRow* row = nullptr;
    BuiltProgram built;
    bool ours = false; ///< built for this, and so to be removed
};

/// The time of whole starts: to ready where that was asked for, else to main.main.
compare::Measured startTimeOf(const Launch& launch);

/// Starts the program as it is and the trials in turns. A trial that cannot even be started costs its own
/// row, not the others, and is taken out of `trials`. Without any that is left nothing is recorded.
/// `logs`: as OptimizationLab::measure().
Result<RecordedComparison> start(OptimizationLab& lab, std::list<Trial>& trials, bool logs,
                                 const std::stop_token& stop);

/// Puts what was recorded of each trial into its row: what is measured, the output, the verdict.
void take(std::list<Trial>& trials, const RecordedComparison& recorded, double alpha);

/// Tests a difference by itself.
void decideAlone(compare::Difference& difference, double alpha);

} // namespace rt0::trials
