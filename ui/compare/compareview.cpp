#include "compare/compareview.h"

#include "compare/buildpage.h"
#include "compare/comparewords.h"
#include "compare/differencespage.h"
#include "compare/graphpage.h"
#include "compare/phasespage.h"
#include "compare/profilepage.h"
#include "compare/timelinespage.h"
#include "compare/trendpage.h"
#include "optimize/optimizepage.h"
#include "selectablelabel.h"
#include "text.h"
#include "timeline/timelineview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>

namespace rt0::ui {

CompareView::CompareView(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Compare"));
    m_state = new CompareState(this);
    makeIntroduction();
    makeHeader();
    makePages();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_introduction);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
    m_header->hide();
    connect(m_state, &CompareState::pairChanged, this, &CompareView::fill);
    connect(m_state, &CompareState::alignmentChanged, this, &CompareView::fillAnchors);
}

// The pages listen to the state until they are gone.
CompareView::~CompareView() {
    delete m_pages;
}

void CompareView::makeIntroduction() {
    m_introduction = new QWidget(this);
    auto* text = makeSelectableLabel(m_introduction, LongText::Wrapped);
    text->setText(tr("Compare two builds: drop two logs or recordings on this window, or choose them. Two Go "
                     "programs can be recorded in turns, beside a control, and compared at once."));
    auto* choose = new QPushButton(tr("Compare… (Ctrl+Shift+D)"), m_introduction);
    connect(choose, &QPushButton::clicked, this, &CompareView::compareRequested);
    auto* row = new QHBoxLayout(m_introduction);
    row->setContentsMargins(12, 8, 12, 4);
    row->addWidget(text, 1);
    row->addWidget(choose);
}

void CompareView::makeHeader() {
    m_header = new QWidget(this);
    auto* column = new QVBoxLayout(m_header);
    column->setContentsMargins(12, 8, 12, 4);
    column->setSpacing(4);
    m_verdict = makeSelectableLabel(m_header, LongText::Wrapped);
    QFont large = m_verdict->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_verdict->setFont(large);
    m_control = makeSelectableLabel(m_header, LongText::Wrapped);
    m_warnings = makeSelectableLabel(m_header, LongText::Wrapped);
    m_warnings->setMargin(6);
    m_warnings->setAutoFillBackground(true);
    auto* row = new QHBoxLayout;
    m_before = new QComboBox(m_header);
    m_before->setAccessibleName(tr("A"));
    m_after = new QComboBox(m_header);
    m_after->setAccessibleName(tr("B"));
    m_swap = new QToolButton(m_header);
    m_swap->setText(tr("⇄ Swap"));
    m_swap->setToolTip(tr("Make B the one that is compared with"));
    m_anchor = new QComboBox(m_header);
    m_anchor->setAccessibleName(tr("Align at"));
    for (QComboBox* box : {m_before, m_after})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    row->addWidget(new QLabel(QStringLiteral("A"), m_header));
    row->addWidget(m_before);
    row->addWidget(m_swap);
    row->addWidget(new QLabel(QStringLiteral("B"), m_header));
    row->addWidget(m_after);
    row->addSpacing(16);
    row->addWidget(new QLabel(tr("Align at"), m_header));
    row->addWidget(m_anchor);
    row->addStretch(1);
    column->addWidget(m_verdict);
    column->addWidget(m_control);
    column->addWidget(m_warnings);
    column->addLayout(row);
    connect(m_before, &QComboBox::activated, this, &CompareView::requestPair);
    connect(m_after, &QComboBox::activated, this, &CompareView::requestPair);
    connect(m_swap, &QToolButton::clicked, this, [this] {
        if (!m_state->empty())
            emit pairRequested(m_state->pair()->after, m_state->pair()->before);
    });
    connect(m_anchor, &QComboBox::activated, this,
            [this](int index) { m_state->setWish(kStartAnchors[static_cast<std::size_t>(index)]); });
}

QStringList CompareView::pageNames() {
    return {tr("Timelines"), tr("Phases"), tr("Package inits"), tr("Init graph"),
            tr("Profile"),   tr("Trend"),  tr("Builds"),        tr("Optimisations")};
}

void CompareView::makePages() {
    m_pages = new QTabWidget(this);
    m_pages->setDocumentMode(true);
    m_timelines = new TimelinesPage(*m_state, m_pages);
    m_phases = new PhasesPage(*m_state, m_pages);
    m_differences = new DifferencesPage(*m_state, m_pages);
    m_graph = new DifferenceGraphPage(*m_state, m_pages);
    m_profile = new DifferenceProfilePage(*m_state, m_pages);
    m_trend = new TrendPage(*m_state, m_pages);
    m_build = new BuildPage(*m_state, m_pages);
    m_optimize = new OptimizePage(m_pages);
    const std::array<QWidget*, 8> pages{m_timelines, m_phases, m_differences, m_graph,
                                        m_profile,   m_trend,  m_build,       m_optimize};
    connect(m_trend, &TrendPage::orderRequested, this, &CompareView::orderRequested);
    connect(m_trend, &TrendPage::addRequested, this, &CompareView::compareRequested);
    for (std::size_t i = 0; i < pages.size(); ++i)
        m_pages->addTab(pages[i], pageNames()[static_cast<qsizetype>(i)]);
    m_pages->setCurrentWidget(m_optimize);
    for (int i = 0; i < m_pages->count(); ++i) {
        const bool usable = m_pages->widget(i) == m_optimize;
        m_pages->setTabEnabled(i, usable);
        m_pages->setTabToolTip(i, usable ? QString() : tr("Needs two builds: Ctrl+Shift+D"));
    }
    connect(m_pages, &QTabWidget::currentChanged, this, [this] { m_pages->currentWidget()->setFocus(); });
    setFocusProxy(m_pages);
}

