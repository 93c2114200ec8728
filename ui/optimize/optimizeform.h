#pragma once

#include "optimize/optimizeworker.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace rt0::ui {

/// Which program is looked at and how it is measured; while that goes on, how far it is and a button to stop.
class OptimizeForm : public QWidget {
    Q_OBJECT

public:
    /// What of the table is measured.
    enum class Which { Applicable, Selected, Nothing };

    explicit OptimizeForm(QWidget* parent = nullptr);

    /// Without the variants, which `which` tells.
    OptimizeWish wish() const;
    Which which() const;
    /// Proposed where the user has not typed anything.
    void propose(const QString& target, const QString& arguments);
    void setTarget(const QString& target);
    void setBusy(bool busy);
    void showStep(const QString& step);
    void showStart(int number, int count);
    /// Below the fields; empty: nothing.
    void showMessage(const QString& message);

signals:
    void measureRequested();
    void stopRequested();

private:
    QLayout* programRow();
    QLayout* measuringRow();
    void check();

    QLineEdit* m_target = nullptr; ///< children of this widget, as the following
    QLineEdit* m_arguments = nullptr;
    QLineEdit* m_flags = nullptr;
    QComboBox* m_until = nullptr;
    QSpinBox* m_runs = nullptr;
    QComboBox* m_which = nullptr;
    QPushButton* m_measure = nullptr;
    QPushButton* m_stop = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_message = nullptr;
    QList<QWidget*> m_fields; ///< not to be changed while it measures
};

} // namespace rt0::ui
