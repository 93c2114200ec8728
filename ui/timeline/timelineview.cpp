#include "timeline/timelineview.h"

#include "analysis/rangetext.h"
#include "legend.h"
#include "text.h"
#include "timeline/finder.h"
#include "timeline/timelinemouse.h"
#include "timeline/timelineplot.h"
#include "timeline/tracequery.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <algorithm>

namespace rt0::ui {
TimelineView::TimelineView(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    m_plot = new TimelinePlot(session, this);
    m_mouse = new TimelineMouse(session, *m_plot);
    m_scrollBar = new QScrollBar(Qt::Vertical, this);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_plot, 1);
    row->addWidget(m_scrollBar);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeToolRow());
    column->addLayout(row, 1);
    m_legend = new Legend(this);
    column->addWidget(m_legend);
    setFocusPolicy(Qt::StrongFocus);
    m_plot->setFocusPolicy(Qt::ClickFocus);
    m_plot->setFocusProxy(this);

    connect(m_plot, &TimelinePlot::scrollChanged, this, &TimelineView::syncScrollBar);
    connect(m_scrollBar, &QScrollBar::valueChanged, m_plot, [this](int value) { m_plot->setScroll(value); });
    connect(m_plot, &TimelinePlot::linksChanged, this, &TimelineView::showLinks);
    connect(&session, &Session::visibleChanged, this, &TimelineView::showRange);
    connect(&session, &Session::startupChanged, this, [this] {
        const Startup& startup = m_session.startup();
        const bool trace = startup.trace != nullptr;
        m_legend->setContent(trace, !trace || !startup.inits.empty());
    });
    connect(&session, &Session::selectionChanged, m_plot, &TimelinePlot::revealSelection);
}

/// A window that goes while the pointer is over it tells its widgets that the pointer left, when half of the
/// plot is gone.
TimelineView::~TimelineView() {
    m_plot->removeEventFilter(m_mouse);
}

QWidget* TimelineView::makeToolRow() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    m_range = new QLineEdit(bar);
    m_range->setMinimumWidth(230);
    m_range->setAccessibleName(tr("Exact range"));
    m_range->setToolTip(tr(
        "The visible range. Type one to go there and select it: 12.4ms..18ms or init net/http..main.main"));
    m_find = new QLineEdit(bar);
    m_find->setPlaceholderText(tr("Find a package, goroutine, task … (/)"));
    m_find->setClearButtonEnabled(true);
    m_find->setAccessibleName(tr("Find"));
    m_message = new QLabel(bar);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // A long message may not widen the window.
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(new QLabel(tr("View"), bar));
    row->addWidget(m_range);
    row->addWidget(m_message, 1);
    row->addWidget(m_find);
    m_find->setMinimumWidth(220);
    connect(m_range, &QLineEdit::returnPressed, this, &TimelineView::applyRange);
    connect(m_find, &QLineEdit::textChanged, this, &TimelineView::showMatches);
    connect(m_find, &QLineEdit::returnPressed, this,
            [this] { findFrom(QApplication::keyboardModifiers().testFlag(Qt::ShiftModifier) ? -1 : 1); });
    return bar;
}

void TimelineView::setTheme(const Theme& theme) {
    m_plot->setTheme(theme);
    m_legend->setTheme(theme);
}

void TimelineView::setNavigation(NavigationPreset preset) {
    m_mouse->setPreset(preset);
}

void TimelineView::showRange() {
    m_message->clear();
    m_range->setText(toQString(formatTimeRange(m_session.visible())));
    m_range->setCursorPosition(0);
}

void TimelineView::editRange() {
    m_range->setFocus(Qt::ShortcutFocusReason);
    m_range->selectAll();
}

void TimelineView::applyRange() {
    if (m_session.empty())
        return;
    const auto range = parseTimeRange(m_range->text().toStdString(), m_session.startup());
    if (!range) {
        m_message->setText(QStringLiteral("✖ ") + toQString(range.error().message()));
        m_message->setToolTip(m_message->text());
        return;
    }
    m_session.setRange(*range);
    m_session.setVisible(*range);
    setFocus();
}

void TimelineView::syncScrollBar() {
    const QSignalBlocker blocker(m_scrollBar);
    m_scrollBar->setRange(0, static_cast<int>(std::ceil(m_plot->layout().maximumScroll())));
    m_scrollBar->setPageStep(static_cast<int>(m_plot->layout().viewport()));
    m_scrollBar->setSingleStep(24);
    m_scrollBar->setValue(static_cast<int>(m_plot->layout().scroll()));
    m_scrollBar->setVisible(m_scrollBar->maximum() > 0);
}

