#pragma once

#include "theme.h"

#include <QScrollArea>

class QLabel;
class QTableView;

namespace rt0::ui {

class BarDelegate;
class PhaseBar;
class Session;

/// The first page: a one-sentence verdict, the phases, the heaviest packages, GC, the loader, how it was
/// measured and what was not.
class OverviewView : public QScrollArea {
    Q_OBJECT

public:
    explicit OverviewView(Session& session, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

signals:
    /// The user wants to see the selection on the timeline.
    void showOnTimeline();

private:
    QWidget* card(const QString& title, QWidget* content);
    QLabel* textLabel();
    QTableView* makeHeaviest();
    void refresh();
    void showSelection();

    Session& m_session;
    QLabel* m_title = nullptr; ///< children of the page, as the following
    QLabel* m_verdict = nullptr;
    QLabel* m_phaseTable = nullptr;
    QLabel* m_measurement = nullptr;
    QLabel* m_trace = nullptr;
    QLabel* m_gc = nullptr;
    QLabel* m_loader = nullptr;
    QLabel* m_notMeasured = nullptr;
    QLabel* m_remark = nullptr;
    PhaseBar* m_phases = nullptr;
    QTableView* m_heaviest = nullptr;
    QWidget* m_heaviestCard = nullptr;
    QWidget* m_phaseTableCard = nullptr;
    QWidget* m_measurementCard = nullptr;
    QWidget* m_traceCard = nullptr;
    QWidget* m_gcCard = nullptr;
    QWidget* m_loaderCard = nullptr;
    QWidget* m_notMeasuredCard = nullptr;
    BarDelegate* m_bars = nullptr;
    bool m_filling = false; ///< the table is being set, not used
};

} // namespace rt0::ui
