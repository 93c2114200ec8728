#include "mainwindow.h"

#include "binary/binaryview.h"
#include "messagebar.h"
#include "record/recorddialog.h"
#include "record/recordpanel.h"
#include "startpage.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QDir>
#include <QFileInfo>
#include <QStatusBar>

/// How the window records a program.
namespace rt0::ui {
namespace {

/// Where the next recording goes: beside the one before, as long as that folder can be written.
QString folderFor(const RecordSettings& last) {
    const QFileInfo folder(QFileInfo(last.output).absolutePath());
    if (!last.output.isEmpty() && folder.isDir() && folder.isWritable())
        return folder.filePath();
    return QFileInfo(QDir::currentPath()).isWritable() ? QDir::currentPath() : QDir::homePath();
}

QString proposedOutput(const RecordSettings& last) {
    return freeRecordingName(folderFor(last), last.program);
}

} // namespace

QString MainWindow::recordingFolder() const {
    return folderFor(recordSettingsOf(settings::recordForm()));
}

void MainWindow::watchRecorder() {
    connect(&m_recorder, &Recorder::started, m_recordPanel, &RecordPanel::begin);
    connect(&m_recorder, &Recorder::startBegan, m_recordPanel, &RecordPanel::showStart);
    connect(&m_recorder, &Recorder::live, m_recordPanel, &RecordPanel::showLive);
    connect(&m_recorder, &Recorder::recorded, this, [this](const QString& output) {
        m_recordPanel->end();
        statusBar()->showMessage(tr("Recorded: %1").arg(output), 8000);
        m_ownRecording = output;
        showView(View::Overview);
        load(output);
    });
    connect(&m_recorder, &Recorder::failed, this, [this](const QString& message) {
        m_recordPanel->end();
        m_messages->showError(message);
        updateEnabled();
    });
    connect(m_recordPanel, &RecordPanel::stopRequested, this, [this] {
        m_recordPanel->showStopping();
        m_recorder.stop();
    });
    connect(m_binary, &BinaryView::recordRequested, this, &MainWindow::askToRecord);
    connect(m_start, &StartPage::recordRequested, this, [this] { askToRecord({}); });
}

void MainWindow::askToRecord(const QString& program) {
    if (refusesToMeasure())
        return;
    RecordSettings asked = recordSettingsOf(settings::recordForm());
    if (!program.isEmpty() && program != asked.program) {
        asked.arguments.clear(); // they were another program's
        asked.program = program;
    }
    asked.output = proposedOutput(asked);
    RecordDialog dialog(asked, m_theme, this);
    if (dialog.exec() == QDialog::Accepted)
        record(dialog.settings());
}

void MainWindow::record(const RecordSettings& asked) {
    settings::setRecordForm(toMap(asked));
    const auto options = launchOptions(asked);
    if (!options) {
        m_messages->showError(toQString(options.error().message()));
        return;
    }
    m_messages->hide();
    m_recorder.record(*options, asked.trace, asked.output);
    updateEnabled();
}

void MainWindow::recordAgain() {
    RecordSettings asked = recordSettingsOf(settings::recordForm());
    if (asked.program.isEmpty())
        return askToRecord({});
    asked.output = proposedOutput(asked); // the recording before stays, to be compared with
    record(asked);
}

} // namespace rt0::ui
