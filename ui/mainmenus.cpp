#include "mainwindow.h"

#include "commandpalette.h"
#include "compare/compareview.h"
#include "graph/graphview.h"
#include "help/helpwindow.h"
#include "timeline/timelineview.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenuBar>

/// The window's menus and keys.
namespace rt0::ui {

QAction* MainWindow::addCommand(QMenu* menu, const QString& text, const QList<QKeySequence>& keys,
                                std::function<void()> run, Needs needs) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    menu->addAction(action);
    m_commands << action;
    if (needs == Needs::Document)
        m_needDocument << action;
    if (needs == Needs::Content)
        m_needContent << action;
    return action;
}

void MainWindow::makeMenus() {
    makeFileMenu();
    makeEditMenu();
    makeViewMenu();
    makeHelpMenu();
}

void MainWindow::makeFileMenu() {
    auto* menu = menuBar()->addMenu(tr("&File"));
    addCommand(menu, tr("&Open…"), {QKeySequence::Open}, [this] { chooseFile(); });
    m_recent = menu->addMenu(tr("Open &recent"));
    connect(m_recent, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
    addCommand(menu, tr("Open the &sample (kubectl)"), {}, [this] { openSample(); });
    menu->addSeparator();
    addCommand(menu, tr("&Record a start…"), {QKeySequence(tr("Ctrl+R"))}, [this] { askToRecord({}); });
    m_recordAgain = addCommand(menu, tr("Record with the &last settings"), {QKeySequence(tr("Ctrl+Shift+R"))},
                               [this] { recordAgain(); });
    addCommand(menu, tr("Co&mpare…"), {QKeySequence(tr("Ctrl+Shift+D"))}, [this] { askToCompare(); });
    addCommand(menu, tr("What would make it &faster…"), {QKeySequence(tr("Ctrl+Shift+O"))},
               [this] { showOptimizations(); });
    menu->addSeparator();
    m_reload = addCommand(
        menu, tr("Read the file a&gain"), {QKeySequence(Qt::Key_F5)}, [this] { reload(); }, Needs::Content);
    menu->addSeparator();
    addCommand(menu, tr("&Export…"), {QKeySequence(tr("Ctrl+Shift+E"))}, [this] { exportAs(); });
    addCommand(
        menu, tr("&Copy picture"), {QKeySequence(tr("Ctrl+Shift+C"))}, [this] { copyPicture(); },
        Needs::Document);
    menu->addSeparator();
    addCommand(menu, tr("&Quit"), {QKeySequence(tr("Ctrl+Q"))}, [this] { close(); });
}

void MainWindow::fillRecent() {
    m_recent->clear();
    for (const QStringList& paths : settings::recentFiles())
        m_recent->addAction(paths.join(QStringLiteral(" + ")), this, [this, paths] { load(paths); });
    if (m_recent->isEmpty())
        m_recent->addAction(tr("No file yet"))->setEnabled(false);
}

void MainWindow::makeEditMenu() {
    auto* menu = menuBar()->addMenu(tr("&Edit"));
    m_undo =
        addCommand(menu, tr("&Undo view"),
                   {QKeySequence::Undo, QKeySequence(Qt::ALT | Qt::Key_Left), QKeySequence(Qt::Key_Back)},
                   [this] { m_session.undo(); });
    m_redo = addCommand(menu, tr("&Redo view"),
                        {QKeySequence(tr("Ctrl+Y")), QKeySequence(tr("Ctrl+Shift+Z")),
                         QKeySequence(Qt::ALT | Qt::Key_Right), QKeySequence(Qt::Key_Forward)},
                        [this] { m_session.redo(); });
    menu->addSeparator();
    addCommand(
        menu, tr("&Find…"), {QKeySequence::Find, QKeySequence(Qt::Key_Slash)}, [this] { find(); },
        Needs::Content);
    addCommand(
        menu, tr("Find &next"), {QKeySequence(Qt::Key_F3)}, [this] { findNext(1); }, Needs::Document);
    addCommand(
        menu, tr("Find &previous"), {QKeySequence(Qt::SHIFT | Qt::Key_F3)}, [this] { findNext(-1); },
        Needs::Document);
    addCommand(
        menu, tr("Go to pac&kage or goroutine…"), {QKeySequence(tr("Ctrl+P"))}, [this] { goToPackage(); },
        Needs::Document);
    addCommand(
        menu, tr("Exact &range…"), {QKeySequence(tr("Ctrl+L"))},
        [this] {
            showView(View::Timeline);
            m_timeline->editRange();
        },
        Needs::Document);
    addCommand(
        menu, tr("Clear selection step by step"), {QKeySequence(Qt::Key_Escape)}, [this] { peel(); },
        Needs::Nothing);
}

void MainWindow::makeViewMenu() {
    auto* menu = menuBar()->addMenu(tr("&View"));
    const QStringList names{tr("&Overview"), tr("&Timeline"), tr("&Init graph"), tr("&Packages"),
                            tr("P&rofile"),  tr("&GC"),       tr("&Binary"),     tr("Co&mpare")};
    for (int i = 0; i < names.size(); ++i)
        addCommand(menu, names[i], {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i))},
                   [this, i] { showView(static_cast<View>(i)); });
    menu->addSeparator();
    addCommand(
        menu, tr("Show &everything"), {}, [this] { m_session.showAll(); }, Needs::Document);
    addCommand(
        menu, tr("&Init phase of goroutine 1, main.main"), {QKeySequence(Qt::Key_G)},
        [this] {
            showView(View::Timeline);
            m_timeline->goToInitPhase();
        },
        Needs::Document);
    addCommand(
        menu, tr("E&xpand or collapse the lane"), {QKeySequence(Qt::Key_E)},
        [this] { m_timeline->toggleExpanded(); }, Needs::Document);
    addCommand(
        menu, tr("All &wake-ups of the visible goroutines"), {QKeySequence(Qt::Key_X)},
        [this] {
            showView(View::Timeline);
            m_timeline->toggleLinks();
        },
        Needs::Document);
    makeGraphMenu(menu->addMenu(tr("Init graph &shows")));
    menu->addAction(m_detailsAction);
    m_commands << m_detailsAction;
    menu->addSeparator();
    makeChoices(menu->addMenu(tr("&Colours")),
                {tr("Colours as the system"), tr("Light colours"), tr("Dark colours")},
                static_cast<int>(settings::theme()),
                [this](int choice) { setThemeChoice(static_cast<ThemeChoice>(choice)); });
    makeChoices(menu->addMenu(tr("&Mouse")),
                {tr("Mouse as in Perfetto"), tr("Mouse as in gotraceui"), tr("Mouse as in Tracy")},
                static_cast<int>(settings::navigation()), [this](int choice) {
                    settings::setNavigation(static_cast<NavigationPreset>(choice));
                    m_timeline->setNavigation(static_cast<NavigationPreset>(choice));
                    m_graph->setNavigation(static_cast<NavigationPreset>(choice));
                    m_compare->setNavigation(static_cast<NavigationPreset>(choice));
                });
}

