#include "compare/differencespage.h"

#include "compare/comparestate.h"
#include "compare/comparewords.h"
#include "compare/differencecells.h"
#include "sheet/sheettable.h"
#include "text.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>

namespace rt0::ui {
namespace {

using compare::Comparison;
using compare::PackageDifference;

QString explanationsOf(const PackageDifference& package, const Comparison& comparison) {
    QStringList texts;
    for (const std::size_t index : package.explanations) {
        const compare::BuildChange& change = comparison.buildChanges[index];
        texts << QStringLiteral("%1 %2 → %3")
                     .arg(toQString(change.name), toQString(change.before), toQString(change.after));
    }
    return texts.join(QStringLiteral("; "));
}

QString placeText(const PackageDifference& package, const Comparison& comparison) {
    const auto order = [](const compare::Side& side, const std::optional<std::size_t>& init) {
        return init ? QString::number(side.startup->inits[*init].order) : QStringLiteral("–");
    };
    const QString a = order(comparison.before, package.before);
    const QString b = order(comparison.after, package.after);
    return a == b ? a : QStringLiteral("%1 → %2").arg(a, b);
}

SheetRow rowOf(const PackageDifference& package, const Comparison& comparison) {
    const compare::Difference& time = package.time;
    const InitChange change = changeOf(package, comparison);
    SheetRow row{differenceCell(change, tested(time)),
                 toQString(package.importPath),
                 measuredCell(time.before, time.unit),
                 measuredCell(time.after, time.unit),
                 numberCell(time.bothKnown() ? deltaText(time) : QString(), weightOf(package)),
                 numberCell(ratioText(time), time.ratio),
                 intervalText(time),
                 numberCell(pText(time), time.adjustedP ? time.adjustedP : time.p),
                 deltaCell(package.bytes),
                 deltaCell(package.allocs),
                 placeText(package, comparison),
                 explanationsOf(package, comparison)};
    row.front().tip = verdictText(time.verdict);
    return row;
}

} // namespace

DifferencesPage::DifferencesPage(CompareState& state, QWidget* parent) : QWidget(parent), m_state(state) {
    m_table = new SheetTable(
        tr("Package inits"),
        {{tr("Change"), tr("▲ slower, ▼ faster, + added, × removed, ⇄ moved; ~ no difference that a test can "
                           "tell; ? not tested")},
         {tr("Package"), tr("Import path"), false, true},
         {QStringLiteral("A"), tr("Time of its init alone: median over the runs"), true},
         {QStringLiteral("B"), tr("Time of its init alone: median over the runs"), true},
         {tr("B − A"), tr("Sorts what only one build has by its whole time"), true},
         {tr("Ratio"), tr("B ÷ A"), true},
         {tr("95 % interval"), tr("Of the ratio, by bootstrap"), true, false, true},
         {tr("p"), tr("Mann–Whitney U test, corrected for all packages"), true, false, true},
         {tr("Bytes"), tr("Heap bytes of the init, B − A"), true, false, true},
         {tr("Allocs"), tr("Heap allocations of the init, B − A"), true, false, true},
         {tr("Order"), tr("Place in the order in which inits ran"), true},
         {tr("Changed beside it"), tr("What differs in the builds and may explain it"), false, false, true}},
        SheetTable::Filter::Yes, this);
    m_changedOnly = new QToolButton(this);
    m_changedOnly->setText(tr("Only what changed"));
    m_changedOnly->setCheckable(true);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 0);
    row->addWidget(m_changedOnly);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    setFocusProxy(m_table);
    connect(&state, &CompareState::pairChanged, this, &DifferencesPage::fill);
    connect(&state, &CompareState::packageChanged, this, &DifferencesPage::showPackage);
    connect(m_changedOnly, &QToolButton::toggled, this, [this] {
        if (!m_state.empty())
            fill();
    });
    connect(m_table, &SheetTable::rowChosen, this,
            [this](int chosen) { m_state.selectPackage(m_packages[static_cast<std::size_t>(chosen)]); });
}

void DifferencesPage::setTheme(const Theme& theme) {
    m_table->setTheme(theme);
}

void DifferencesPage::find() {
    m_table->find();
}

bool DifferencesPage::peel() {
    return m_table->peel();
}

void DifferencesPage::fill() {
    const Comparison& comparison = m_state.comparison();
    std::vector<const PackageDifference*> shown;
    for (const PackageDifference& package : comparison.packages)
        if (!m_changedOnly->isChecked() || changeOf(package, comparison) != InitChange::Same)
            shown.push_back(&package);
    // The heaviest first: what a user looks for.
    std::ranges::stable_sort(shown, std::ranges::greater(),
                             [](const PackageDifference* package) { return std::abs(weightOf(*package)); });
    std::vector<SheetRow> rows;
    m_packages.clear();
    for (const PackageDifference* package : shown) {
        rows.push_back(rowOf(*package, comparison));
        m_packages.push_back(toQString(package->importPath));
    }
    m_table->setRows(std::move(rows),
                     comparison.packages.empty()
                         ? tr("Neither side has package inits: record the programs, or run them "
                              "with GODEBUG=inittrace=1.")
                         : tr("No package changed."));
    showPackage();
}

void DifferencesPage::showPackage() {
    const auto found = std::ranges::find(m_packages, m_state.package());
    m_table->showRow(m_state.package().isEmpty() || found == m_packages.end()
                         ? -1
                         : static_cast<int>(found - m_packages.begin()));
}

} // namespace rt0::ui
