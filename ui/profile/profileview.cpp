#include "profile/profileview.h"

#include "base/format.h"
#include "profile/flameview.h"
#include "selectablelabel.h"
#include "sheet/sheettable.h"
#include "text.h"
#include "timeline/exectrace.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QtConcurrent>
#include <algorithm>
#include <chrono>

namespace rt0::ui {
namespace {

using profile::kNoNode;

constexpr std::chrono::milliseconds kQuick{200}; ///< what is done by then says nothing before

} // namespace

ProfileView::ProfileView(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    m_stack = new QStackedWidget(this);
    makeEmptyPage();
    makeContent();
    m_stack->addWidget(m_emptyPage);
    m_stack->addWidget(m_content);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(&session, &Session::startupChanged, this, &ProfileView::refill);
    connect(&session, &Session::rangeChanged, this, &ProfileView::followSession);
    connect(&session, &Session::selectionChanged, this, &ProfileView::followSession);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (const auto made = m_watcher.result(); made && !m_stale)
            present(made);
    });
    refill();
}

ProfileView::~ProfileView() {
    m_watcher.disconnect(this);
    m_stop.request_stop();
    m_watcher.waitForFinished();
}

void ProfileView::makeEmptyPage() {
    m_emptyPage = new QWidget(this);
    m_empty = new QLabel(m_emptyPage);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::RichText);
    m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* open = new QPushButton(tr("Open a profile or a trace…"), m_emptyPage);
    connect(open, &QPushButton::clicked, this, &ProfileView::openRequested);
    auto* column = new QVBoxLayout(m_emptyPage);
    column->setContentsMargins(32, 28, 32, 28);
    column->setSpacing(14);
    column->addWidget(m_empty);
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addStretch(1);
}

void ProfileView::makeContent() {
    m_content = new QWidget(this);
    m_types = new QComboBox(m_content);
    m_types->setAccessibleName(tr("Kind of values"));
    m_types->setToolTip(tr("Which values of the profile are shown"));
    m_types->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_about = makeSelectableLabel(m_content, LongText::Cut);
    m_search = new QLineEdit(m_content);
    m_search->setPlaceholderText(tr("Find functions or packages (Ctrl+F)"));
    m_search->setToolTip(
        tr("Underlines what holds this text; Enter and Shift+Enter go from one to the next"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Find"));
    m_search->setFixedWidth(260);
    m_found = new QLabel(m_content);
    m_invert = new QToolButton(m_content);
    m_invert->setText(tr("Upside down"));
    m_invert->setToolTip(
        tr("Draws the callers at the bottom, as flames, instead of on top, as an icicle (I)"));
    m_invert->setCheckable(true);
    m_path = makeSelectableLabel(m_content, LongText::Cut);
    m_path->setTextFormat(Qt::RichText);
    m_path->setAccessibleName(tr("Zoomed to"));
    m_path->installEventFilter(this);
    m_advice = new QLabel(m_content);
    m_advice->setWordWrap(true);
    m_advice->setMargin(8);
    m_advice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_advice->setAutoFillBackground(true);
    m_advice->hide();
    m_flame = new FlameView(m_content);
    m_facts = makeSelectableLabel(m_content, LongText::Cut);
    m_facts->setIndent(8);
    m_table = new SheetTable(
        tr("Functions"),
        {{tr("Flat"), tr("Value of the samples in this function itself"), true, false},
         {tr("Flat %"), tr("Part of everything that is shown"), true, false},
         {tr("Cum"), tr("Value of the samples with this function in the stack, each counted once"), true,
          false},
         {tr("Cum %"), tr("Part of everything that is shown"), true, false},
         {tr("Function"), tr("As linked; inlined calls are functions of their own"), false, true},
         {tr("Package"), tr("Import path; in brackets the file, where it is not Go code"), false, false}},
        SheetTable::Filter::Yes, m_content);
    makeToolRow();
    connect(m_types, &QComboBox::activated, this, [this] { followSession(); });
    connect(m_invert, &QToolButton::toggled, m_flame, &FlameView::setInverted);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_flame->setSearch(text);
        showFound();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_flame->goToMatch((QApplication::keyboardModifiers() & Qt::ShiftModifier) != 0 ? -1 : 1);
    });
    connect(m_path, &QLabel::linkActivated, this,
            [this](const QString& node) { m_flame->zoomTo(node.toUInt()); });
    connect(m_flame, &FlameView::zoomed, this, &ProfileView::showPath);
    connect(m_flame, &FlameView::currentChanged, this, &ProfileView::showFacts);
    connect(m_flame, &FlameView::hovered, this,
            [this](std::uint32_t node) { showFacts(node == kNoNode ? m_flame->current() : node); });
    connect(m_flame, &FlameView::picked, this, [this](std::uint32_t node) {
        if (const std::uint32_t function = m_data->tree->nodes[node].function; function != kNoNode)
            pick(function);
    });
    connect(m_table, &SheetTable::rowChosen, this, [this](int row) {
        const std::uint32_t function = m_data->totals[static_cast<std::size_t>(row)].function;
        m_flame->goToFunction(function);
        pick(function);
    });
}

