#include "mainwindow.h"

#include "binary/binaryfacts.h"
#include "commandwords.h"
#include "compare/comparedialog.h"
#include "compare/compareview.h"
#include "messagebar.h"
#include "optimize/optimizepage.h"
#include "record/recordpanel.h"
#include "startpage.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QFileInfo>
#include <QStatusBar>
#include <QToolButton>
#include <algorithm>

/// How the window compares builds.
namespace rt0::ui {

void MainWindow::watchComparison() {
    watchCompareRecorder();
    m_compare->optimizations().setGate([this] { return !refusesToMeasure(); });
    connect(&m_compareLoader, &CompareLoader::started, this, &MainWindow::beginProgress);
    connect(&m_compareLoader, &CompareLoader::progress, this, [this](qulonglong done, qulonglong total) {
        if (m_compareLoader.busy())
            showProgress(done, total);
    });
    connect(&m_compareLoader, &CompareLoader::compared, this,
            [this](const std::shared_ptr<const ComparedPair>& pair) {
                endProgress();
                showComparison(pair);
            });
    connect(&m_compareLoader, &CompareLoader::failed, this, [this](const QString& message) {
        endProgress();
        m_messages->showError(message);
    });
    connect(m_cancel, &QToolButton::clicked, &m_compareLoader, &CompareLoader::cancel);
    connect(m_compare, &CompareView::compareRequested, this, &MainWindow::askToCompare);
    connect(m_start, &StartPage::compareRequested, this, &MainWindow::askToCompare);
    connect(m_start, &StartPage::optimizationsRequested, this, &MainWindow::showOptimizations);
    connect(m_compare, &CompareView::pairRequested, this, [this](std::size_t before, std::size_t after) {
        m_compareLoader.compare(m_compare->state().pair()->builds, before, after);
    });
    connect(m_compare, &CompareView::orderRequested, this, [this](const std::vector<std::size_t>& order) {
        std::vector<ComparedBuild> builds;
        for (const std::size_t build : order)
            builds.push_back(m_compare->state().pair()->builds[build]);
        m_compareLoader.compare(std::move(builds), 0, order.size() - 1);
    });
    connect(&m_compare->state(), &CompareState::packageChanged, this, &MainWindow::followComparison);
    connect(&m_session, &Session::selectionChanged, this, [this] {
        const Selection& selection = m_session.selection();
        if (!m_compare->state().empty() && selection.kind == Selection::Kind::Init)
            m_compare->state().selectPackage(
                toQString(m_session.startup().inits[selection.index].importPath));
    });
}

void MainWindow::watchCompareRecorder() {
    connect(&m_compareRecorder, &CompareRecorder::started, m_recordPanel, &RecordPanel::begin);
    connect(&m_compareRecorder, &CompareRecorder::startBegan, m_recordPanel, &RecordPanel::showStart);
    connect(&m_compareRecorder, &CompareRecorder::recorded, this, [this](const QStringList& files) {
        m_recordPanel->end();
        statusBar()->showMessage(tr("Recorded: %1").arg(files.join(QStringLiteral(", "))), 8000);
        compareFiles(files);
    });
    connect(&m_compareRecorder, &CompareRecorder::failed, this, [this](const QString& message) {
        m_recordPanel->end();
        m_messages->showError(message);
    });
    connect(m_recordPanel, &RecordPanel::stopRequested, &m_compareRecorder, &CompareRecorder::stop);
}

void MainWindow::openTogether(const QStringList& given) {
    if (given.size() > 1 && startupsOnly(given))
        compareFiles(given);
    else
        open(given);
}

void MainWindow::compareFiles(const QStringList& files) {
    m_messages->hide();
    QList<QStringList> builds;
    for (const QString& file : files)
        builds << QStringList(file);
    m_compareLoader.load(builds);
}

/// Two measurements at once would disturb each other.
bool MainWindow::refusesToMeasure() {
    const bool busy =
        m_recorder.busy() || m_compareRecorder.busy() || m_compare->optimizations().worker().busy();
    if (busy)
        m_messages->showError(tr("A program is being measured; stop that first."));
    return busy;
}

void MainWindow::askToCompare() {
    if (refusesToMeasure())
        return;
    QStringList known;
    for (const QStringList& paths : settings::recentFiles())
        known << paths.join(QStringLiteral(" + "));
    known.removeDuplicates();
    QStringList shown;
    for (const QString& path : m_paths)
        if (!path.startsWith(QLatin1Char(':')))
            shown << QFileInfo(path).absoluteFilePath();
    const QString open = shown.join(QStringLiteral(" + "));
    if (!open.isEmpty()) {
        known.removeAll(open);
        known.prepend(open);
    }
    QStringList proposed;
    if (m_views->currentWidget() == m_compare && !m_compare->state().empty())
        for (const ComparedBuild& build : m_compare->state().pair()->builds)
            proposed << build.paths.join(QStringLiteral(" + "));
    else if (!open.isEmpty())
        proposed << open;
    CompareDialog dialog(proposed, known, m_theme, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const CompareWish wish = dialog.wish();
    m_messages->hide();
    if (wish.record)
        m_compareRecorder.record(wish, recordingFolder());
    else
        m_compareLoader.load(wish.builds);
}

void MainWindow::showOptimizations() {
    QString program;
    QStringList arguments;
    if (!m_session.empty() && m_session.startup().recorded) {
        const std::vector<std::string>& command = m_session.startup().recorded->launch->command;
        program = QString::fromStdString(m_session.startup().recorded->launch->program);
        for (std::size_t i = 1; i < command.size(); ++i)
            arguments << QString::fromStdString(command[i]);
    } else if (isElfFile(m_path)) {
        program = m_path;
    }
    if (QFileInfo::exists(program))
        m_compare->optimizations().propose(program, typedWords(arguments));
    showView(View::Compare);
    m_compare->showOptimizations();
}

/// The other views go on showing what they show when it is one of the builds, else they show B.
void MainWindow::showComparison(const std::shared_ptr<const ComparedPair>& pair) {
    m_compare->state().setPair(pair);
    const auto isShown = [this](const ComparedBuild& build) { return build.loaded == m_session.loaded(); };
    if (std::ranges::none_of(pair->builds, isShown))
        show(pair->b().loaded, pair->b().paths);
    for (const ComparedBuild& build : pair->builds)
        remember(build.paths);
    setWindowTitle(QStringLiteral("%1 ⇄ %2 — rt0scope")
                       .arg(toQString(pair->a().side.label), toQString(pair->b().side.label)));
    showView(View::Compare);
}

/// A package that is selected in the comparison is selected in the start-up that the other views show.
void MainWindow::followComparison() {
    const QString& package = m_compare->state().package();
    if (m_session.empty() || package.isEmpty())
        return;
    const auto& inits = m_session.startup().inits;
    const auto found = std::ranges::find_if(
        inits, [&](const PackageInit& init) { return toQString(init.importPath) == package; });
    if (found != inits.end())
        m_session.select({Selection::Kind::Init, static_cast<std::size_t>(found - inits.begin())});
}

} // namespace rt0::ui
