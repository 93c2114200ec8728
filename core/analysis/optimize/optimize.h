#pragma once

#include "analysis/optimize/lab.h"
#include "analysis/optimize/optimizationtable.h"

#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {

struct OptimizeOptions {
    /// Ids of what to measure: "strip", "blank-import" (all of them), "blank-import:net/http/pprof", "best";
    /// empty: whatever applies. "none": only evidence and predictions.
    std::vector<std::string> variants;
    std::size_t blankImports = 8; ///< measure at most so many of them, the most promising first
    std::size_t steps = 5;        ///< try at most so many additions to the best single change
    double alpha = 0.05;          ///< chance of calling anything faster or slower when nothing is
    /// Programs that the user rebuilt with a guided change, by its id: measured beside the variants.
    std::map<std::string, std::string> rebuilt;
    /// The table as far as it is: assessed, built, measured. A row that waits for its turn has neither a
    /// measured difference nor a reason for having none.
    std::function<void(const OptimizationTable&)> soFar;
};

/// Fills the table for a program: evidence and predictions from a recording of its start, then the variants
/// built and measured in turns, then the best set of them, found by adding one after the other. Errors: the
/// program cannot be measured as it is, an unknown variant, "cancelled". That a variant cannot be built or
/// does not start stands in its row.
Result<OptimizationTable> optimize(OptimizationLab& lab, const OptimizationCatalogue& catalogue,
                                   const OptimizeOptions& options, const std::stop_token& stop = {});

} // namespace rt0
