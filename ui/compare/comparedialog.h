#pragma once

#include "base/result.h"
#include "capture/recordlaunch.h"
#include "theme.h"

#include <QDialog>
#include <QStringList>
#include <vector>

class QComboBox;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace rt0::ui {

/// What is to be compared: files that are there, or programs that are to be recorded in turns.
struct CompareWish {
    /// In order, A first: logs and recordings, each with the files that belong to it; or a program each.
    QList<QStringList> builds;
    bool record = false; ///< they are programs
    QString arguments;   ///< of all programs
    int runs = 10;
};

/// What to compare with what: two or more of the open file, recent files, other files; or Go programs.
class CompareDialog : public QDialog {
    Q_OBJECT

public:
    /// `proposed`: what stands in the fields first; `known`: what the fields offer.
    CompareDialog(const QStringList& proposed, const QStringList& known, const Theme& theme, QWidget* parent);

    CompareWish wish() const;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addBuild(const QString& path);
    void makeRecording();
    void renumber();
    void check();
    /// Why it cannot be compared; empty: it can.
    QString problem() const;

    QStringList m_known;
    Theme m_theme;
    std::vector<QComboBox*> m_builds; ///< children of this dialog, as the following
    QVBoxLayout* m_rows = nullptr;
    QFrame* m_recording = nullptr;
    QLineEdit* m_arguments = nullptr;
    QSpinBox* m_runs = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_compare = nullptr;
};

} // namespace rt0::ui