void TimelineView::find() {
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void TimelineView::showMatches() {
    const std::size_t count = m_session.empty() ? 0 : findAll(m_session.startup(), m_find->text()).size();
    m_message->setText(m_find->text().trimmed().isEmpty() ? QString()
                       : count == 1                       ? tr("1 match")
                                                          : tr("%1 matches").arg(countText(count)));
}

void TimelineView::findFrom(int direction) {
    const std::vector<Selection> found =
        m_session.empty() ? std::vector<Selection>{} : findAll(m_session.startup(), m_find->text());
    if (found.empty())
        return showMatches();
    // The match behind (or before) the selected one, around the end when there is none.
    const auto count = static_cast<std::ptrdiff_t>(found.size());
    const auto selected = std::find(found.begin(), found.end(), m_session.selection());
    std::ptrdiff_t at = direction > 0 ? 0 : count - 1;
    if (selected != found.end())
        at = (selected - found.begin() + direction + count) % count;
    m_session.select(found[static_cast<std::size_t>(at)]);
    showSelection();
    m_message->setText(
        tr("%1 of %2").arg(countText(static_cast<std::uint64_t>(at) + 1), countText(found.size())));
}

void TimelineView::showSelection() {
    const auto time = m_session.empty() ? std::nullopt : m_session.selectedTime();
    if (!time)
        return;
    if (!m_session.visible().contains(time->begin))
        m_session.setVisible(centredOn(*time, m_session.visible()));
    m_plot->revealSelection();
}

void TimelineView::goToInitPhase() {
    if (m_session.empty())
        return;
    const auto phase = findInitPhase(m_session.startup());
    if (!phase) {
        m_message->setText(m_session.startup().trace
                               ? tr("package inits ran before this trace began; open the program's "
                                    "GODEBUG=inittrace=1 log together with it")
                               : tr("this start-up has no package inits"));
        return;
    }
    const TimeRange whole = withMargin(phase->time, 0.05);
    const Nanoseconds begin = phase->mainBegin.middle();
    const bool toMain = m_session.visible() == whole;
    const TimeRange around{begin - phase->time.length() / 8, begin + phase->time.length() / 8};
    m_session.setVisible(toMain ? withMargin(around, 0) : whole);
    if (const auto& trace = m_session.startup().trace) {
        const Nanoseconds at = m_session.lanes().sources[kTraceSource].toSource(toMain ? phase->mainBegin.hi
                                                                                       : phase->time.begin);
        if (const SpanId span = stateAt(*trace, mainGoroutine(*trace), at); span != kNoSpan)
            m_session.select({Selection::Kind::TraceSpan, span});
    }
    m_message->setText(toMain ? tr("main.main begins at %1").arg(boundsText(phase->mainBegin))
                              : tr("init phase of goroutine 1: %1; G again: main.main")
                                    .arg(durationText(phase->time.length())));
}

void TimelineView::toggleExpanded() {
    const auto lane = m_mouse->hoverLane() ? m_mouse->hoverLane() : m_plot->selectedSpan().lane;
    if (lane)
        m_plot->toggleExpanded(*lane);
}

void TimelineView::toggleLinks() {
    m_plot->setShowsAllLinks(!m_plot->showsAllLinks());
}

void TimelineView::showLinks() {
    m_message->setText(!m_plot->showsAllLinks() ? QString()
                       : m_plot->tooManyLinks()
                           ? tr("too many wake-ups to draw: zoom in, or X to draw the selection's only")
                           : tr("wake-ups between the visible goroutines are drawn (X)"));
}

void TimelineView::focusSelection() {
    const auto time = m_session.empty() ? std::nullopt : m_session.selectedTime();
    if (!time)
        return;
    const TimeRange centred = centredOn(*time, m_session.visible());
    m_session.setVisible(centred == m_session.visible() ? withMargin(*time, 0.1) : centred);
    m_plot->revealSelection();
}

bool TimelineView::peel() {
    if (m_mouse->cancel())
        return true;
    if (m_find->hasFocus() || !m_find->text().isEmpty()) {
        m_find->clear();
        setFocus();
        return true;
    }
    if (m_range->hasFocus() || !m_message->text().isEmpty()) {
        showRange();
        setFocus();
        return true;
    }
    if (m_session.empty())
        return false;
    if (m_session.range()) {
        m_session.setRange(std::nullopt);
        return true;
    }
    if (m_session.selection().none())
        return false;
    m_session.select({});
    return true;
}

} // namespace rt0::ui
