#pragma once

#include <QDialog>

class QTabWidget;

namespace rt0::ui {

enum class HelpPage { Manual, Keys };

/// The manual and the sheet of keys; stays open beside the main window.
class HelpWindow : public QDialog {
    Q_OBJECT

public:
    explicit HelpWindow(QWidget* parent);
    void showPage(HelpPage page);

private:
    QTabWidget* m_tabs = nullptr; ///< child of this window
};

} // namespace rt0::ui
