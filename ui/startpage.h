#pragma once

#include <QWidget>

class QVBoxLayout;

namespace rt0::ui {

/// Shown before a file is opened: what can be done, how to make a file, the recent files.
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget* parent = nullptr);

signals:
    void openRequested();
    void recordRequested();
    void sampleRequested();
    void compareRequested();
    void optimizationsRequested();
    /// Files that were opened together.
    void filesRequested(const QStringList& paths);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fillRecent();

    QVBoxLayout* m_recent = nullptr;
};

} // namespace rt0::ui
