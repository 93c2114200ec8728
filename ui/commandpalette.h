#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace rt0::ui {

/// A list that is narrowed by typing; Enter takes the current row. Serves the command palette and "go to".
class Palette : public QDialog {
    Q_OBJECT

public:
    struct Entry {
        QString text;
        QString note; ///< shown behind the text: a key, a time
    };

    Palette(const QString& prompt, QList<Entry> entries, QWidget* parent);

    /// Shows the dialog; the index of the chosen entry, or -1.
    int choose();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void narrow();

    QList<Entry> m_entries;
    QLineEdit* m_field = nullptr; ///< children of this widget, as the following
    QListWidget* m_list = nullptr;
};

/// All enabled actions with their keys; runs the one that is chosen.
void runCommandPalette(const QList<QAction*>& actions, QWidget* parent);

} // namespace rt0::ui
