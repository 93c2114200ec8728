#pragma once

#include "session.h"
#include "settings.h"
#include "theme.h"

#include <QWidget>
#include <vector>

class QLabel;
class QLineEdit;
class QScrollBar;

namespace rt0::ui {

class Legend;
class TimelineMouse;
class TimelinePlot;

/// The timeline with its exact-range box, find field and scroll bar; translates keys.
class TimelineView : public QWidget {
    Q_OBJECT

public:
    explicit TimelineView(Session& session, QWidget* parent = nullptr);
    ~TimelineView() override;

    void setTheme(const Theme& theme);
    void setNavigation(NavigationPreset preset);
    TimelinePlot& plot() { return *m_plot; }

public slots:
    void find();
    void findNext() { findFrom(1); }
    void findPrevious() { findFrom(-1); }
    void editRange();
    /// Centres the selection; fits it when it is centred already.
    void focusSelection();
    /// Brings the selection into view without changing the zoom.
    void showSelection();
    /// Shows the init phase of goroutine 1; from there goes to the begin of main.main, and back.
    void goToInitPhase();
    /// Shows or hides the children of the lane under the pointer, else of the selection's lane.
    void toggleExpanded();
    /// Draws all wake-ups and creations between the visible lanes, or only those of the selection.
    void toggleLinks();
    /// Peels one layer: a gesture, the search, the range, the selection. False when there was none.
    bool peel();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    QWidget* makeToolRow();
    void showRange();
    void applyRange();
    void syncScrollBar();
    void showMatches();
    void showLinks();
    void findFrom(int direction);
    void zoom(double factor);
    void pan(double share);
    void stepSpan(int direction);
    void stepIndex(int direction);
    bool selectFirst(int direction);
    void rangeFromSelection();
    bool navigate(int key);
    QString traceRangeText() const;
    void copy();

    Session& m_session;
    TimelinePlot* m_plot = nullptr; ///< children of this widget, as the following
    TimelineMouse* m_mouse = nullptr;
    QScrollBar* m_scrollBar = nullptr;
    QLineEdit* m_range = nullptr;
    QLineEdit* m_find = nullptr;
    QLabel* m_message = nullptr;
    Legend* m_legend = nullptr;
};

} // namespace rt0::ui
