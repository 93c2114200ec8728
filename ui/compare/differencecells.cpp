#include "compare/differencecells.h"

#include "compare/comparewords.h"

#include <cmath>
#include <limits>

namespace rt0::ui {

SheetCell numberCell(const QString& text, const std::optional<double>& number) {
    SheetCell cell(text);
    // What has no number comes first when the largest shall come last.
    cell.sortKey = number.value_or(std::numeric_limits<double>::lowest());
    return cell;
}

SheetCell differenceCell(InitChange change, bool isTested) {
    return numberCell(changeText(change, isTested), static_cast<double>(change) + (isTested ? 0 : 0.5));
}

SheetCell differenceCell(const compare::Difference& difference) {
    SheetCell cell = differenceCell(changeOf(difference), tested(difference));
    cell.text = changeText(difference);
    return cell;
}

SheetCell measuredCell(const compare::Measured& measured, compare::Unit unit) {
    return numberCell(measuredText(measured, unit),
                      measured.known() ? std::optional(measured.median) : std::nullopt);
}

SheetCell deltaCell(const compare::Difference& difference) {
    return numberCell(deltaText(difference),
                      difference.bothKnown() ? std::optional(difference.delta()) : std::nullopt);
}

} // namespace rt0::ui
