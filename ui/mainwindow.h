#pragma once

#include "compare/compareloader.h"
#include "compare/comparerecorder.h"
#include "export/exportdialog.h"
#include "loader.h"
#include "record/recorder.h"
#include "record/recordsettings.h"
#include "session.h"
#include "settings.h"
#include "theme.h"

#include <QMainWindow>
#include <QPointer>
#include <functional>

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QProgressBar;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace rt0::ui {

class BinaryView;
class CompareView;
class DetailsPane;
class GcView;
class GraphView;
class HelpWindow;
class MessageBar;
class OverviewView;
class PackagesView;
class ProfileView;
class RecordPanel;
class StartPage;
class TimelineView;

/// The window: views, docks, menus, opening files. Everything else is done by the session and the views.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    enum class View { Overview, Timeline, Graph, Packages, Profile, Gc, Binary, Compare };

    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Reads the files that belong together, a Go binary beside them; all others open in windows of their
    /// own.
    void open(const QStringList& given);
    void openSample();
    /// As open(), but several logs or recordings are compared with each other: what a drop and the open
    /// dialog mean by several.
    void openTogether(const QStringList& given);
    /// Compares start-ups, each in a file of its own, A first.
    void compareFiles(const QStringList& files);
    /// Asks what to compare.
    void askToCompare();
    /// What would make a program start faster; the one that is shown is proposed.
    void showOptimizations();
    /// Asks what to record; `program` is proposed when it is not empty.
    void askToRecord(const QString& program);
    /// Records and opens the recording; what is wrong is shown as a message.
    void record(const RecordSettings& asked);
    void showView(View view);
    void setThemeChoice(ThemeChoice choice);
    Session& session() { return m_session; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    /// What a command works on; Content is a start-up or a binary.
    enum class Needs { Nothing, Document, Content };

    void makeCentral();
    void makeToolBar();
    void makeDetails();
    void makeMenus();
    void makeFileMenu();
    void makeEditMenu();
    void makeViewMenu();
    void makeGraphMenu(QMenu* menu);
    void makeHelpMenu();
    /// A menu of which one entry is checked.
    void makeChoices(QMenu* menu, const QStringList& names, int current, std::function<void(int)> choose);
    QAction* addCommand(QMenu* menu, const QString& text, const QList<QKeySequence>& keys,
                        std::function<void()> run, Needs needs = Needs::Nothing);
    void watchLoader();
    void watchRecorder();
    void recordAgain();
    QString recordingFolder() const;
    void watchComparison();
    void watchCompareRecorder();
    bool refusesToMeasure();
    void showComparison(const std::shared_ptr<const ComparedPair>& pair);
    void followComparison();
    void showProgress(qulonglong done, qulonglong total);
    void beginProgress(const QString& what);
    void endProgress();

    /// What belongs to one run: a trace alone, and a log of one start-up without a trace.
    enum class Content { Log, Trace, Other };
    struct Shown {
        QStringList paths;
        Content content{};
    };
    static Content contentOf(const Document& document);

    void chooseFile();
    void reload();
    void load(const QStringList& paths);
    void load(const QString& path) { load(QStringList(path)); }
    void openBinary(const QString& path);
    void openElsewhere(const QStringList& files);
    void show(const std::shared_ptr<const LoadedDocument>& loaded, const QStringList& paths);
    void showBinary();
    void remember(const QStringList& paths);
    Shown shown() const;
    void offerTogether(const Shown& before);
    void showSource();
    void fillStartups();
    void fillRecent();
    /// What the view that is shown has to export.
    ExportOf exportable() const;
    QByteArray exported(ExportOf what, const ExportOptions& options) const;
    void exportAs();
    void copyPicture();
    void goToPackage();
    void showSelectionOnTimeline();
    void find();
    void findNext(int direction);
    void peel();
    void updateFilterChip();
    void updateEnabled();
    void applyTheme(ThemeChoice choice);

    Session m_session;
    Loader m_loader;
    Recorder m_recorder;
    CompareLoader m_compareLoader;
    CompareRecorder m_compareRecorder;
    Theme m_theme;
    QPalette m_systemPalette;
    QString m_path;
    QStringList m_paths;    ///< all files that are shown; `m_path` is the first
    QStringList m_offered;  ///< what the message bar offers to show
    QString m_ownRecording; ///< the last one made in this window
    QString m_exportFolder; ///< where the user exported to last
    QPointer<HelpWindow> m_help;
    QList<QAction*> m_commands;
    QList<QAction*> m_needDocument; ///< disabled without one
    QList<QAction*> m_needContent;

    QTabBar* m_tabs = nullptr; ///< children of the window, as the following
    QStackedWidget* m_views = nullptr;
    StartPage* m_start = nullptr;
    OverviewView* m_overview = nullptr;
    TimelineView* m_timeline = nullptr;
    GraphView* m_graph = nullptr;
    PackagesView* m_packages = nullptr;
    GcView* m_gc = nullptr;
    BinaryView* m_binary = nullptr;
    ProfileView* m_profile = nullptr;
    CompareView* m_compare = nullptr;
    MessageBar* m_messages = nullptr;
    RecordPanel* m_recordPanel = nullptr;
    QComboBox* m_startups = nullptr;
    QAction* m_startupsAction = nullptr;
    QToolButton* m_filterChip = nullptr;
    QAction* m_filterChipAction = nullptr;
    QLabel* m_source = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_cancel = nullptr;
    QMenu* m_recent = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_reload = nullptr;
    QAction* m_recordAgain = nullptr;
    DetailsPane* m_details = nullptr;
    QAction* m_detailsAction = nullptr;
};

} // namespace rt0::ui
