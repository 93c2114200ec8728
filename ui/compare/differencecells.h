#pragma once

#include "analysis/compare/difference.h"
#include "analysis/pairlanes.h"
#include "sheet/sheetmodel.h"

namespace rt0::ui {

// Cells of the tables of a comparison; they sort by the number, not by its text.

SheetCell differenceCell(InitChange change, bool tested);
SheetCell differenceCell(const compare::Difference& difference);
SheetCell measuredCell(const compare::Measured& measured, compare::Unit unit);
SheetCell deltaCell(const compare::Difference& difference);
SheetCell numberCell(const QString& text, const std::optional<double>& number);

} // namespace rt0::ui
