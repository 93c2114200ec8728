#pragma once

#include "base/time.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <string>

namespace rt0 {
struct RunStatistics;
}

/// Core's UTF-8 text and numbers as Qt strings.
namespace rt0::ui {

/// What no text may hold (control characters, and what XML cannot hold) becomes U+FFFD.
QString toQString(const std::string& utf8);
QString durationText(Nanoseconds duration);
QString boundsText(const TimeBounds& bounds);
QString bytesText(std::uint64_t bytes);
QString countText(std::uint64_t count);

/// File names without their folders: "server.log + server.trace".
QString namesOf(const QStringList& paths);

/// Rich text that shows the lines of `text` as they are.
QString linesAsHtml(const std::string& text);

/// "[58.1 ms–66 ms]" over several runs, nothing for one.
QString rangeText(const RunStatistics& runs);
/// "61.2 ms [58.1 ms–66 ms]".
QString statisticsText(const RunStatistics& runs);

/// "2026-11-23 15:19 UTC", or "date unknown".
QString dateText(const std::optional<std::chrono::sys_seconds>& time);

} // namespace rt0::ui
