#pragma once

#include "capture/recordlaunch.h"
#include "theme.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rt0::ui {

/// What a step of a start may take before the panel warns.
inline constexpr Nanoseconds kLongStep = std::chrono::seconds(1);

/// Above the views while a program is recorded: which start is made, what the program does now and for how
/// long, and a button to stop. Turns to the warning colour when one step takes longer than kLongStep.
class RecordPanel : public QFrame {
    Q_OBJECT

public:
    explicit RecordPanel(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

    void begin(const QString& program);
    void showStart(int number, int count, const QString& what);
    void showLive(const LaunchLive& live);
    /// The user's wish is under way.
    void showStopping();
    void end();
    bool warns() const { return m_warns; }

signals:
    void stopRequested();

private:
    void setWarning(bool warning);

    Theme m_theme = lightTheme();
    QString m_program;
    bool m_warns = false;
    QLabel* m_title = nullptr; ///< children of this widget, as the following
    QLabel* m_now = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_stop = nullptr;
};

} // namespace rt0::ui