void ProfileView::makeToolRow() {
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 4, 8, 4);
    tools->setSpacing(8);
    tools->addWidget(m_types);
    tools->addStretch(1);
    tools->addWidget(m_search);
    tools->addWidget(m_invert);
    auto* upper = new QWidget(m_content);
    auto* flame = new QVBoxLayout(upper);
    flame->setContentsMargins(0, 0, 0, 0);
    flame->setSpacing(2);
    auto* where = new QHBoxLayout;
    where->setContentsMargins(0, 0, 8, 0);
    where->addWidget(m_path, 1);
    where->addWidget(m_found);
    flame->addLayout(where);
    flame->addWidget(m_flame, 1);
    flame->addWidget(m_facts);
    m_path->setIndent(8);
    m_about->setIndent(8);
    auto* splitter = new QSplitter(Qt::Vertical, m_content);
    splitter->addWidget(upper);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({600, 400});
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(m_about);
    column->addWidget(m_advice);
    column->addWidget(splitter, 1);
    m_content->setFocusProxy(m_flame);
    setFocusProxy(m_flame);
    auto* turn = new QAction(m_content);
    turn->setShortcut(QKeySequence(Qt::Key_I));
    turn->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(turn, &QAction::triggered, m_invert, &QToolButton::toggle);
    m_flame->addAction(turn);
}

void ProfileView::refill() {
    m_choices = m_session.empty() ? std::vector<ProfileChoice>()
                                  : profileChoices(m_session.document(), m_session.startup());
    m_types->clear();
    int shown = 0;
    for (std::size_t i = 0; i < m_choices.size(); ++i)
        m_types->addItem(m_choices[i].name);
    const auto preferred = std::ranges::find_if(m_choices, &ProfileChoice::preferred);
    if (preferred != m_choices.end())
        shown = static_cast<int>(preferred - m_choices.begin());
    m_types->setCurrentIndex(m_choices.empty() ? -1 : shown);
    m_types->setEnabled(m_choices.size() > 1);
    m_search->clear();
    m_empty->setText(profilesMissingText(m_session));
    m_stack->setCurrentWidget(m_choices.empty() ? m_emptyPage : m_content);
    m_stale = true;
    if (isVisible())
        reload();
}

void ProfileView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale)
        reload();
}

/// Only where that changes which samples are shown.
void ProfileView::followSession() {
    showSelection();
    if (m_choices.empty() || m_session.empty())
        return;
    const auto chosen = static_cast<std::size_t>(std::max(0, m_types->currentIndex()));
    const ProfileScope scope = profileScope(m_session, m_choices[chosen]);
    const bool fromHere = sender() == m_types;
    if (!fromHere && (m_picking || (scope.range == m_scope.range && scope.text == m_scope.text)))
        return;
    m_stale = true;
    if (isVisible())
        reload();
}

void ProfileView::reload() {
    if (m_choices.empty())
        return;
    m_stale = false;
    const ProfileChoice& choice = m_choices[static_cast<std::size_t>(std::max(0, m_types->currentIndex()))];
    m_scope = profileScope(m_session, choice);
    QTimer::singleShot(kQuick, this, [this] {
        if (m_watcher.isRunning())
            m_about->setText(tr("Adding up the samples …"));
    });
    m_stop.request_stop(); // what is no longer wanted
    m_stop = std::stop_source();
    m_watcher.setFuture(QtConcurrent::run(
        [loaded = m_session.loaded(), startup = m_session.startupIndex(), choice, range = m_scope.range,
         stop = m_stop.get_token()] { return makeProfileData(loaded, startup, choice, range, stop); }));
}

