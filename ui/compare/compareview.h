#pragma once

#include "compare/comparestate.h"
#include "settings.h"
#include "theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTabWidget;
class QToolButton;

namespace rt0::ui {

class BuildPage;
class DifferenceGraphPage;
class DifferenceProfilePage;
class DifferencesPage;
class OptimizePage;
class PhasesPage;
class TimelinesPage;
class TrendPage;

/// Two builds beside each other: a sentence, why they are comparable or not, and pages for the timelines, the
/// phases, the packages and the builds; and what would make a program start faster, also without two builds.
class CompareView : public QWidget {
    Q_OBJECT

public:
    explicit CompareView(QWidget* parent = nullptr);
    ~CompareView() override;

    CompareState& state() { return *m_state; }
    void setTheme(const Theme& theme);
    void setNavigation(NavigationPreset preset);
    void find();
    /// Peels one layer of the page shown: search, range, selection; false when there was none.
    bool peel();
    void setPage(int page);
    static QStringList pageNames();
    OptimizePage& optimizations() { return *m_optimize; }
    void showOptimizations();
    bool showsOptimizations() const;

signals:
    /// The user wants to choose what to compare.
    void compareRequested();
    /// The user wants other builds, or the same in another order: indices into ComparedPair::builds.
    void pairRequested(std::size_t before, std::size_t after);
    void orderRequested(const std::vector<std::size_t>& order);

private:
    void makeIntroduction();
    void makeHeader();
    void makePages();
    void fill();
    void showPages();
    void fillAnchors();
    void requestPair();

    CompareState* m_state = nullptr;   ///< children of this widget, as the following
    QWidget* m_introduction = nullptr; ///< in place of the header before the first comparison
    QWidget* m_header = nullptr;
    QLabel* m_verdict = nullptr;
    QLabel* m_control = nullptr;
    QLabel* m_warnings = nullptr;
    QComboBox* m_before = nullptr;
    QComboBox* m_after = nullptr;
    QToolButton* m_swap = nullptr;
    QComboBox* m_anchor = nullptr;
    QTabWidget* m_pages = nullptr;
    TimelinesPage* m_timelines = nullptr;
    PhasesPage* m_phases = nullptr;
    DifferencesPage* m_differences = nullptr;
    BuildPage* m_build = nullptr;
    DifferenceGraphPage* m_graph = nullptr;
    DifferenceProfilePage* m_profile = nullptr;
    TrendPage* m_trend = nullptr;
    OptimizePage* m_optimize = nullptr;
    Theme m_theme = lightTheme();
};

} // namespace rt0::ui
