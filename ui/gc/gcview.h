#pragma once

#include "base/time.h"
#include "theme.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace rt0::ui {

class Session;
class SheetTable;
class TimeChart;

/// The garbage collector over the shared time axis: heap against goal and trigger, the pacer's assist ratio
/// and the CPU share it took, the times for which the world stood still, and a table of the cycles. Above it
/// what the start paid for GC and which settings would have avoided it.
class GcView : public QWidget {
    Q_OBJECT

public:
    explicit GcView(Session& session, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

private:
    void fill();
    QString adviceOf(std::size_t startup) const;
    QString whyEmpty() const;
    void fillCharts();
    void fillTable();
    void selectCycle(std::size_t place);
    void selectAt(Nanoseconds time, Nanoseconds tolerance);

    Session& m_session;
    QStackedWidget* m_stack = nullptr; ///< children of this widget, as the following
    QLabel* m_empty = nullptr;         ///< why there is nothing to show
    QLabel* m_advice = nullptr;
    TimeChart* m_heap = nullptr;
    TimeChart* m_pacer = nullptr;
    TimeChart* m_pauses = nullptr;
    SheetTable* m_cycles = nullptr;
};

} // namespace rt0::ui
