#include "record/recorder.h"

#include "binary/binaryfacts.h"
#include "capture/tracebuild.h"
#include "commandwords.h"
#include "recording/rt0file.h"
#include "text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QtConcurrent>
#include <optional>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Record", text);
}

/// `abandon`: what there is by then is not wanted.
Result<void> recordTo(const std::string& output, const LaunchOptions& options, bool trace,
                      const LaunchProgress& progress, const std::stop_token& stop,
                      const std::stop_token& abandon) {
    std::optional<TracedBuild> build;
    if (trace) {
        auto made = TracedBuild::make(options.command.front(), options.environment, stop);
        if (!made)
            return tl::unexpected(made.error());
        build = std::move(*made);
    }
    auto launch = recordLaunch(build ? withBuild(options, *build) : options, progress, stop);
    if (!launch)
        return tl::unexpected(launch.error());
    if (abandon.stop_requested())
        return tl::unexpected(Error{"cancelled", {}, {}});
    // A recording without the program's facts is still one; its reader says that they are missing.
    const auto facts =
        readBinaryJson(QFile::decodeName(QByteArray::fromStdString(launch->program)), PackageUses::Tell);
    launch->command = options.command;
    return writeRt0File(output, *launch, facts ? *facts : std::string());
}

} // namespace

QString purposeText(LaunchPurpose purpose) {
    switch (purpose) {
    case LaunchPurpose::Wall:
    case LaunchPurpose::WallControl:
        return tr("untouched, for the wall time");
    case LaunchPurpose::MainTime:
    case LaunchPurpose::MainTimeControl:
        return tr("one probe at main.main");
    case LaunchPurpose::InitLog:
        return tr("with inittrace and gctrace");
    case LaunchPurpose::LoaderStatistics:
        return tr("with LD_DEBUG=statistics");
    case LaunchPurpose::Milestones:
        return tr("with probes");
    case LaunchPurpose::InitFunctions:
        return tr("with probes at init functions");
    case LaunchPurpose::Details:
        return tr("under ptrace, for faults and system calls");
    case LaunchPurpose::Trace:
        return tr("with an execution trace");
    }
    return {};
}

Recorder::Recorder(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcher<Outcome>::finished, this, &Recorder::finish);
}

Recorder::~Recorder() {
    m_watcher.disconnect(this);
    stopAndWait();
}

void Recorder::record(const LaunchOptions& options, bool trace, const QString& output) {
    if (m_busy)
        return;
    m_busy = true;
    m_stop = std::stop_source();
    m_abandon = std::stop_source();
    m_output = output;
    emit started(QFileInfo(QFile::decodeName(QByteArray::fromStdString(options.command.front()))).fileName());
    const std::string file = encodedPath(output);
    m_watcher.setFuture(QtConcurrent::run([options, trace, file, progress = progress(m_stop.get_token()),
                                           stop = m_stop.get_token(), abandon = m_abandon.get_token()] {
        return recordTo(file, options, trace, progress, stop, abandon);
    }));
}

/// Called in the worker thread; receivers live in the GUI thread and get the signals queued.
LaunchProgress Recorder::progress(std::stop_token stop) {
    LaunchProgress progress;
    progress.startOf = [this, stop](std::uint32_t number, std::uint32_t count, LaunchPurpose purpose) {
        if (!stop.stop_requested())
            emit startBegan(static_cast<int>(number), static_cast<int>(count), purposeText(purpose));
    };
    progress.live = [this, stop](const LaunchLive& now) {
        if (!stop.stop_requested())
            emit live(now);
    };
    return progress;
}

void Recorder::stop() {
    m_stop.request_stop();
}

void Recorder::stopAndWait() {
    m_abandon.request_stop();
    stop();
    m_watcher.waitForFinished();
}

void Recorder::finish() {
    m_busy = false;
    const Outcome outcome = m_watcher.result();
    if (outcome)
        emit recorded(m_output);
    else if (m_stop.stop_requested())
        emit failed(tr("The recording was stopped before anything was measured; nothing was written."));
    else
        emit failed(toQString(outcome.error().message()));
}

} // namespace rt0::ui
