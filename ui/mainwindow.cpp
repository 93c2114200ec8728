#include "mainwindow.h"

#include "binary/binaryview.h"
#include "commandpalette.h"
#include "compare/compareview.h"
#include "details/detailspane.h"
#include "draggedfiles.h"
#include "gc/gcview.h"
#include "graph/graphview.h"
#include "help/helpwindow.h"
#include "messagebar.h"
#include "optimize/optimizepage.h"
#include "overview/overviewview.h"
#include "packages/packagesview.h"
#include "profile/profileview.h"
#include "record/recordpanel.h"
#include "startpage.h"
#include "text.h"
#include "timeline/exectrace.h"
#include "timeline/timelineview.h"
#include "timeline/timescale.h"

#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace rt0::ui {

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent), m_theme(lightTheme()), m_systemPalette(QApplication::palette()) {
    setWindowTitle(QStringLiteral("rt0scope"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/rt0scope.svg")));
    setAcceptDrops(true);
    makeCentral();
    makeToolBar();
    makeDetails();
    makeMenus();
    watchLoader();
    watchRecorder();
    watchComparison();
    connect(&m_session, &Session::historyChanged, this, &MainWindow::updateEnabled);
    connect(&m_session, &Session::filterChanged, this, &MainWindow::updateFilterChip);
    connect(m_overview, &OverviewView::showOnTimeline, this, &MainWindow::showSelectionOnTimeline);
    connect(m_graph, &GraphView::showOnTimeline, this, &MainWindow::showSelectionOnTimeline);
    connect(m_graph, &GraphView::failed, m_messages, &MessageBar::showError);
    connect(m_packages, &PackagesView::showOnTimeline, this, &MainWindow::showSelectionOnTimeline);
    connect(m_profile, &ProfileView::openRequested, this, &MainWindow::chooseFile);
    connect(m_binary, &BinaryView::shown, this, &MainWindow::showBinary);
    connect(m_binary, &BinaryView::failed, this, [this](const QString& path, const QString& message) {
        settings::removeRecentFile(path);
        m_messages->showError(message);
    });
    m_timeline->setNavigation(settings::navigation());
    m_graph->setNavigation(settings::navigation());
    m_compare->setNavigation(settings::navigation());
    applyTheme(settings::theme());
    updateEnabled();
    resize(1280, 800);
    restoreGeometry(settings::windowGeometry());
    restoreState(settings::windowState());
}

// The views listen to the session until they are gone, and members go before children.
MainWindow::~MainWindow() {
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
}

void MainWindow::makeCentral() {
    m_messages = new MessageBar(this);
    m_recordPanel = new RecordPanel(this);
    m_start = new StartPage(this);
    m_overview = new OverviewView(m_session, this);
    m_timeline = new TimelineView(m_session, this);
    m_graph = new GraphView(m_session, this);
    m_packages = new PackagesView(m_session, this);
    m_gc = new GcView(m_session, this);
    m_binary = new BinaryView(m_session, this);
    m_profile = new ProfileView(m_session, this);
    m_compare = new CompareView(this);
    m_views = new QStackedWidget(this);
    for (QWidget* view :
         {static_cast<QWidget*>(m_start), static_cast<QWidget*>(m_overview),
          static_cast<QWidget*>(m_timeline), static_cast<QWidget*>(m_graph),
          static_cast<QWidget*>(m_packages), static_cast<QWidget*>(m_profile), static_cast<QWidget*>(m_gc),
          static_cast<QWidget*>(m_binary), static_cast<QWidget*>(m_compare)})
        m_views->addWidget(view);
    auto* central = new QWidget(this);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_recordPanel);
    column->addWidget(m_messages);
    column->addWidget(m_views, 1);
    setCentralWidget(central);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::chooseFile);
    connect(m_start, &StartPage::sampleRequested, this, &MainWindow::openSample);
    connect(m_start, &StartPage::filesRequested, this, qOverload<const QStringList&>(&MainWindow::load));
    connect(m_messages, &MessageBar::offerTaken, this, [this] { load(m_offered); });
}

