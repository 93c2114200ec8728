#include "optimize/optimizewords.h"

#include "base/format.h"
#include "compare/differencecells.h"
#include "report/optimizereport.h"
#include "text.h"

#include <QCoreApplication>
#include <cmath>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("rt0::ui::Optimize", text);
}

bool outputChanged(const OptimizationRow& row) {
    return row.output && row.output->result == OutputCheck::Result::Changed;
}

QString appliesWords(const OptimizationRow& row) {
    switch (row.applicability) {
    case Applicability::Unknown:
        return tr("not looked at");
    case Applicability::Applicable:
        return row.guided ? tr("by hand") : tr("yes");
    case Applicability::NotApplicable:
        return tr("no");
    case Applicability::NeedsSource:
        break;
    }
    return tr("needs the source");
}

QString sign(OptimizationVerdict verdict) {
    switch (verdict) {
    case OptimizationVerdict::Confirmed:
    case OptimizationVerdict::SmallerThanClaimed:
    case OptimizationVerdict::Faster:
        return QStringLiteral("▼ ");
    case OptimizationVerdict::NoEffect:
        return QStringLiteral("~ ");
    case OptimizationVerdict::Slower:
        return QStringLiteral("▲ ");
    case OptimizationVerdict::NotMeasured:
        break;
    }
    return {};
}

QStringList linesOf(const std::vector<std::string>& texts) {
    QStringList lines;
    for (const std::string& text : texts)
        lines << toQString(text);
    return lines;
}

/// Headings with what is said under each.
class Details {
public:
    void addTitle(const QString& title) {
        m_html += QStringLiteral("<h3 style='margin:0 0 6px 0'>%1</h3>").arg(title.toHtmlEscaped());
    }
    void add(const QString& heading, const QStringList& lines) {
        QStringList shown;
        for (const QString& line : lines)
            if (!line.isEmpty())
                shown << line.toHtmlEscaped();
        if (!shown.isEmpty())
            m_html += QStringLiteral("<p style='margin:0 0 6px 0'><b>%1</b><br>%2</p>")
                          .arg(heading.toHtmlEscaped(), shown.join(QStringLiteral("<br>")));
    }
    void add(const QString& heading, const std::string& text) { add(heading, QStringList(toQString(text))); }
    /// Code, or a compiler's words: as they are.
    void addCode(const QString& heading, const std::string& text) {
        if (!text.empty())
            m_html +=
                QStringLiteral("<p style='margin:0'><b>%1</b></p><pre style='margin:2px 0 6px 12px'>%2</pre>")
                    .arg(heading.toHtmlEscaped(), linesAsHtml(text));
    }
    QString html() const { return m_html; }

private:
    QString m_html;
};

QString saved(double ratio) {
    const double percent = (1 - ratio) * 100;
    return percent >= 0 ? tr("%1 % faster").arg(percent, 0, 'f', 0)
                        : tr("%1 % slower").arg(-percent, 0, 'f', 0);
}

QStringList measuredLines(const OptimizationRow& row) {
    if (!row.measured)
        return {};
    const compare::Difference& measured = *row.measured;
    QStringList lines{tr("%1 with the change, %2 as it is; medians of %3 and %4 starts in turns")
                          .arg(durationText(Nanoseconds(std::llround(measured.after.median))),
                               durationText(Nanoseconds(std::llround(measured.before.median))))
                          .arg(measured.after.samples.size())
                          .arg(measured.before.samples.size())};
    lines << tr("ratio %1, p %2").arg(toQString(measuredText(row)), toQString(probabilityText(row)));
    if (measured.controlRatio)
        lines << tr("equal copies of the program beside it: × %1; no smaller change counts")
                     .arg(*measured.controlRatio, 0, 'f', 2);
    lines << claimAgainstMeasured(row);
    lines << linesOf(initTexts(row));
    if (row.rebuilt) {
        lines << tr("measured with %1").arg(toQString(row.rebuilt->program));
        for (const QString& difference : linesOf(row.rebuilt->differences))
            lines << QStringLiteral("⚠ ") + difference;
    }
    return lines;
}

QString notMeasuredReason(const OptimizationRow& row, bool waits) {
    if (row.measured)
        return {};
    if (waits)
        return tr("it waits for its turn");
    if (!row.whyNotMeasured.empty())
        return toQString(row.whyNotMeasured);
    return row.applicability == Applicability::Unknown ? tr("no program was looked at yet")
                                                       : tr("it was stopped before");
}

/// What is claimed of anything but time stands in the tip and in the details.
SheetCell shortClaim(const OptimizationRow& row) {
    SheetCell cell(toQString(claimedText(row)));
    if (row.claim)
        cell.tip = toQString(row.claim->text);
    return cell;
}

} // namespace

