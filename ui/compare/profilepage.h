#pragma once

#include "profile/profiledata.h"
#include "theme.h"

#include <QFutureWatcher>
#include <QWidget>

#include <optional>
#include <stop_token>

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedWidget;

namespace rt0::ui {

class CompareState;
class FlameView;

/// The profiles of both builds as one flame graph: as wide as both together, in the colours of what changed.
class DifferenceProfilePage : public QWidget {
    Q_OBJECT

public:
    explicit DifferenceProfilePage(CompareState& state, QWidget* parent = nullptr);
    ~DifferenceProfilePage() override;
    void setTheme(const Theme& theme);
    void find();
    /// Takes back the search or a zoom; false when there was none.
    bool peel();

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Choice {
        ProfileChoice a;
        ProfileChoice b;
    };
    struct Made {
        std::shared_ptr<const profile::FlameTree> tree;
        std::string unit;
        QString samples; ///< how many of each
    };

    void fill();
    void reload();

    CompareState& m_state;
    std::vector<Choice> m_choices;
    QFutureWatcher<std::optional<Made>> m_watcher; ///< nothing when it was stopped
    std::stop_source m_stop;                       ///< of what the watcher waits for
    bool m_stale = true;
    QStackedWidget* m_stack = nullptr; ///< children of this widget, as the following
    QLabel* m_empty = nullptr;
    QComboBox* m_types = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_samples = nullptr;
    FlameView* m_flame = nullptr;
    QLabel* m_facts = nullptr;
};

} // namespace rt0::ui
