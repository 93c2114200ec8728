#pragma once

#include "theme.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace rt0::ui {

class CompareState;
class SheetTable;

/// What became of each package's init: a table that sorts, filters and copies; a click selects the package
/// everywhere.
class DifferencesPage : public QWidget {
    Q_OBJECT

public:
    explicit DifferencesPage(CompareState& state, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void find();
    bool peel();

private:
    void fill();
    void showPackage();

    CompareState& m_state;
    SheetTable* m_table = nullptr; ///< children of this widget, as the following
    QToolButton* m_changedOnly = nullptr;
    std::vector<QString> m_packages; ///< by row of the table
};

} // namespace rt0::ui
