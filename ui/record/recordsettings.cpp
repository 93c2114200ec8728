#include "record/recordsettings.h"

#include "binary/binaryfacts.h"
#include "capture/supervisor.h"
#include "commandwords.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>
#include <iterator>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Record", text);
}

tl::unexpected<Error> problem(const QString& what, const QString& where, const QString& hint) {
    return tl::unexpected(Error{what.toStdString(), where.toStdString(), hint.toStdString()});
}

/// Where the recorder will find the program: as it is when it holds a '/', else in PATH.
QString foundProgram(const RecordSettings& settings) {
    if (!settings.program.contains(QLatin1Char('/')))
        return QStandardPaths::findExecutable(settings.program);
    const QDir folder(settings.workingDirectory.isEmpty() ? QDir::currentPath() : settings.workingDirectory);
    return folder.absoluteFilePath(settings.program);
}

Result<void> checkProgram(const RecordSettings& settings) {
    if (settings.program.isEmpty())
        return problem(tr("no program is named"), {}, tr("choose a program built by Go, or drop it here"));
    const QString program = foundProgram(settings);
    if (settings.trace)
        return QFileInfo(program).isDir()
                   ? Result<void>()
                   : problem(tr("is no folder"), settings.program,
                             tr("name the folder of a main package, which is built with the trace, by a path "
                                "with a /"));
    if (QFileInfo(program).isDir())
        return problem(tr("is a folder"), settings.program,
                       tr("a package's folder is recorded with an execution trace: tick its box"));
    if (program.isEmpty() || !QFileInfo(program).isFile())
        return problem(tr("there is no such program"), settings.program,
                       tr("name its path, or a name that PATH holds"));
    if (!isElfFile(program))
        return problem(tr("is no ELF program"), settings.program,
                       tr("choose the program itself, not a script that starts it"));
    if (!QFileInfo(program).isExecutable())
        return problem(tr("is not executable"), settings.program, tr("chmod +x makes it so"));
    return {};
}

Result<std::vector<std::string>> environmentOf(const QString& text) {
    std::vector<std::string> changes;
    for (const QString& line : text.split(QLatin1Char('\n'))) {
        const QString change = line.trimmed();
        if (change.startsWith(QLatin1Char('=')))
            return problem(tr("an environment line has no name"), change, tr("write NAME=VALUE"));
        if (!change.isEmpty())
            changes.push_back(change.toStdString());
    }
    return changes;
}

Result<void> checkOutput(const QString& output) {
    if (output.isEmpty())
        return problem(tr("no file for the recording is named"), {}, tr("name one, such as start.rt0"));
    const QFileInfo file(output);
    const QFileInfo folder(file.absolutePath());
    if (!folder.isDir() || !folder.isWritable() || file.isDir())
        return problem(tr("the recording cannot be written here"), output,
                       tr("name a file in another folder"));
    return {};
}

} // namespace

QVariantMap toMap(const RecordSettings& settings) {
    return {{QStringLiteral("program"), settings.program},
            {QStringLiteral("arguments"), settings.arguments},
            {QStringLiteral("workingDirectory"), settings.workingDirectory},
            {QStringLiteral("environment"), settings.environment},
            {QStringLiteral("until"), static_cast<int>(settings.until)},
            {QStringLiteral("readyLine"), settings.readyLine},
            {QStringLiteral("seconds"), settings.seconds},
            {QStringLiteral("runs"), settings.runs},
            {QStringLiteral("syscalls"), settings.syscalls},
            {QStringLiteral("trace"), settings.trace},
            {QStringLiteral("output"), settings.output}};
}

RecordSettings recordSettingsOf(const QVariantMap& map) {
    RecordSettings settings;
    const auto text = [&map](const char* key) { return map.value(QLatin1String(key)).toString(); };
    settings.program = text("program");
    settings.arguments = text("arguments");
    settings.workingDirectory = text("workingDirectory");
    settings.environment = text("environment");
    settings.readyLine = text("readyLine");
    settings.output = text("output");
    settings.syscalls = map.value(QStringLiteral("syscalls")).toBool();
    settings.trace = map.value(QStringLiteral("trace")).toBool();
    const int until = map.value(QStringLiteral("until")).toInt();
    if (until >= 0 && until <= static_cast<int>(LaunchUntil::Duration))
        settings.until = static_cast<LaunchUntil>(until);
    settings.runs = std::clamp(map.value(QStringLiteral("runs"), settings.runs).toInt(), 1, kMostRuns);
    const double seconds = map.value(QStringLiteral("seconds"), settings.seconds).toDouble();
    if (seconds > 0)
        settings.seconds = seconds;
    return settings;
}

Result<LaunchOptions> launchOptions(const RecordSettings& settings) {
    const auto problemOf = [&]() -> Result<void> {
        if (!settings.workingDirectory.isEmpty() && !QFileInfo(settings.workingDirectory).isDir())
            return problem(tr("there is no such folder"), settings.workingDirectory,
                           tr("leave it empty for the folder of rt0scope"));
        return checkProgram(settings).and_then([&] { return checkOutput(settings.output); });
    };
    if (const auto checked = problemOf(); !checked)
        return tl::unexpected(checked.error());
    LaunchOptions options;
    options.command.push_back(encodedPath(settings.trace ? foundProgram(settings) : settings.program));
    std::ranges::move(commandWords(settings.arguments), std::back_inserter(options.command));
    options.workingDirectory = encodedPath(settings.workingDirectory);
    auto environment = environmentOf(settings.environment);
    if (!environment)
        return tl::unexpected(environment.error());
    options.environment = std::move(*environment);
    options.until = settings.until;
    options.readyLine = settings.readyLine.toStdString();
    if (settings.until == LaunchUntil::ReadyLine) {
        if (settings.readyLine.isEmpty())
            return problem(tr("no expression for the line is given"), {}, tr("such as \"listening on\""));
        if (const auto line = capture::compileReadyLine(options.readyLine); !line)
            return tl::unexpected(line.error());
    }
    options.duration =
        std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(settings.seconds));
    options.rounds = static_cast<std::uint32_t>(settings.runs);
    options.syscalls = settings.syscalls;
    return options;
}

QString freeRecordingName(const QString& folder, const QString& program) {
    const QString file = QFileInfo(QDir::cleanPath(program)).fileName(); // of a folder, too
    const QString stem = program.isEmpty() ? QStringLiteral("start") : file;
    QString name = stem + QStringLiteral(".rt0");
    for (int i = 2; QFileInfo::exists(QDir(folder).filePath(name)); ++i)
        name = QStringLiteral("%1-%2.rt0").arg(stem).arg(i);
    return QDir(folder).filePath(name);
}

} // namespace rt0::ui
