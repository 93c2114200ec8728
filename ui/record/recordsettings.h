#pragma once

#include "base/result.h"
#include "capture/recordlaunch.h"

#include <QString>
#include <QVariantMap>

namespace rt0::ui {

/// What the user asks to record, as typed into the dialog; remembered between two runs of rt0scope.
struct RecordSettings {
    QString program;
    QString arguments;        ///< separated by spaces; double quotes hold one together
    QString workingDirectory; ///< empty: ours
    QString environment;      ///< changes, one a line: NAME=VALUE sets, NAME removes
    LaunchUntil until = LaunchUntil::MainMain;
    QString readyLine;  ///< regular expression, for LaunchUntil::ReadyLine
    double seconds = 1; ///< for LaunchUntil::Duration
    int runs = 5;
    bool syscalls = false;
    bool trace = false; ///< `program` is the folder of a main package, to be built with an execution trace
    QString output;     ///< the recording's file

    friend bool operator==(const RecordSettings&, const RecordSettings&) = default;
};

inline constexpr int kMostRuns = 100;

/// For the settings file. What it lacks, or what makes no sense, becomes the default.
QVariantMap toMap(const RecordSettings& settings);
RecordSettings recordSettingsOf(const QVariantMap& map);

/// What the recorder is asked for. Errors, each with what to do: no program, not found, no ELF file, a folder
/// that is not there, a damaged expression, an environment line without a name, an output that cannot be
/// written.
Result<LaunchOptions> launchOptions(const RecordSettings& settings);

/// "PROGRAM.rt0" in `folder`, or "PROGRAM-2.rt0" and so on when it is there already.
QString freeRecordingName(const QString& folder, const QString& program);

} // namespace rt0::ui
