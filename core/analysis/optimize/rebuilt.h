#pragma once

#include "analysis/optimize/lab.h"
#include "analysis/optimize/optimizationtable.h"

#include <stop_token>
#include <string>

namespace rt0 {

/// Before and after a change that the user wrote: starts the program as it is and `program`, which was
/// rebuilt with the change of `row`, in turns, and puts the result into the row. The row is left as it is on
/// an error: no Go program, byte for byte the program as it is, those of recordComparison, "cancelled".
Result<void> measureRebuilt(OptimizationLab& lab, OptimizationRow& row, const std::string& program,
                            const std::stop_token& stop = {});

/// A trial of `program` for a row: checks it, and notes in the row how else it differs from the program as it
/// is. Errors: as above.
Result<BuiltProgram> takeRebuilt(OptimizationLab& lab, OptimizationRow& row, const std::string& program);

} // namespace rt0
