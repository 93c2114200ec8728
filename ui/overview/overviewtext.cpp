#include "overview/overviewtext.h"

#include "analysis/gccost.h"
#include "analysis/traceverdict.h"
#include "analysis/verdict.h"
#include "base/format.h"
#include "text.h"

#include <QCoreApplication>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Overview", text);
}

QString paragraph(const QString& html) {
    return QStringLiteral("<p style='margin:2px 0'>%1</p>").arg(html);
}

QString escaped(const TimeBounds& bounds) {
    return boundsText(bounds).toHtmlEscaped();
}

QString cell(const QString& text) {
    return QStringLiteral("<td align='right'>&nbsp;&nbsp;%1</td>").arg(text.toHtmlEscaped());
}

QString cycleRow(const GcCycle& cycle) {
    const GcRecord& record = cycle.record;
    return QStringLiteral("<tr>") + cell(QString::number(record.number)) + cell(boundsText(cycle.start)) +
           cell(boundsText(cycle.stw())) + cell(boundsText(record.concurrentMark)) +
           cell(boundsText(record.cpuAssist)) +
           cell(QStringLiteral("%1 → %2 → %3 MiB")
                    .arg(record.heapStartMb)
                    .arg(record.heapMarkEndMb)
                    .arg(record.heapLiveMb)) +
           cell(QStringLiteral("%1 MiB").arg(record.goalMb)) + QStringLiteral("</tr>");
}

QString cycleTable(const Startup& startup, const std::vector<std::size_t>& cycles) {
    constexpr std::size_t shown = 8;
    QString html = QStringLiteral("<table cellspacing='0' cellpadding='1'><tr>");
    for (const char* title : {"cycle", "starts", "world stopped", "marking", "assist CPU", "heap", "goal"})
        html += QStringLiteral("<td align='right'>&nbsp;&nbsp;<small>%1</small></td>").arg(tr(title));
    html += QStringLiteral("</tr>");
    for (std::size_t i = 0; i < std::min(shown, cycles.size()); ++i)
        html += cycleRow(startup.gcCycles[cycles[i]]);
    html += QStringLiteral("</table>");
    if (cycles.size() > shown)
        html += paragraph(tr("and %1 more on the timeline").arg(cycles.size() - shown));
    return html;
}

QString optionalCount(const std::optional<std::uint64_t>& value) {
    return value ? countText(*value) : tr("not printed");
}

/// "relocation 1,047,516 (92.3 %)", nothing when the part was not printed.
QString loaderPart(const QString& name, const std::optional<std::uint64_t>& part,
                   const std::optional<std::uint64_t>& all) {
    if (!part)
        return {};
    QString text = QStringLiteral("%1 %2").arg(name, countText(*part));
    if (all && *all > 0)
        text += QStringLiteral(" (%1)").arg(
            toQString(formatShare(static_cast<double>(*part) / static_cast<double>(*all))));
    return text;
}

} // namespace

QString verdictHtml(const Startup& startup) {
    const Verdict text = verdict(startup);
    QString html = QStringLiteral("<p style='font-size:large;margin:0'><b>%1</b></p>")
                       .arg(toQString(text.sentence).toHtmlEscaped());
    if (!text.detail.empty())
        html +=
            QStringLiteral("<p style='margin:4px 0 0 0'>%1</p>").arg(toQString(text.detail).toHtmlEscaped());
    return html;
}

QString gcHtml(const Startup& startup) {
    const GcCost cost = gcCost(startup);
    if (startup.gcCycles.empty())
        return paragraph(
            tr("No GC cycle in the file: none ran, or the program was not run with GODEBUG=gctrace=1."));
    if (cost.cycles.empty())
        return paragraph(tr("No cycle began before the last package init ended (%1 later).")
                             .arg(countText(startup.gcCycles.size())));
    QString html = paragraph(
        tr("<b>%1 cycles</b> began during start-up: the world stopped for <b>%2</b>, marking ran for "
           "%3, allocating goroutines spent %4 of CPU time on assists. Highest goal %5 MiB.")
            .arg(cost.cycles.size())
            .arg(escaped(cost.stw), escaped(cost.mark), escaped(cost.assistCpu))
            .arg(cost.maxGoalMb));
    return html + cycleTable(startup, cost.cycles);
}

QString loaderHtml(const Startup& startup) {
    if (!startup.loader)
        return paragraph(
            tr("Not measured: run with LD_DEBUG=statistics for the loader's cycles and relocations (dynamic "
               "programs on glibc)."));
    const LoaderRecord& loader = *startup.loader;
    QStringList cycles;
    cycles << loaderPart(tr("relocating"), loader.relocationCycles, loader.totalCycles)
           << loaderPart(tr("loading objects"), loader.loadCycles, loader.totalCycles);
    cycles.removeAll(QString());
    QString html = paragraph(
        tr("<b>%1 cycles</b> in ld.so%2 (process %3; cycles, not time: the log does not hold the "
           "counter's frequency).")
            .arg(optionalCount(loader.totalCycles),
                 cycles.isEmpty() ? QString() : QStringLiteral(": ") + cycles.join(QStringLiteral(", ")))
            .arg(loader.pid));
    html +=
        paragraph(tr("Relocations: <b>%1</b> relative, %2 with a symbol look-up, %3 of them from the cache.")
                      .arg(optionalCount(loader.relativeRelocations), optionalCount(loader.relocations),
                           optionalCount(loader.relocationsFromCache)));
    if (loader.finalRelocations)
        html += paragraph(
            tr("At exit: %1 relocations with a symbol look-up.").arg(countText(*loader.finalRelocations)));
    return html;
}

QString traceHtml(const Startup& startup) {
    const TraceVerdict words = traceVerdict(startup);
    QString html;
    // With inits the page begins with them, and this sentence is not above.
    if (!startup.inits.empty())
        html += paragraph(toQString(words.sentence).toHtmlEscaped());
    for (const std::string& sentence : words.sentences)
        html += paragraph(toQString(sentence).toHtmlEscaped());
    return html;
}

QString notMeasuredHtml(const Startup& startup) {
    QString html = QStringLiteral("<ul style='margin:2px 0 2px -20px'>");
    for (const std::string& line : notMeasured(startup))
        html += QStringLiteral("<li>%1</li>").arg(toQString(line).toHtmlEscaped());
    return html + QStringLiteral("</ul>");
}

} // namespace rt0::ui
