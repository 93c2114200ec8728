#include "text.h"

#include "base/format.h"
#include "timeline/startup.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QTimeZone>

namespace rt0::ui {

QString toQString(const std::string& utf8) {
    QString text = QString::fromStdString(utf8);
    for (QChar& c : text) {
        const bool control =
            c.category() == QChar::Other_Control && c != QLatin1Char('\n') && c != QLatin1Char('\t');
        if (control || c.isNonCharacter())
            c = QChar::ReplacementCharacter;
    }
    return text;
}

QString durationText(Nanoseconds duration) {
    return toQString(formatDuration(duration));
}

QString boundsText(const TimeBounds& bounds) {
    return toQString(formatBounds(bounds));
}

QString bytesText(std::uint64_t bytes) {
    return toQString(formatBytes(bytes));
}

QString countText(std::uint64_t count) {
    return toQString(formatCount(count));
}

QString namesOf(const QStringList& paths) {
    QStringList names;
    for (const QString& path : paths)
        names << QFileInfo(path).fileName();
    return names.join(QStringLiteral(" + "));
}

QString linesAsHtml(const std::string& text) {
    // toQString() takes line breaks for control characters.
    QStringList lines;
    for (const QString& line : QString::fromStdString(text).split(QLatin1Char('\n')))
        lines << toQString(line.toStdString()).toHtmlEscaped();
    return lines.join(QLatin1String("<br>"));
}

QString rangeText(const RunStatistics& runs) {
    return runs.runs < 2 ? QString()
                         : QStringLiteral("[%1–%2]").arg(durationText(runs.min), durationText(runs.max));
}

QString statisticsText(const RunStatistics& runs) {
    return QStringLiteral("%1 %2").arg(durationText(runs.median), rangeText(runs)).trimmed();
}

QString dateText(const std::optional<std::chrono::sys_seconds>& time) {
    if (!time)
        return QCoreApplication::translate("Text", "date unknown");
    const auto when = QDateTime::fromSecsSinceEpoch(time->time_since_epoch().count(), QTimeZone::utc());
    return when.toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
}

} // namespace rt0::ui
