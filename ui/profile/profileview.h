#pragma once

#include "profile/profiledata.h"
#include "theme.h"

#include <QFutureWatcher>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace rt0::ui {

class FlameView;
class SheetTable;

/// Where the program spends its time or memory, by sampling: a flame graph and the list of functions, of a
/// pprof profile or the CPU samples of an execution trace. Says how many samples stand behind it.
class ProfileView : public QWidget {
    Q_OBJECT

public:
    explicit ProfileView(Session& session, QWidget* parent = nullptr);
    ~ProfileView() override;

    void setTheme(const Theme& theme);
    void find();
    /// Takes back one step: the search, a zoom, the table's filter; false when there was none.
    bool peel();
    /// Turns the flame graph upside down.
    void invert();

signals:
    /// The user wants to open a file.
    void openRequested();

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeEmptyPage();
    void makeToolRow();
    void makeContent();
    void refill();
    void reload();
    void present(const std::shared_ptr<ProfileData>& made);
    void showPath();
    void showFacts(std::uint32_t node);
    void showFound();
    void pick(std::uint32_t function);
    void showSelection();
    void followSession();

    Session& m_session;
    std::vector<ProfileChoice> m_choices;
    std::shared_ptr<const ProfileData> m_data;
    QFutureWatcher<std::shared_ptr<ProfileData>> m_watcher;
    std::stop_source m_stop; ///< of what the watcher waits for
    ProfileScope m_scope;
    bool m_stale = false;   ///< to be made when it is shown
    bool m_picking = false; ///< the session is being told

    QStackedWidget* m_stack = nullptr; ///< children of this widget, as the following
    QWidget* m_emptyPage = nullptr;
    QLabel* m_empty = nullptr;
    QWidget* m_content = nullptr;
    QComboBox* m_types = nullptr;
    QLabel* m_about = nullptr;
    QLabel* m_advice = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_found = nullptr;
    QToolButton* m_invert = nullptr;
    QLabel* m_path = nullptr;
    FlameView* m_flame = nullptr;
    QLabel* m_facts = nullptr;
    SheetTable* m_table = nullptr;
};

} // namespace rt0::ui
