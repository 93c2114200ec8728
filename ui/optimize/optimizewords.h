#pragma once

#include "analysis/optimize/optimizationtable.h"
#include "sheet/sheetmodel.h"

#include <QString>

/// What a row of the table of optimisations says, in cells and in a text.
namespace rt0::ui {

std::vector<SheetColumn> optimizationColumns();

/// `waits`: it is being built or measured just now.
SheetRow optimizationCells(const OptimizationRow& row, bool waits);

/// "× 0.62 [0.59, 0.63]", "~ 1.00 [0.98, 1.02]", "not measured", "…".
QString measuredWords(const OptimizationRow& row, bool waits);
/// "▼ confirmed", "~ no effect", "▲ slower", "⚠ output changed, ▼ faster".
QString verdictWords(const OptimizationRow& row);
/// Claimed against measured, in a sentence; empty when nothing is claimed in numbers.
QString claimAgainstMeasured(const OptimizationRow& row);

/// All that is known of a row as rich text: evidence, claim, prediction, what was measured, risk, recipe.
QString optimizationDetails(const OptimizationRow& row, bool waits);

} // namespace rt0::ui