void CompareView::setPage(int page) {
    m_pages->setCurrentIndex(page);
}

void CompareView::showOptimizations() {
    m_pages->setCurrentWidget(m_optimize);
    m_optimize->setFocus();
}

bool CompareView::showsOptimizations() const {
    return m_pages->currentWidget() == m_optimize;
}

void CompareView::setTheme(const Theme& theme) {
    m_theme = theme;
    m_timelines->setTheme(theme);
    m_phases->setTheme(theme);
    m_differences->setTheme(theme);
    m_build->setTheme(theme);
    m_graph->setTheme(theme);
    m_profile->setTheme(theme);
    m_trend->setTheme(theme);
    m_optimize->setTheme(theme);
    QPalette palette = m_warnings->palette();
    palette.setColor(QPalette::Window, theme.warning);
    palette.setColor(QPalette::WindowText, theme.text);
    m_warnings->setPalette(palette);
}

void CompareView::setNavigation(NavigationPreset preset) {
    m_timelines->setNavigation(preset);
}

void CompareView::fill() {
    const ComparedPair& pair = *m_state->pair();
    m_verdict->setText(verdictSentence(pair.comparison));
    m_control->setText(controlText(pair.comparison));
    m_control->setVisible(!m_control->text().isEmpty());
    const QStringList warnings = warningsOf(pair.comparison);
    m_warnings->setText(QStringLiteral("⚠ ") + warnings.join(QStringLiteral("\n⚠ ")));
    m_warnings->setVisible(!warnings.isEmpty());
    for (const auto& [box, current] : {std::pair{m_before, pair.before}, std::pair{m_after, pair.after}}) {
        box->clear();
        for (const ComparedBuild& build : pair.builds) {
            box->addItem(toQString(build.side.label));
            box->setItemData(box->count() - 1, build.paths.join(QStringLiteral(", ")), Qt::ToolTipRole);
        }
        box->setCurrentIndex(static_cast<int>(current));
        box->setEnabled(pair.builds.size() > 2);
    }
    showPages();
}

/// From the first comparison on, all pages have something to show.
void CompareView::showPages() {
    if (!m_header->isHidden())
        return;
    m_introduction->hide();
    m_header->show();
    for (int i = 0; i < m_pages->count(); ++i) {
        m_pages->setTabEnabled(i, true);
        m_pages->setTabToolTip(i, {});
    }
    m_pages->setCurrentWidget(m_timelines);
}

/// What one of the starts does not know cannot be chosen.
void CompareView::fillAnchors() {
    const compare::Comparison& comparison = m_state->comparison();
    m_anchor->clear();
    for (const StartAnchor anchor : kStartAnchors) {
        const bool known = canAlign(*comparison.before.startup, *comparison.after.startup, anchor);
        const QString name = toQString(std::string(nameOf(anchor)));
        m_anchor->addItem(known ? name : tr("%1 (not measured)").arg(name));
        // The model of a QComboBox is a QStandardItemModel unless another was set.
        m_anchor->setItemData(m_anchor->count() - 1, known ? QVariant() : QVariant(0), Qt::UserRole - 1);
    }
    m_anchor->setCurrentIndex(
        static_cast<int>(std::ranges::find(kStartAnchors, m_state->alignment()) - kStartAnchors.begin()));
}

void CompareView::requestPair() {
    const auto before = static_cast<std::size_t>(m_before->currentIndex());
    const auto after = static_cast<std::size_t>(m_after->currentIndex());
    if (before != after)
        emit pairRequested(before, after);
    else
        fill();
}

void CompareView::find() {
    QWidget* const page = m_pages->currentWidget();
    if (page == m_optimize)
        m_optimize->find();
    else if (page == m_phases)
        m_phases->find();
    else if (page == m_differences)
        m_differences->find();
    else if (page == m_build)
        m_build->find();
    else if (page == m_profile)
        m_profile->find();
    else
        m_timelines->view().find();
}

bool CompareView::peel() {
    QWidget* const page = m_pages->currentWidget();
    if ((page == m_phases && m_phases->peel()) || (page == m_differences && m_differences->peel()) ||
        (page == m_build && m_build->peel()) || (page == m_profile && m_profile->peel()) ||
        (page == m_optimize && m_optimize->peel()))
        return true;
    return !m_state->empty() && m_timelines->view().peel();
}

} // namespace rt0::ui
