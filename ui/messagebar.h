#pragma once

#include "base/diagnostic.h"
#include "theme.h"

#include <QFrame>
#include <vector>

class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace rt0::ui {

/// Errors and warnings of the input above the views: one line, the rest unfolds. Never a dialog.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Hides the bar when there is nothing to say.
    void showDiagnostics(const std::vector<Diagnostic>& diagnostics);
    void showError(const QString& message);
    /// Adds a button that does what `button` says; `headline` is shown when there is nothing else to say.
    void offer(const QString& headline, const QString& button);

signals:
    void offerTaken();

private:
    void show(const QString& headline, const QStringList& details);

    void paintBackground(const QColor& colour);

    Theme m_theme = lightTheme();
    QLabel* m_headline = nullptr; ///< children of this widget, as the following
    QPlainTextEdit* m_details = nullptr;
    QToolButton* m_offer = nullptr;
    QToolButton* m_unfold = nullptr;
};

} // namespace rt0::ui
