#include "compare/phasespage.h"

#include "compare/barchart.h"
#include "compare/comparestate.h"
#include "compare/comparewords.h"
#include "compare/differencecells.h"
#include "compare/runchart.h"
#include "sheet/sheettable.h"
#include "text.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace rt0::ui {
namespace {

using compare::Difference;

SheetRow rowOf(const QString& name, const Difference& value) {
    SheetRow row{name,
                 differenceCell(value),
                 measuredCell(value.before, value.unit),
                 measuredCell(value.after, value.unit),
                 deltaCell(value),
                 numberCell(ratioText(value), value.ratio),
                 {intervalText(value)},
                 numberCell(pText(value), value.adjustedP ? value.adjustedP : value.p),
                 numberCell(controlRatioText(value), value.controlRatio),
                 verdictText(value.verdict)};
    return row;
}

QString indented(const compare::PartDifference& part) {
    return QString(static_cast<qsizetype>(4 + 2 * std::min<std::uint32_t>(part.depth, 12)), QChar::Nbsp) +
           toQString(part.name);
}

} // namespace

PhasesPage::PhasesPage(CompareState& state, QWidget* parent) : QWidget(parent), m_state(state) {
    m_bars = new BarChart(this);
    m_runs = new RunChart(this);
    m_table = new SheetTable(
        tr("All numbers"),
        {{tr("What"), {}, false, true},
         {tr("Change"), tr("▲ more, ▼ less, ~ no difference that a test can tell; ? not tested")},
         {QStringLiteral("A"), tr("Median over the runs"), true},
         {QStringLiteral("B"), tr("Median over the runs"), true},
         {tr("B − A"), {}, true},
         {tr("Ratio"), tr("B ÷ A"), true},
         {tr("95 % interval"), tr("Of the ratio, by bootstrap"), true, false, true},
         {tr("p"), tr("Mann–Whitney U test, corrected for all that was tested beside it"), true, false, true},
         {tr("A/A"), tr("Equal copies of A ÷ A: what the machine makes of no difference at all"), true, false,
          true},
         {tr("Verdict"), {}}},
        SheetTable::Filter::Yes, this);
    auto* charts = new QSplitter(Qt::Horizontal, this);
    charts->addWidget(m_bars);
    charts->addWidget(m_runs);
    charts->setSizes({700, 450});
    charts->setChildrenCollapsible(false);
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->addWidget(charts);
    parts->addWidget(m_table);
    parts->setSizes({330, 260});
    parts->setChildrenCollapsible(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(parts);
    setFocusProxy(m_table);
    connect(&state, &CompareState::pairChanged, this, &PhasesPage::fill);
    connect(&state, &CompareState::packageChanged, this, &PhasesPage::showPackage);
    connect(m_table, &SheetTable::rowChosen, this, &PhasesPage::showRuns);
    connect(m_bars, &BarChart::chosen, this, [this](int phase) {
        std::size_t row = m_state.comparison().metrics.size();
        for (int i = 0; i < phase; ++i)
            row += 1 + m_state.comparison().phases[static_cast<std::size_t>(i)].parts.size();
        m_table->showRow(static_cast<int>(row));
        showRuns(static_cast<int>(row));
    });
}

void PhasesPage::setTheme(const Theme& theme) {
    m_bars->setTheme(theme);
    m_runs->setTheme(theme);
    m_table->setTheme(theme);
}

void PhasesPage::find() {
    m_table->find();
}

bool PhasesPage::peel() {
    return m_table->peel();
}

void PhasesPage::fill() {
    const compare::Comparison& comparison = m_state.comparison();
    std::vector<BarChart::Row> bars;
    std::vector<SheetRow> rows;
    for (const compare::MetricDifference& metric : comparison.metrics)
        rows.push_back(rowOf(toQString(metric.name), metric.value));
    for (const compare::PhaseDifference& phase : comparison.phases) {
        bars.push_back({toQString(phase.name), phase.time});
        rows.push_back(rowOf(tr("phase %1").arg(toQString(phase.name)), phase.time));
        for (const compare::PartDifference& part : phase.parts)
            rows.push_back(rowOf(indented(part), part.time));
    }
    m_bars->setRows(std::move(bars), toQString(comparison.before.label), toQString(comparison.after.label));
    m_table->setRows(std::move(rows), tr("Neither side has a number."));
    showRuns(0);
}

/// `row` of the table.
void PhasesPage::showRuns(int row) {
    const compare::Comparison& comparison = m_state.comparison();
    int at = row;
    m_bars->setCurrent(-1);
    for (const compare::MetricDifference& metric : comparison.metrics)
        if (at-- == 0)
            return m_runs->setDifference(toQString(metric.name), metric.value);
    for (std::size_t i = 0; i < comparison.phases.size(); ++i) {
        const compare::PhaseDifference& phase = comparison.phases[i];
        if (at-- == 0) {
            m_bars->setCurrent(static_cast<int>(i));
            return m_runs->setDifference(toQString(phase.name), phase.time);
        }
        for (const compare::PartDifference& part : phase.parts)
            if (at-- == 0)
                return m_runs->setDifference(toQString(part.name), part.time);
    }
}

void PhasesPage::showPackage() {
    for (const compare::PackageDifference& package : m_state.comparison().packages)
        if (toQString(package.importPath) == m_state.package()) {
            m_bars->setCurrent(-1);
            m_table->showRow(-1);
            return m_runs->setDifference(tr("init of %1").arg(m_state.package()), package.time);
        }
}

} // namespace rt0::ui