void MainWindow::makeToolBar() {
    auto* bar = addToolBar(tr("Views"));
    bar->setObjectName(QStringLiteral("views"));
    bar->setMovable(false);
    m_tabs = new QTabBar(bar);
    for (const QString& name : {tr("Overview"), tr("Timeline"), tr("Init graph"), tr("Packages"),
                                tr("Profile"), tr("GC"), tr("Binary"), tr("Compare")})
        m_tabs->addTab(name);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    bar->addWidget(m_tabs);
    auto* gap = new QWidget(bar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(gap);
    m_filterChip = new QToolButton(bar);
    m_filterChip->setToolTip(tr("Remove the filter"));
    m_filterChipAction = bar->addWidget(m_filterChip);
    m_startups = new QComboBox(bar);
    m_startups->setToolTip(tr("The file holds several program starts; choose the one to show"));
    m_startups->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_startups->setAccessibleName(tr("Start-up"));
    m_startupsAction = bar->addWidget(m_startups);
    m_startupsAction->setVisible(false);
    m_filterChipAction->setVisible(false);
    connect(m_tabs, &QTabBar::currentChanged, this,
            [this](int index) { showView(static_cast<View>(index)); });
    connect(m_startups, &QComboBox::activated, this,
            [this](int index) { m_session.setStartup(static_cast<std::size_t>(index)); });
    connect(&m_session, &Session::startupChanged, this,
            [this] { m_startups->setCurrentIndex(static_cast<int>(m_session.startupIndex())); });
    connect(m_filterChip, &QToolButton::clicked, this, [this] { m_session.setFilter({}); });

    m_source = new QLabel(this);
    m_source->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_source->setIndent(8);
    statusBar()->addWidget(m_source, 1);
    m_progress = new QProgressBar(this);
    m_progress->setMaximumWidth(240);
    m_progress->hide();
    m_cancel = new QToolButton(this);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Stops reading; Esc does, too"));
    m_cancel->hide();
    statusBar()->addPermanentWidget(m_progress);
    statusBar()->addPermanentWidget(m_cancel);
    connect(m_cancel, &QToolButton::clicked, &m_loader, &Loader::cancel);
}

void MainWindow::makeDetails() {
    auto* dock = new QDockWidget(tr("Details"), this);
    dock->setObjectName(QStringLiteral("details"));
    m_details = new DetailsPane(m_session, dock);
    connect(m_details, &DetailsPane::jumped, this, [this] {
        showView(View::Timeline);
        m_timeline->showSelection();
    });
    dock->setWidget(m_details);
    dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    addDockWidget(Qt::RightDockWidgetArea, dock);
    resizeDocks({dock}, {300}, Qt::Horizontal);
    m_detailsAction = dock->toggleViewAction();
}

void MainWindow::watchLoader() {
    connect(&m_loader, &Loader::started, this,
            [this](const QString& path) { beginProgress(tr("Reading %1 …").arg(path)); });
    connect(&m_loader, &Loader::progress, this, [this](qulonglong done, qulonglong total) {
        if (m_loader.busy())
            showProgress(done, total);
    });
    connect(&m_loader, &Loader::loaded, this, [this](const std::shared_ptr<const LoadedDocument>& loaded) {
        endProgress();
        const Shown before = shown();
        show(loaded, m_loader.paths());
        offerTogether(before);
    });
    connect(&m_loader, &Loader::cancelled, this, [this] {
        endProgress();
        statusBar()->showMessage(tr("Cancelled"), 8000);
    });
    connect(&m_loader, &Loader::failed, this, [this](const QString& path, const QString& message) {
        endProgress();
        settings::removeRecentFile(path);
        m_messages->showError(m_session.empty() ? message
                                                : message + tr(" — the earlier content is still shown."));
    });
}

void MainWindow::beginProgress(const QString& what) {
    m_progress->setRange(0, 0);
    m_progress->show();
    m_cancel->show();
    statusBar()->showMessage(what);
}

void MainWindow::showProgress(qulonglong done, qulonglong total) {
    constexpr int steps = 1000;
    m_progress->setRange(0, total > 0 ? steps : 0);
    if (total > 0)
        m_progress->setValue(
            static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * steps));
}

void MainWindow::endProgress() {
    m_progress->hide();
    m_cancel->hide();
    statusBar()->clearMessage();
}

void MainWindow::showView(View view) {
    m_tabs->setCurrentIndex(static_cast<int>(view));
    QWidget* shown = m_start;
    if (view == View::Binary)
        shown = m_binary;
    else if (view == View::Compare)
        shown = m_compare;
    else if (!m_session.empty())
        shown = view == View::Overview   ? static_cast<QWidget*>(m_overview)
                : view == View::Timeline ? static_cast<QWidget*>(m_timeline)
                : view == View::Profile  ? static_cast<QWidget*>(m_profile)
                : view == View::Graph    ? static_cast<QWidget*>(m_graph)
                : view == View::Gc       ? static_cast<QWidget*>(m_gc)
                                         : static_cast<QWidget*>(m_packages);
    m_details->setGraphFirst(view == View::Graph);
    m_views->setCurrentWidget(shown);
    shown->setFocus();
}

void MainWindow::showSelectionOnTimeline() {
    showView(View::Timeline);
    const auto time = m_session.selectedTime();
    if (!time)
        return;
    // With its neighbourhood, but not more than there is.
    const TimeRange home = m_session.lanes().home;
    const TimeRange wide = withMargin(*time, 1);
    m_session.setVisible({std::max(wide.begin, home.begin), std::min(wide.end, home.end)});
}

