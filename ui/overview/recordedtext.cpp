#include "overview/recordedtext.h"

#include "report/recordingreport.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QCoreApplication>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Overview", text);
}

QString cell(const QString& text, const char* align = "right") {
    return QStringLiteral("<td align='%1' style='padding-right:18px'>%2</td>")
        .arg(QLatin1String(align), text.toHtmlEscaped());
}

QString count(const std::optional<std::uint64_t>& value) {
    return value ? countText(*value) : QString();
}

QString measuredRow(const Phase& phase) {
    const StretchCounts& counts = phase.counts;
    const QString name = toQString(phase.name);
    return cell(phase.open ? tr("%1 (not ended)").arg(name) : name, "left") +
           cell(durationText(phase.drawn.length())) + cell(durationText(phase.overRuns.median)) +
           cell(rangeText(phase.overRuns)) + cell(counts.cpu ? durationText(*counts.cpu) : QString()) +
           cell(count(counts.faults())) + cell(count(counts.syscalls)) +
           cell(toQString(phase.source), "left");
}

QString otherRow(const Phase& phase) {
    // Ready is a moment; its description says how it was decided.
    const QString text =
        phase.measured ? tr("after %1: %2").arg(durationText(phase.drawn.begin), toQString(phase.description))
                       : tr("not measured: %1").arg(toQString(phase.howToMeasure));
    return cell(toQString(phase.name), "left") +
           QStringLiteral("<td colspan='7'>%1</td>").arg(text.toHtmlEscaped());
}

QString totalRow(const RecordedStart& recorded) {
    if (recorded.toMain.runs == 0)
        return {};
    return QStringLiteral("<tr>%1</tr>")
        .arg(cell(tr("to main.main"), "left") + cell(durationText(recorded.sumOfPhases)) +
             cell(durationText(recorded.toMain.median)) + cell(rangeText(recorded.toMain)) +
             QStringLiteral("<td colspan='4'></td>"));
}

} // namespace

QString phasesHtml(const Startup& startup) {
    if (!startup.recorded)
        return {};
    QString html = QStringLiteral("<table cellspacing='0' cellpadding='2'><tr>");
    const auto title = [&html](const QString& text, const char* align) {
        html += QStringLiteral("<td align='%1' style='padding-right:18px'><small>%2</small></td>")
                    .arg(QLatin1String(align), text);
    };
    title(tr("phase"), "left");
    for (const char* name : {"drawn start", "median", "[min–max]", "CPU", "page faults", "system calls"})
        title(tr(name), "right");
    title(tr("source"), "left");
    html += QStringLiteral("</tr>");
    for (const Phase& phase : startup.phases) {
        const bool timed = phase.measured && phase.id != PhaseId::Ready;
        html += QStringLiteral("<tr>%1</tr>").arg(timed ? measuredRow(phase) : otherRow(phase));
    }
    html += totalRow(*startup.recorded) + QStringLiteral("</table>");
    const LaunchRun* const detail = startup.recorded->detail();
    if (detail != nullptr && detail->syscalls.empty())
        html += QStringLiteral("<p style='margin:4px 0 0 0'><small>%1</small></p>")
                    .arg(tr("System calls were not recorded; the dialog of Ctrl+R has a box for them."));
    return html;
}

QString measurementHtml(const Startup& startup) {
    QString html;
    for (const QString& line : toQString(recordedFactsText(startup)).split(QLatin1Char('\n')))
        if (!line.trimmed().isEmpty())
            html += QStringLiteral("<p style='margin:2px 0'>%1</p>").arg(line.trimmed().toHtmlEscaped());
    return html;
}

} // namespace rt0::ui