std::vector<SheetColumn> optimizationColumns() {
    return {
        {tr("Change"), {}, false, true},
        {tr("Applies"), tr("By what the program and its start show; select the row for the evidence")},
        {tr("Claimed"), tr("By whom: select the row")},
        {tr("Predicted"), tr("Of the whole start's time, from what was measured of the program as it is")},
        {tr("Measured here"), tr("Median start with the change ÷ median start as it is, 95 % interval")},
        {tr("Verdict"), tr("Claimed against measured")},
        {tr("n"), tr("Starts of each of the two"), true, false, true},
        {tr("p"), tr("Mann–Whitney U test, for all that was tested beside it"), true, false, true},
        {tr("File"), tr("Change of the file's size"), true, false, true},
        {tr("Output"), tr("Whether the program writes and ends as before"), false, false, true}};
}

QString measuredWords(const OptimizationRow& row, bool waits) {
    if (row.measured)
        return toQString(measuredText(row));
    if (waits)
        return QStringLiteral("…");
    return row.buildFailure.empty() ? tr("not measured") : tr("does not build");
}

QString verdictWords(const OptimizationRow& row) {
    const QString verdict =
        row.verdict == OptimizationVerdict::NotMeasured
            ? QString()
            : sign(row.verdict) + QCoreApplication::translate("rt0::ui::Optimize", nameOf(row.verdict));
    if (!outputChanged(row))
        return verdict;
    return verdict.isEmpty() ? tr("⚠ output changed") : tr("⚠ output changed, %1").arg(verdict);
}

QString claimAgainstMeasured(const OptimizationRow& row) {
    if (!row.claim || !row.claim->hasRange() || !row.measured || !row.measured->ratio)
        return {};
    const QString claimed = toQString(claimedText(row));
    switch (row.verdict) {
    case OptimizationVerdict::Confirmed:
        return tr("claimed: %1; measured here: %2").arg(claimed, saved(*row.measured->ratio));
    case OptimizationVerdict::SmallerThanClaimed:
        return tr("claimed: %1; measured here: only %2").arg(claimed, saved(*row.measured->ratio));
    case OptimizationVerdict::Slower:
        return tr("claimed: %1; measured here: the contrary, %2").arg(claimed, saved(*row.measured->ratio));
    case OptimizationVerdict::NoEffect:
        return tr("claimed: %1; measured here: nothing that could be told from chance").arg(claimed);
    case OptimizationVerdict::Faster:
    case OptimizationVerdict::NotMeasured:
        break;
    }
    return {};
}

SheetRow optimizationCells(const OptimizationRow& row, bool waits) {
    const auto ratio = row.measured ? row.measured->ratio : std::nullopt;
    const auto runs = row.measured ? row.measured->after.samples.size() : 0;
    const auto p =
        row.measured ? (row.measured->adjustedP ? row.measured->adjustedP : row.measured->p) : std::nullopt;
    SheetRow cells{
        toQString(row.title),
        appliesWords(row),
        shortClaim(row),
        toQString(predictedText(row)),
        numberCell(measuredWords(row, waits), ratio),
        verdictWords(row),
        numberCell(runs == 0 ? QString() : QString::number(runs), static_cast<double>(runs)),
        numberCell(toQString(probabilityText(row)), p),
        numberCell(toQString(sizeText(row)),
                   row.sizeChange ? std::optional(static_cast<double>(*row.sizeChange)) : std::nullopt),
        toQString(outputText(row))};
    if (!row.measured)
        cells[4].tip = notMeasuredReason(row, waits);
    if (!row.evidence.empty())
        cells[1].tip = linesOf(row.evidence).join(QLatin1Char('\n'));
    return cells;
}

QString optimizationDetails(const OptimizationRow& row, bool waits) {
    Details details;
    details.addTitle(toQString(row.title));
    details.add(tr("It consists of"), linesOf(row.parts));
    details.add(row.guided ? tr("Where to begin: evidence") : tr("Evidence"), linesOf(row.evidence));
    if (row.claim)
        details.add(tr("Claimed"),
                    QStringList{tr("%1 (%2)").arg(toQString(row.claim->text), toQString(row.claim->source))});
    if (row.prediction)
        details.add(tr("Predicted"),
                    {toQString(row.prediction->text), tr("how: %1").arg(toQString(row.prediction->method))});
    details.add(tr("Measured here"), measuredLines(row));
    details.add(tr("Not measured"), QStringList(notMeasuredReason(row, waits)));
    details.addCode(tr("The go command said"), row.buildFailure);
    if (row.output)
        details.add(tr("Output"), outputText(row));
    details.add(tr("Measured elsewhere"), linesOf(row.known));
    details.add(tr("Risk"), row.risk);
    details.add(tr("How to apply it"), linesOf(row.apply));
    details.addCode(tr("Recipe"), row.recipe);
    details.addCode(tr("Built with"), row.buildCommand);
    return details.html();
}

} // namespace rt0::ui
