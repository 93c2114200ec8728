#pragma once

#include "record/recordsettings.h"
#include "theme.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace rt0::ui {

/// Asks what to record. Can be accepted only with settings that launchOptions() takes; what is missing is
/// said below the fields. A program may be dropped on it.
class RecordDialog : public QDialog {
    Q_OBJECT

public:
    RecordDialog(const RecordSettings& settings, const Theme& theme, QWidget* parent);

    RecordSettings settings() const;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeFields(const RecordSettings& settings);
    QWidget* untilRow(const RecordSettings& settings);
    /// A field with a button that opens a file dialog.
    QWidget* withButton(QLineEdit* field, const std::function<QString()>& choose);
    QString chooseOutput();
    void setProgram(const QString& program);
    void check();

    Theme m_theme;
    QString m_proposed;             ///< the output that we named; replaced when the program changes
    QLineEdit* m_program = nullptr; ///< children of this dialog, as the following
    QLineEdit* m_arguments = nullptr;
    QLineEdit* m_folder = nullptr;
    QPlainTextEdit* m_environment = nullptr;
    QComboBox* m_until = nullptr;
    QLineEdit* m_readyLine = nullptr;
    QDoubleSpinBox* m_seconds = nullptr;
    QSpinBox* m_runs = nullptr;
    QCheckBox* m_syscalls = nullptr;
    QCheckBox* m_trace = nullptr;
    QLineEdit* m_output = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_record = nullptr;
};

} // namespace rt0::ui
