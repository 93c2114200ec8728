#pragma once

#include "theme.h"

#include <QWidget>

class QLabel;

namespace rt0::ui {

class BarChart;
class CompareState;
class RunChart;
class SheetTable;

/// The phases of both builds as bars, all runs of one of them, and every number of the builds as a whole.
class PhasesPage : public QWidget {
    Q_OBJECT

public:
    explicit PhasesPage(CompareState& state, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void find();
    bool peel();
    RunChart& runs() { return *m_runs; }

private:
    void fill();
    void showRuns(int row);
    void showPackage();

    CompareState& m_state;
    BarChart* m_bars = nullptr; ///< children of this widget, as the following
    RunChart* m_runs = nullptr;
    SheetTable* m_table = nullptr;
};

} // namespace rt0::ui
