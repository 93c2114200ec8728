#include "compare/profilepage.h"

#include "compare/comparestate.h"
#include "emptynote.h"
#include "profile/flameview.h"
#include "text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QtConcurrent>

namespace rt0::ui {

DifferenceProfilePage::DifferenceProfilePage(CompareState& state, QWidget* parent)
    : QWidget(parent), m_state(state) {
    m_stack = new QStackedWidget(this);
    m_empty = makeEmptyNote(m_stack);
    auto* content = new QWidget(m_stack);
    m_types = new QComboBox(content);
    m_types->setAccessibleName(tr("Kind of values"));
    m_search = new QLineEdit(content);
    m_search->setPlaceholderText(tr("Find a function or package (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_samples = new QLabel(content);
    m_samples->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_flame = new FlameView(content);
    m_facts = new QLabel(content);
    m_facts->setMargin(6);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 4);
    row->addWidget(m_types);
    row->addWidget(m_samples, 1);
    row->addWidget(m_search);
    auto* inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addLayout(row);
    inner->addWidget(m_flame, 1);
    inner->addWidget(m_facts);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    setFocusProxy(m_flame);
    connect(&state, &CompareState::pairChanged, this, &DifferenceProfilePage::fill);
    connect(m_types, &QComboBox::activated, this, &DifferenceProfilePage::reload);
    connect(m_search, &QLineEdit::textChanged, m_flame, &FlameView::setSearch);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_flame->goToMatch(1); });
    const auto tell = [this](std::uint32_t node) {
        m_facts->setText(node == profile::kNoNode ? QString() : m_flame->factsOf(node));
    };
    connect(m_flame, &FlameView::hovered, this, tell);
    connect(m_flame, &FlameView::currentChanged, this, tell);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        const std::optional<Made> made = m_watcher.result();
        if (!made)
            return;
        m_flame->setTree(made->tree, made->unit);
        m_samples->setText(made->samples);
    });
}

DifferenceProfilePage::~DifferenceProfilePage() {
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.waitForFinished();
}

void DifferenceProfilePage::setTheme(const Theme& theme) {
    m_flame->setTheme(theme);
}

void DifferenceProfilePage::find() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool DifferenceProfilePage::peel() {
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        m_flame->setFocus();
        return true;
    }
    return m_flame->back();
}

void DifferenceProfilePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale && !m_state.empty())
        reload();
}

/// Kinds of values that both have, by their name without the file's.
void DifferenceProfilePage::fill() {
    const auto choicesOf = [](const ComparedBuild& build) {
        return profileChoices(build.loaded->document, *build.side.startup);
    };
    const auto kind = [](const ProfileChoice& choice) {
        return choice.name.section(QStringLiteral(" · "), 0, 0);
    };
    const auto a = choicesOf(m_state.pair()->a());
    const auto b = choicesOf(m_state.pair()->b());
    m_choices.clear();
    m_types->clear();
    int preferred = 0;
    for (const ProfileChoice& first : a)
        for (const ProfileChoice& second : b) {
            if (kind(first) != kind(second))
                continue;
            if (first.preferred)
                preferred = m_types->count();
            m_choices.push_back({first, second});
            m_types->addItem(kind(first));
            break;
        }
    m_types->setCurrentIndex(preferred);
    m_stale = true;
    m_stack->setCurrentIndex(m_choices.empty() ? 0 : 1);
    QStringList sides;
    if (a.empty())
        sides << QStringLiteral("A");
    if (b.empty())
        sides << QStringLiteral("B");
    m_empty->setText(sides.isEmpty() ? tr("The profiles of A and B hold different kinds of values.")
                                     : tr("No profile is known of %1. Record with an execution trace "
                                          "(rt0scope record --trace -- DIR), "
                                          "or compare two pprof profiles.")
                                           .arg(sides.join(tr(" and "))));
    if (isVisible())
        reload();
}

void DifferenceProfilePage::reload() {
    m_stale = false;
    if (m_choices.empty())
        return;
    const Choice choice = m_choices[static_cast<std::size_t>(std::max(0, m_types->currentIndex()))];
    m_stop.request_stop(); // what is no longer wanted
    m_stop = std::stop_source();
    m_watcher.setFuture(QtConcurrent::run([pair = m_state.pair(), choice,
                                           stop = m_stop.get_token()]() -> std::optional<Made> {
        const auto stacksOf = [&stop](const ComparedBuild& build, const ProfileChoice& wanted) {
            return profileStacks(build.loaded->document, build.startup, wanted, std::nullopt, stop);
        };
        const profile::CallStacks a = stacksOf(pair->a(), choice.a);
        const profile::CallStacks b = stacksOf(pair->b(), choice.b);
        auto tree = std::make_shared<const profile::FlameTree>(profile::flameTree(a, &b, stop));
        if (stop.stop_requested())
            return std::nullopt;
        return Made{
            std::move(tree), a.unit,
            tr("A: %1 · B: %2").arg(toQString(profile::samplesText(a)), toQString(profile::samplesText(b)))};
    }));
}

} // namespace rt0::ui
