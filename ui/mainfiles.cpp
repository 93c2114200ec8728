#include "mainwindow.h"

#include "base/atomicfile.h"
#include "binary/binaryview.h"
#include "commandwords.h"
#include "compare/compareview.h"
#include "export/exportdialog.h"
#include "graph/graphview.h"
#include "messagebar.h"
#include "optimize/optimizepage.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QProcess>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTime>

/// What the window opens and writes.
namespace rt0::ui {
namespace {

constexpr QLatin1String kSample(":/samples/kubectl-1.36.4.log");

} // namespace

void MainWindow::open(const QStringList& given) {
    QStringList files;
    QStringList binaries;
    for (const QString& file : given)
        (isElfFile(file) ? binaries : files) << file;
    // A program stands beside the start-up that is opened with it, or that is shown already.
    const QString program = binaries.isEmpty() ? QString() : binaries.takeFirst();
    if (!program.isEmpty())
        openBinary(program);
    for (const QString& further : binaries)
        openElsewhere({further});
    if (files.isEmpty())
        return;
    // A trace and the log of its run belong together; other files get windows of their own.
    const QList<QStringList> groups = groupFiles(files);
    QStringList together = groups.front();
    if (!program.isEmpty()) // it names a profile's addresses, and tells which package uses which
        together << program;
    load(together);
    for (const QStringList& group : groups.mid(1))
        openElsewhere(group);
}

void MainWindow::openElsewhere(const QStringList& files) {
    QStringList arguments;
    for (const QString& file : files)
        arguments << QFileInfo(file).absoluteFilePath();
    QProcess::startDetached(QCoreApplication::applicationFilePath(), arguments);
}

void MainWindow::openBinary(const QString& path) {
    m_messages->hide();
    m_binary->open(path);
    showView(View::Binary);
}

void MainWindow::showBinary() {
    const QString& path = m_binary->path();
    if (path.isEmpty())
        return; // facts of a recording; the window speaks of that one
    m_messages->showDiagnostics(m_binary->facts()->diagnostics);
    settings::addRecentFiles({QFileInfo(path).absoluteFilePath()});
    if (m_session.empty()) {
        setWindowTitle(QStringLiteral("%1 — rt0scope").arg(QFileInfo(path).fileName()));
        m_source->setText(QStringLiteral("%1 · %2").arg(path, m_binary->facts()->headline));
    }
    updateEnabled();
}

void MainWindow::openSample() {
    load(kSample);
}

void MainWindow::chooseFile() {
    const QString folder = m_path.startsWith(QLatin1Char(':')) ? QString() : QFileInfo(m_path).path();
    openTogether(QFileDialog::getOpenFileNames(
        this, tr("Open logs, execution traces, profiles, recordings and Go binaries"), folder));
}

void MainWindow::reload() {
    if (m_views->currentWidget() == m_binary && !m_binary->path().isEmpty())
        openBinary(m_binary->path());
    else if (!m_ownRecording.isEmpty() && m_path == m_ownRecording)
        recordAgain();
    else if (!m_paths.isEmpty())
        load(m_paths);
}

void MainWindow::load(const QStringList& paths) {
    if (paths.size() == 1 && isElfFile(paths.front()))
        return openBinary(paths.front());
    m_messages->hide();
    m_loader.load(paths);
}

void MainWindow::show(const std::shared_ptr<const LoadedDocument>& loaded, const QStringList& paths) {
    const bool again = paths == m_paths;
    const TimeRange visible = m_session.visible();
    const std::size_t startup = m_session.startupIndex();
    const bool first = m_session.empty();
    m_path = paths.value(0);
    m_paths = paths;
    m_session.setDocument(loaded);
    if (again && !first) {
        // Reading the same file again keeps what the user was looking at.
        m_session.setStartup(startup);
        m_session.setVisible(visible.overlaps(m_session.lanes().home) ? visible : m_session.lanes().home);
        statusBar()->showMessage(tr("Read again at %1").arg(QTime::currentTime().toString()), 8000);
    }
    fillStartups();
    showSource();
    if (const auto& recorded = m_session.startup().recorded; recorded && !recorded->binaryJson.empty())
        m_binary->openFacts(recorded->binaryJson);
    m_messages->showDiagnostics(loaded->document.diagnostics);
    setWindowTitle(QStringLiteral("%1 — rt0scope").arg(namesOf(m_paths)));
    remember(m_paths);
    updateEnabled();
    const bool besideBinary = first && m_binary->facts() != nullptr;
    showView(first && !besideBinary ? tellingView() : static_cast<View>(m_tabs->currentIndex()));
}

/// The first one that has something to tell of what is open.
MainWindow::View MainWindow::tellingView() const {
    if (m_session.startup().isTold())
        return View::Overview;
    if (!m_session.document().profiles.empty())
        return View::Profile;
    return m_session.startup().graph ? View::Graph : View::Overview;
}

/// Among the recent files; not what comes with the program.
void MainWindow::remember(const QStringList& paths) {
    QStringList files;
    for (const QString& path : paths)
        if (!path.startsWith(QLatin1Char(':')))
            files << QFileInfo(path).absoluteFilePath();
    if (!files.isEmpty())
        settings::addRecentFiles(files);
}

MainWindow::Content MainWindow::contentOf(const Document& document) {
    if (document.startups.size() != 1 || document.startups.front().recorded)
        return Content::Other;
    const Startup& startup = document.startups.front();
    if (!startup.trace)
        return startup.inits.empty() ? Content::Other : Content::Log;
    return startup.inits.empty() ? Content::Trace : Content::Other;
}

MainWindow::Shown MainWindow::shown() const {
    return {m_paths, m_session.empty() ? Content::Other : contentOf(m_session.document())};
}

/// A trace and a log that are opened one after the other may be of one run.
void MainWindow::offerTogether(const Shown& before) {
    const Content content = contentOf(m_session.document());
    const bool pair = before.paths.size() == 1 && m_paths.size() == 1 &&
                      ((before.content == Content::Trace && content == Content::Log) ||
                       (before.content == Content::Log && content == Content::Trace));
    if (!pair || before.paths.front().startsWith(QLatin1Char(':')))
        return;
    m_offered = m_paths + before.paths;
    m_messages->offer(content == Content::Log ? tr("Is this the log of the run that the trace shows?")
                                              : tr("Is this the trace of the run that the log is from?"),
                      tr("Show together with %1").arg(namesOf(before.paths)));
}

void MainWindow::showSource() {
    const Document& document = m_session.document();
    QStringList formats;
    for (const std::string& format : document.source.formats)
        formats << toQString(format);
    QString text = tr("%1 · %2 · %3 · file of %4")
                       .arg(toQString(document.source.path), formats.join(QStringLiteral(", ")),
                            bytesText(document.source.bytes), dateText(document.source.modified));
    for (const Source& further : document.joined)
        text += tr(" · with %1").arg(QFileInfo(toQString(further.path)).fileName());
    m_source->setText(text);
}

void MainWindow::fillStartups() {
    m_startups->clear();
    for (const Startup& startup : m_session.document().startups)
        m_startups->addItem(toQString(startup.name));
    m_startups->setCurrentIndex(static_cast<int>(m_session.startupIndex()));
    m_startupsAction->setVisible(m_startups->count() > 1);
}

ExportOf MainWindow::exportable() const {
    if (m_views->currentWidget() == m_graph && m_graph->canvas().picture())
        return ExportOf::Graph;
    if (m_views->currentWidget() == m_compare && m_compare->showsOptimizations())
        return ExportOf::Optimizations;
    if (m_views->currentWidget() == m_compare && !m_compare->state().empty())
        return ExportOf::Comparison;
    return ExportOf::Startup;
}

QByteArray MainWindow::exported(ExportOf what, const ExportOptions& options) const {
    switch (what) {
    case ExportOf::Graph:
        return m_graph->exported(options);
    case ExportOf::Optimizations:
        return ui::exported(m_compare->optimizations().table(), options);
    case ExportOf::Comparison:
        return ui::exported(m_compare->state(), options);
    case ExportOf::Startup:
        break;
    }
    return ui::exported(m_session, options);
}

void MainWindow::exportAs() {
    const ExportOf what = exportable();
    if (what == ExportOf::Startup && m_session.empty())
        return m_messages->showError(tr("Nothing is shown that could be exported."));
    ExportDialog dialog(what, m_theme.dark, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString suffix = suffixOf(dialog.options().format);
    const QString folder = m_exportFolder.isEmpty() ? QDir::currentPath() : m_exportFolder;
    const QString base = what == ExportOf::Optimizations ? QStringLiteral("optimisations")
                         : what == ExportOf::Comparison  ? QStringLiteral("comparison")
                                                         : QFileInfo(m_path).completeBaseName();
    const QString name = QDir(folder).filePath(base + QLatin1Char('.') + suffix);
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export"), name, QStringLiteral("*.%1").arg(suffix));
    if (path.isEmpty())
        return;
    m_exportFolder = QFileInfo(path).path();
    const QByteArray bytes = exported(what, dialog.options());
    const auto written = writeFileAtomically(encodedPath(path), bytes.toStdString());
    if (written)
        statusBar()->showMessage(tr("Written: %1").arg(path), 8000);
    else
        m_messages->showError(toQString(written.error().message()));
}

void MainWindow::copyPicture() {
    ExportOptions options;
    options.format = ExportFormat::Png;
    options.dark = m_theme.dark;
    options.visibleRange = true;
    const ExportOf what = exportable();
    const ExportOf picture = what != ExportOf::Optimizations ? what
                             : m_compare->state().empty()    ? ExportOf::Startup
                                                             : ExportOf::Comparison;
    if (picture == ExportOf::Startup && m_session.empty())
        return m_messages->showError(tr("Nothing is shown that there is a picture of."));
    const QByteArray bytes = exported(picture, options);
    QApplication::clipboard()->setImage(QImage::fromData(bytes, "PNG"));
    statusBar()->showMessage(tr("The picture is on the clipboard"), 8000);
}

} // namespace rt0::ui
