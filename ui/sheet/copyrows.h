#pragma once

class QTableView;

namespace rt0::ui {

/// Puts the selected rows with their columns' titles on the clipboard, cells separated by tabs. Nothing
/// happens without a selection.
void copySelectedRows(const QTableView& table);

} // namespace rt0::ui