void ProfileView::present(const std::shared_ptr<ProfileData>& made) {
    m_data = made;
    const QString samples = toQString(made->samples);
    const QString value = toQString(profile::valueText(made->total, made->unit));
    const bool same = samples.startsWith(value + QStringLiteral(" sample")); // samples that count themselves
    m_about->setText((same ? QString() : value + QStringLiteral(" · ")) + samples + QStringLiteral(" · ") +
                     m_scope.text);
    m_about->setToolTip(m_about->text());
    m_advice->setText(toQString(made->advice));
    m_advice->setVisible(!made->advice.empty());
    m_flame->setTree(made->tree, made->unit);
    m_table->setRows(std::move(made->rows), tr("No sample lies here."));
    showFound();
    showSelection();
}

/// "all › … › main.main": the callers of what fills the width, each a link, as many as there is room for.
void ProfileView::showPath() {
    QStringList parts;
    if (!m_data || !m_data->tree)
        return m_path->clear();
    const profile::FlameTree& tree = *m_data->tree;
    const QString link = QStringLiteral("<a href=\"%1\">%2</a>");
    const QString arrow = QStringLiteral(" › ");
    QFont bold = m_path->font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    int room = m_path->width() - metrics.horizontalAdvance(tr("all") + arrow + QStringLiteral("… › …"));
    std::uint32_t node = m_flame->top();
    for (; node != kNoNode && node != profile::kFlameRoot; node = tree.nodes[node].parent) {
        QString name = toQString(std::string(tree.nameOf(node)));
        room -= metrics.horizontalAdvance(name + arrow);
        if (room < 0 && !parts.isEmpty())
            break;
        name = name.toHtmlEscaped();
        parts.prepend(parts.isEmpty() ? QStringLiteral("<b>%1</b>").arg(name) : link.arg(node).arg(name));
    }
    if (node != kNoNode && node != profile::kFlameRoot)
        parts.prepend(QStringLiteral("…"));
    if (parts.isEmpty())
        return m_path->setText(QStringLiteral("<span>%1</span>")
                                   .arg(tr("All. Click a frame to zoom; double click or Esc goes back.")));
    parts.prepend(link.arg(profile::kFlameRoot).arg(tr("all")));
    m_path->setText(parts.join(arrow));
}

void ProfileView::showFacts(std::uint32_t node) {
    if (!m_data || node == kNoNode || node >= m_data->tree->nodes.size())
        return m_facts->setText(QStringLiteral(" "));
    m_facts->setText(QStringLiteral("%1 — %2").arg(toQString(std::string(m_data->tree->nameOf(node))),
                                                   m_flame->factsOf(node)));
}

void ProfileView::showFound() {
    if (m_search->text().isEmpty() || !m_data)
        return m_found->clear();
    const std::size_t count = m_flame->matchedFunctions();
    const QString text =
        count == 1 ? tr("found in %1 · %2 · %3 function") : tr("found in %1 · %2 · %3 functions");
    m_found->setText(count == 0
                         ? tr("nothing found")
                         : text.arg(toQString(formatShare(m_flame->matchedShare())),
                                    toQString(profile::valueText(m_flame->matchedValue(), m_data->unit)),
                                    countText(count)));
}

/// The path has as many callers as it has room for.
bool ProfileView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_path && event->type() == QEvent::Resize)
        showPath();
    return QWidget::eventFilter(watched, event);
}

/// The package's init becomes the selection of all views.
void ProfileView::pick(std::uint32_t function) {
    const std::string& package = m_data->tree->functions[function].package;
    m_flame->markPackage(package);
    const auto& inits = m_session.startup().inits;
    const auto found = std::ranges::find(inits, package, &PackageInit::importPath);
    if (found == inits.end())
        return;
    m_picking = true;
    m_session.select({Selection::Kind::Init, static_cast<std::size_t>(found - inits.begin())});
    m_picking = false;
}

/// A package that was selected elsewhere is marked here.
void ProfileView::showSelection() {
    if (m_session.empty() || m_picking)
        return;
    const Selection& selection = m_session.selection();
    m_flame->markPackage(selection.kind == Selection::Kind::Init
                             ? m_session.startup().inits[selection.index].importPath
                             : std::string());
}

void ProfileView::setTheme(const Theme& theme) {
    m_flame->setTheme(theme);
    m_table->setTheme(theme);
    QPalette palette = m_advice->palette();
    palette.setColor(QPalette::Window, theme.warning);
    palette.setColor(QPalette::WindowText, theme.text);
    m_advice->setPalette(palette);
}

void ProfileView::find() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ProfileView::invert() {
    m_invert->toggle();
}

bool ProfileView::peel() {
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        m_flame->setFocus();
        return true;
    }
    if (m_search->hasFocus()) {
        m_flame->setFocus();
        return true;
    }
    return m_table->peel() || m_flame->back();
}

} // namespace rt0::ui
