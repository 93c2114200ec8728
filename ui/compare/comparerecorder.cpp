#include "compare/comparerecorder.h"

#include "analysis/compare/compare.h"
#include "binary/binaryfacts.h"
#include "capture/recordcomparison.h"
#include "commandwords.h"
#include "record/recorder.h"
#include "record/recordsettings.h"
#include "recording/rt0file.h"
#include "text.h"

#include <QFileInfo>
#include <QtConcurrent>
#include <algorithm>
#include <iterator>

namespace rt0::ui {
namespace {

/// Two of one name are told apart by their folders.
std::vector<std::string> labelsOf(const CompareWish& wish) {
    std::vector<std::string> paths;
    for (const QStringList& build : wish.builds)
        paths.push_back(encodedPath(QFileInfo(build.front()).absoluteFilePath()));
    return compare::sideLabels(paths);
}

std::vector<ComparedProgram> programsOf(const CompareWish& wish) {
    const std::vector<std::string> labels = labelsOf(wish);
    std::vector<ComparedProgram> programs;
    for (const QStringList& build : wish.builds) {
        ComparedProgram& program = programs.emplace_back();
        program.label = labels[programs.size() - 1];
        program.command.push_back(encodedPath(QFileInfo(build.front()).absoluteFilePath()));
        std::ranges::move(commandWords(wish.arguments), std::back_inserter(program.command));
    }
    return programs;
}

/// Free also when two programs have one name.
QString outputFor(const QString& folder, const QString& program, const QStringList& taken) {
    QString name = freeRecordingName(folder, program);
    const QFileInfo first(name);
    for (int i = 2; taken.contains(name) || QFileInfo::exists(name); ++i)
        name = first.dir().filePath(QStringLiteral("%1-%2.rt0").arg(first.completeBaseName()).arg(i));
    return name;
}

Result<QStringList> writeAll(const CompareWish& wish, const QString& folder, const RecordedComparison& made) {
    QStringList files;
    for (std::size_t i = 0; i < made.sides.size(); ++i) {
        const QString program = wish.builds[static_cast<qsizetype>(i)].front();
        // A recording without the program's facts is still one; its reader says that they are missing.
        const auto facts = readBinaryJson(program, PackageUses::Tell);
        const QString file = outputFor(folder, program, files);
        const Launch* const control = i == 0 && made.control ? &*made.control : nullptr;
        const auto written =
            writeRt0File(encodedPath(file), made.sides[i], facts ? *facts : std::string(), {}, control);
        if (!written)
            return tl::unexpected(written.error());
        files << file;
    }
    return files;
}

} // namespace

CompareRecorder::CompareRecorder(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcher<Outcome>::finished, this, &CompareRecorder::finish);
}

CompareRecorder::~CompareRecorder() {
    m_watcher.disconnect(this);
    stopAndWait();
}

void CompareRecorder::record(const CompareWish& wish, const QString& folder) {
    if (m_busy)
        return;
    m_busy = true;
    m_stop = std::stop_source();
    QStringList names;
    for (const std::string& label : labelsOf(wish))
        names << toQString(label);
    emit started(names.join(tr(" and ")));
    ComparisonOptions options;
    options.launch.rounds = static_cast<std::uint32_t>(wish.runs);
    ComparisonProgress progress;
    // Called in the worker thread; receivers live in the GUI thread and get the signals queued.
    progress.startOf = [this, names, stop = m_stop.get_token()](std::uint32_t number, std::uint32_t count,
                                                                std::size_t side, LaunchPurpose purpose) {
        if (stop.stop_requested())
            return;
        const QString what =
            static_cast<qsizetype>(side) < names.size() ? names[static_cast<qsizetype>(side)] : tr("control");
        emit startBegan(static_cast<int>(number), static_cast<int>(count),
                        QStringLiteral("%1, %2").arg(what, purposeText(purpose)));
    };
    m_watcher.setFuture(
        QtConcurrent::run([wish, folder, options, progress, stop = m_stop.get_token()]() -> Outcome {
            const auto made = recordComparison(programsOf(wish), options, progress, stop);
            if (!made)
                return tl::unexpected(made.error());
            return writeAll(wish, folder, *made);
        }));
}

void CompareRecorder::stop() {
    m_stop.request_stop();
}

void CompareRecorder::stopAndWait() {
    stop();
    m_watcher.waitForFinished();
}

void CompareRecorder::finish() {
    m_busy = false;
    const Outcome outcome = m_watcher.result();
    if (outcome)
        emit recorded(*outcome);
    else if (m_stop.stop_requested())
        emit failed(tr("The recording was stopped; nothing was written."));
    else
        emit failed(toQString(outcome.error().message()));
}

} // namespace rt0::ui
