#pragma once

#include <QDialog>

namespace rt0::ui {

enum class HelpPage { Manual, Keys };

/// The manual and the sheet of keys; stays open beside the main window.
class HelpWindow : public QDialog {
    Q_OBJECT

public:
    HelpWindow(HelpPage page, QWidget* parent);
};

} // namespace rt0::ui
