#pragma once

#include <QWidget>

class QVBoxLayout;

namespace rt0::ui {

/// Shown before a file is opened: what to open, how to make one, the recent files.
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget* parent = nullptr);

signals:
    void openRequested();
    void recordRequested();
    void sampleRequested();
    /// Files that were opened together.
    void filesRequested(const QStringList& paths);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fillRecent();

    QVBoxLayout* m_recent = nullptr;
};

} // namespace rt0::ui
