#pragma once

#include <Qt>

namespace rt0::ui {

/// What the tables' models tell besides what is shown.
enum SheetRole {
    SortRole = Qt::UserRole,
    ShareRole, ///< double in [0, 1]: the row's part of the column's total; invalid where there is none
};

} // namespace rt0::ui
