#pragma once

#include "binary/binaryfacts.h"
#include "theme.h"

#include <QFutureWatcher>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace rt0::ui {

class Session;
class SheetTable;

/// What a Go program's file tells without running it: how it was built, its init tasks in order, modules,
/// sizes, and what the dynamic linker has to do. A package chosen here is the session's selection.
class BinaryView : public QWidget {
    Q_OBJECT

public:
    explicit BinaryView(Session& session, QWidget* parent = nullptr);
    ~BinaryView() override;

    /// Reads a program's file on a worker thread.
    void open(const QString& path);
    /// Shows the facts that a recording holds; `json` as of parseBinaryFacts.
    void openFacts(const std::string& json);
    /// What is shown; null before something was read.
    const std::shared_ptr<const BinaryFacts>& facts() const { return m_facts; }
    /// The file that open() was given last; empty for facts of a recording.
    const QString& path() const { return m_path; }

    void setTheme(const Theme& theme);
    void find();
    /// Clears the filter of the page; false when there was none.
    bool peel();

signals:
    void shown();
    void failed(const QString& path, const QString& message);
    /// The user wants to see how the program starts.
    void recordRequested(const QString& path);

private:
    void makePages();
    void read(std::function<BinaryOutcome()> reader);
    void finish();
    void fill();
    void fillInits();
    void fillSizes();
    void fillLinker();
    void selectPackage(int row);
    SheetTable* currentFilter() const;

    Session& m_session;
    QString m_path;
    std::shared_ptr<const BinaryFacts> m_facts;
    QFutureWatcher<BinaryOutcome> m_watcher;

    QStackedWidget* m_stack = nullptr; ///< children of this widget, as the following
    QLabel* m_state = nullptr;         ///< nothing read yet, reading, or why that failed
    QLabel* m_headline = nullptr;
    QPushButton* m_record = nullptr;
    QTabWidget* m_pages = nullptr;
    SheetTable* m_build = nullptr;
    SheetTable* m_inits = nullptr;
    SheetTable* m_modules = nullptr;
    SheetTable* m_sizes = nullptr;
    SheetTable* m_sections = nullptr;
    SheetTable* m_metadata = nullptr;
    SheetTable* m_linker = nullptr;
    SheetTable* m_relocations = nullptr;
    SheetTable* m_libraries = nullptr;
};

} // namespace rt0::ui