void MainWindow::goToPackage() {
    QList<Palette::Entry> entries;
    QList<Selection> targets;
    const Startup& startup = m_session.startup();
    for (std::size_t i = 0; i < startup.inits.size(); ++i) {
        entries << Palette::Entry{toQString(startup.inits[i].importPath),
                                  boundsText(startup.inits[i].typical())};
        targets << Selection{Selection::Kind::Init, i};
    }
    const std::size_t groups = startup.trace ? startup.trace->groups.size() : 0;
    for (std::size_t i = 0; i < groups; ++i) {
        const TraceGroup& group = startup.trace->groups[i];
        if (group.members.empty())
            continue;
        entries << Palette::Entry{toQString(startup.trace->goroutineName(group.members.front())),
                                  tr("%1 goroutines").arg(countText(group.members.size()))};
        targets << Selection{Selection::Kind::Goroutine, group.members.front()};
    }
    const int chosen = Palette(tr("Go to package or goroutine"), entries, this).choose();
    if (chosen < 0)
        return;
    m_session.select(targets[chosen]);
    if (targets[chosen].kind != Selection::Kind::Init)
        showView(View::Timeline);
    if (m_views->currentWidget() == m_timeline)
        m_timeline->focusSelection();
}

void MainWindow::find() {
    if (m_views->currentWidget() == m_packages)
        return m_packages->find();
    if (m_views->currentWidget() == m_binary)
        return m_binary->find();
    if (m_views->currentWidget() == m_compare)
        return m_compare->find();
    if (m_views->currentWidget() == m_profile)
        return m_profile->find();
    if (m_views->currentWidget() == m_graph && m_session.graph())
        return m_graph->find();
    if (m_session.empty())
        return;
    showView(View::Timeline);
    m_timeline->find();
}

void MainWindow::findNext(int direction) {
    if (m_views->currentWidget() == m_graph)
        return direction > 0 ? m_graph->findNext() : m_graph->findPrevious();
    direction > 0 ? m_timeline->findNext() : m_timeline->findPrevious();
}

void MainWindow::peel() {
    if (!m_cancel->isHidden())
        return m_cancel->click();
    if (m_views->currentWidget() == m_packages && m_packages->peel())
        return;
    if (m_views->currentWidget() == m_graph && m_graph->peel())
        return;
    if (m_views->currentWidget() == m_compare && m_compare->peel())
        return;
    if (m_views->currentWidget() == m_binary && (m_binary->peel() || m_session.empty()))
        return;
    if (m_views->currentWidget() == m_profile && m_profile->peel())
        return;
    if (m_session.empty())
        return;
    if (!m_session.filter().isEmpty() && !m_session.range())
        m_session.setFilter({});
    else
        m_timeline->peel();
}

void MainWindow::updateFilterChip() {
    m_filterChip->setText(tr("filter: %1 ✕").arg(m_session.filter()));
    m_filterChipAction->setVisible(!m_session.filter().isEmpty());
}

void MainWindow::updateEnabled() {
    for (QAction* action : m_needDocument)
        action->setEnabled(!m_session.empty());
    for (QAction* action : m_needContent)
        action->setEnabled(!m_session.empty() || m_binary->facts());
    const bool own = !m_ownRecording.isEmpty() && m_path == m_ownRecording;
    m_reload->setText(own ? tr("Record a&gain") : tr("Read the file a&gain"));
    m_recordAgain->setEnabled(!m_recorder.busy() && !settings::recordForm().isEmpty());
    m_undo->setEnabled(m_session.canUndo());
    m_redo->setEnabled(m_session.canRedo());
}

void MainWindow::setThemeChoice(ThemeChoice choice) {
    settings::setTheme(choice);
    applyTheme(choice);
}

void MainWindow::applyTheme(ThemeChoice choice) {
    m_theme = themeFor(choice, m_systemPalette);
    QApplication::setPalette(paletteFor(m_theme));
    m_overview->setTheme(m_theme);
    m_timeline->setTheme(m_theme);
    m_graph->setTheme(m_theme);
    m_packages->setTheme(m_theme);
    m_gc->setTheme(m_theme);
    m_binary->setTheme(m_theme);
    m_profile->setTheme(m_theme);
    m_compare->setTheme(m_theme);
    m_messages->setTheme(m_theme);
    m_recordPanel->setTheme(m_theme);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList files = draggedFiles(*event->mimeData());
    if (files.isEmpty())
        m_messages->showError(tr("Only files of this machine can be dropped here."));
    else
        openTogether(files);
    event->acceptProposedAction();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_compareRecorder.stopAndWait();
    m_compare->optimizations().worker().stopAndWait();
    m_recorder.stopAndWait(); // no program outlives the window that started it
    settings::setWindow(saveGeometry(), saveState());
    QMainWindow::closeEvent(event);
}

} // namespace rt0::ui
