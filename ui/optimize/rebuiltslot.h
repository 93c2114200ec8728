#pragma once

#include "analysis/optimize/optimizationtable.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace rt0::ui {

/// Before and after a change that the user writes: takes the rebuilt program, dropped or chosen.
class RebuiltSlot : public QFrame {
    Q_OBJECT

public:
    explicit RebuiltSlot(QWidget* parent = nullptr);

    /// `before`: the program as it is; empty: none was looked at, so nothing can be taken yet.
    void showRow(const OptimizationRow& row, const QString& before, bool busy);

signals:
    void rebuilt(const QString& program);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose();

    bool m_takes = false;
    QString m_last;             ///< the program that was measured last
    QLabel* m_before = nullptr; ///< children of this widget, as the following
    QLabel* m_after = nullptr;
    QPushButton* m_choose = nullptr;
    QPushButton* m_again = nullptr;
};

} // namespace rt0::ui
