#include "compare/buildpage.h"

#include "compare/comparestate.h"
#include "compare/differencecells.h"
#include "sheet/sheettable.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QVBoxLayout>

namespace rt0::ui {
namespace {

QString kindText(compare::BuildChange::Kind kind) {
    using Kind = compare::BuildChange::Kind;
    switch (kind) {
    case Kind::GoVersion:
        return BuildPage::tr("Go");
    case Kind::Setting:
        return BuildPage::tr("build setting");
    case Kind::Link:
        return BuildPage::tr("linking");
    case Kind::Library:
        return BuildPage::tr("library");
    case Kind::Module:
        break;
    }
    return BuildPage::tr("module");
}

bool hasBinary(const compare::Side& side) {
    return side.recorded() != nullptr && !side.recorded()->binaryJson.empty();
}

} // namespace

BuildPage::BuildPage(CompareState& state, QWidget* parent) : QWidget(parent), m_state(state) {
    m_table = new SheetTable(tr("What differs in the builds"),
                             {{tr("Kind"), {}},
                              {tr("Name"), {}, false, true},
                              {QStringLiteral("A"), {}},
                              {QStringLiteral("B"), {}},
                              {tr("Explains"), tr("How many packages that changed belong to it"), true}},
                             SheetTable::Filter::Yes, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    setFocusProxy(m_table);
    connect(&state, &CompareState::pairChanged, this, &BuildPage::fill);
}

void BuildPage::setTheme(const Theme& theme) {
    m_table->setTheme(theme);
}

void BuildPage::find() {
    m_table->find();
}

bool BuildPage::peel() {
    return m_table->peel();
}

void BuildPage::fill() {
    const compare::Comparison& comparison = m_state.comparison();
    std::vector<SheetRow> rows;
    const auto text = [](const std::string& value) {
        return value.empty() ? QStringLiteral("–") : toQString(value);
    };
    for (const compare::BuildChange& change : comparison.buildChanges)
        rows.push_back({kindText(change.kind), toQString(change.name), text(change.before),
                        text(change.after),
                        numberCell(change.packages == 0 ? QString() : countText(change.packages),
                                   static_cast<double>(change.packages))});
    const bool known = hasBinary(comparison.before) && hasBinary(comparison.after);
    m_table->setRows(std::move(rows),
                     known ? tr("Both builds say the same of themselves.")
                           : tr("A log does not tell how its program was built. Recordings do: Ctrl+R, or "
                                "rt0scope record."));
}

} // namespace rt0::ui