void MainWindow::makeGraphMenu(QMenu* menu) {
    const QStringList scenes = GraphView::sceneNames();
    for (int i = 0; i < scenes.size(); ++i)
        addCommand(
            menu, tr("Init graph: %1").arg(scenes[i]), {},
            [this, i] {
                showView(View::Graph);
                m_graph->showScene(i);
            },
            Needs::Document);
    menu->addSeparator();
    addCommand(
        menu, tr("Init graph: run go list in a directory…"), {},
        [this] {
            showView(View::Graph);
            m_graph->askForDirectory();
        },
        Needs::Document);
    addCommand(
        menu, tr("Init graph: open a file of go list…"), {},
        [this] {
            showView(View::Graph);
            m_graph->askForFile();
        },
        Needs::Document);
}

void MainWindow::makeChoices(QMenu* menu, const QStringList& names, int current,
                             std::function<void(int)> choose) {
    auto* group = new QActionGroup(menu);
    for (int i = 0; i < names.size(); ++i) {
        QAction* action = group->addAction(menu->addAction(names[i]));
        action->setCheckable(true);
        action->setChecked(i == current);
        connect(action, &QAction::triggered, this, [choose, i] { choose(i); });
        m_commands << action;
    }
}

void MainWindow::makeHelpMenu() {
    auto* menu = menuBar()->addMenu(tr("&Help"));
    const auto help = [this](HelpPage page) {
        if (!m_help)
            m_help = new HelpWindow(this); // deletes itself when it is closed
        m_help->showPage(page);
    };
    addCommand(menu, tr("&Manual"), {QKeySequence::HelpContents}, [help] { help(HelpPage::Manual); });
    addCommand(menu, tr("&Keys and mouse"), {QKeySequence(Qt::Key_Question)},
               [help] { help(HelpPage::Keys); });
    addCommand(menu, tr("&Commands…"), {QKeySequence(tr("Ctrl+Shift+P"))},
               [this] { runCommandPalette(m_commands, this); });
}

} // namespace rt0::ui
