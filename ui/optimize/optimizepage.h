#pragma once

#include "optimize/optimizeworker.h"
#include "theme.h"

#include <QWidget>
#include <functional>

class QLabel;
class QTextEdit;

namespace rt0::ui {

class OptimizeForm;
class RebuiltSlot;
class SheetTable;

/// What would make a program start faster: claimed, predicted and measured beside each other, before and
/// after. Shows the whole catalogue, as not measured, until a program was looked at.
class OptimizePage : public QWidget {
    Q_OBJECT

public:
    explicit OptimizePage(QWidget* parent = nullptr, OptimizeWorker::OpenLab open = openLab);
    ~OptimizePage() override;

    void setTheme(const Theme& theme);
    void find();
    bool peel();
    /// The program that the window shows, where the user has not named another.
    void propose(const QString& program, const QString& arguments);
    void setTarget(const QString& target);
    /// Asked before anything is measured: whether it may be.
    void setGate(std::function<bool()> mayMeasure) { m_mayMeasure = std::move(mayMeasure); }
    const OptimizationTable& table() const { return *m_table; }
    /// A program was looked at.
    bool measuredAny() const { return !m_table->program.empty(); }
    OptimizeWorker& worker() { return *m_worker; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeParts();
    void measure();
    void watchWorker();
    void showTable(const SharedTable& table);
    void fill();
    void fillDetails();
    void finish(const QString& message);
    bool waits(const OptimizationRow& row) const;
    const OptimizationRow* current() const;
    QStringList selectedIds() const;

    std::function<bool()> m_mayMeasure = [] { return true; };
    SharedTable m_table;
    std::string m_current;              ///< id of the row whose details are shown
    OptimizeWorker* m_worker = nullptr; ///< children of this widget, as the following
    OptimizeForm* m_form = nullptr;
    QLabel* m_head = nullptr;
    SheetTable* m_rows = nullptr;
    QTextEdit* m_details = nullptr;
    RebuiltSlot* m_slot = nullptr;
};

} // namespace rt0::ui
