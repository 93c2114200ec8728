#include "gc/gcview.h"

#include "analysis/gcadvice.h"
#include "emptynote.h"
#include "gc/timechart.h"
#include "session.h"
#include "sheet/sheettable.h"
#include "text.h"

#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kNsPerMs = 1e6;

Curve inMib(Curve curve) {
    for (Curve::Point& point : curve.points)
        point.value /= kMiB;
    return curve;
}

/// One point for each cycle for which `valueOf` has a value.
template <typename ValueOf>
Curve ofCycles(const GcTimeline& gc, const ValueOf& valueOf) {
    Curve curve;
    for (const GcCycleFacts& cycle : gc.cycles)
        if (const std::optional<double> value = valueOf(cycle))
            curve.points.push_back({cycle.drawn.begin, *value});
    return curve;
}

double milliseconds(const TimeBounds& time) {
    return static_cast<double>(time.middle().count()) / kNsPerMs;
}

SheetCell bytesCell(const std::optional<double>& bytes) {
    if (!bytes)
        return {QStringLiteral("–")};
    // In the runtime's unit: a log prints whole MiB, and would seem more exact in another one.
    return {GcView::tr("%1 MiB").arg(*bytes / kMiB, 0, 'g', 3), static_cast<quint64>(std::max(0.0, *bytes))};
}

SheetCell timeCell(const TimeBounds& time) {
    return {boundsText(time), static_cast<quint64>(std::max<std::int64_t>(0, time.middle().count()))};
}

SheetCell numberCell(const std::optional<double>& value, const QString& unit) {
    if (!value)
        return {QStringLiteral("–")};
    return {QString::number(*value, 'g', 3) + unit, static_cast<quint64>(*value * 1000)};
}

QString whenText(const GcCycleFacts& cycle) {
    const QString when = cycle.when == GcWhen::DuringStart          ? GcView::tr("start-up")
                         : cycle.when == GcWhen::PerhapsDuringStart ? GcView::tr("perhaps start-up")
                                                                    : GcView::tr("later");
    return cycle.forced ? GcView::tr("%1, forced").arg(when) : when;
}

} // namespace

GcView::GcView(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    setAccessibleName(tr("GC"));
    m_empty = makeEmptyNote(this);
    m_empty->setTextFormat(Qt::RichText);
    m_empty->setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    connect(m_empty, &QLabel::linkActivated, this,
            [this](const QString& startup) { m_session.setStartup(startup.toUInt()); });
    m_advice = new QLabel(this);
    m_advice->setWordWrap(true);
    m_advice->setMargin(10);
    m_advice->setTextFormat(Qt::PlainText);
    m_advice->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_heap = new TimeChart(m_session, tr("Heap"), tr("MiB"), {}, this);
    m_pacer = new TimeChart(m_session, tr("Pacer"), tr("assist ratio"), tr("% of CPU"), this);
    m_pauses = new TimeChart(m_session, tr("Pauses and assists"), tr("ms"), {}, this);
    m_cycles = new SheetTable(
        tr("Cycles"),
        {{tr("#"), tr("Number of the cycle"), true},
         {tr("Began"), tr("On the shared time axis, where it is drawn"), true},
         {tr("When"), tr("Whether it began before main.main"), false, true},
         {tr("World stopped"), tr("Both stops, wall time"), true},
         {tr("Marking"), tr("Beside the program, wall time"), true},
         {tr("Assists"), tr("By goroutines that allocate: CPU time in a log, wall time in a trace"), true},
         {tr("CPU"), tr("Share of GOMAXPROCS' CPU time during the cycle, without idle workers"), true},
         {tr("Heap at begin"), {}, true},
         {tr("Live"), tr("What was marked"), true},
         {tr("Goal"), {}, true},
         {tr("Trigger"), tr("Heap size that started it; needs gcpacertrace=1"), true},
         {tr("Assist ratio"), tr("Bytes to scan for each byte allocated; needs gcpacertrace=1"), true}},
        SheetTable::Filter::No, this);
    auto* charts = new QWidget(this);
    auto* column = new QVBoxLayout(charts);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_heap, 3);
    column->addWidget(m_pacer, 2);
    column->addWidget(m_pauses, 2);
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(charts);
    parts->addWidget(m_cycles);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 1);
    parts->setSizes({430, 190});
    auto* sheet = new QWidget(this);
    auto* whole = new QVBoxLayout(sheet);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_advice);
    whole->addWidget(parts, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(sheet);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    setFocusProxy(m_heap);
    connect(&m_session, &Session::startupChanged, this, &GcView::fill);
    connect(m_cycles, &SheetTable::rowChosen, this,
            [this](int row) { selectCycle(static_cast<std::size_t>(row)); });
    for (TimeChart* chart : {m_heap, m_pacer, m_pauses})
        connect(chart, &TimeChart::clickedAt, this, &GcView::selectAt);
    fill();
}

void GcView::setTheme(const Theme& theme) {
    for (TimeChart* chart : {m_heap, m_pacer, m_pauses})
        chart->setTheme(theme);
    m_cycles->setTheme(theme);
}

QString GcView::adviceOf(std::size_t startup) const {
    QStringList sentences;
    for (const std::string& sentence :
         gcAdviceText(gcAdvice(m_session.loaded()->gc[startup], m_session.document().startups[startup])))
        sentences << toQString(sentence);
    return sentences.join(QLatin1Char('\n'));
}

/// Of a recording the start that was logged may tell it, which is another one than those that were timed.
QString GcView::whyEmpty() const {
    const auto paragraphs = [](const QString& text) {
        return QStringLiteral("<p>%1</p>")
            .arg(text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    };
    const auto& timelines = m_session.loaded()->gc;
    const auto told = std::ranges::find_if(
        timelines, [](const GcTimeline& gc) { return gc.source != GcTimeline::Source::None; });
    if (told == timelines.end() || !m_session.startup().recorded)
        return paragraphs(tr("Nothing here tells what the garbage collector did.")) +
               paragraphs(adviceOf(m_session.startupIndex()));
    const auto other = static_cast<std::size_t>(told - timelines.begin());
    return paragraphs(tr("This start was timed undisturbed: the runtime printed nothing of its garbage "
                         "collector. Another "
                         "start of this recording was logged (%1):")
                          .arg(toQString(m_session.document().startups[other].name))) +
           paragraphs(adviceOf(other)) +
           QStringLiteral("<p><a href='%1'>%2</a></p>").arg(other).arg(tr("Show that start"));
}

void GcView::fill() {
    const bool any = !m_session.empty() && m_session.gc().source != GcTimeline::Source::None;
    m_advice->setText(any ? adviceOf(m_session.startupIndex()) : QString());
    m_empty->setText(any || m_session.empty() ? QString() : whyEmpty());
    m_stack->setCurrentIndex(any ? 1 : 0);
    if (!any)
        return;
    fillCharts();
    fillTable();
}

void GcView::fillCharts() {
    using Style = ChartLine::Style;
    const GcTimeline& gc = m_session.gc();
    m_heap->setLines({{tr("heap"), inMib(gc.heap), Style::Line, false, &Theme::curve},
                      {tr("goal"), inMib(gc.goal), Style::Dashed, false, &Theme::curveGoal},
                      {tr("trigger"), inMib(gc.trigger), Style::Dots, false, &Theme::text}});
    const auto percent = [](const GcCycleFacts& cycle) {
        return cycle.utilization ? std::optional(*cycle.utilization * 100) : std::nullopt;
    };
    m_pacer->setLines(
        {{tr("assist ratio"), ofCycles(gc, [](const GcCycleFacts& cycle) { return cycle.assistRatio; }),
          Style::Dots, false, &Theme::curveGoal},
         {tr("CPU share of GC"), ofCycles(gc, percent), Style::Stems, true, &Theme::curve}});
    // A trace has neither.
    m_pacer->setVisible(gc.source == GcTimeline::Source::Log);
    const bool log = gc.source == GcTimeline::Source::Log;
    m_pauses->setLines(
        {{tr("world stopped"),
          ofCycles(gc, [](const GcCycleFacts& cycle) { return std::optional(milliseconds(cycle.stw)); }),
          Style::Stems, false, &Theme::curveGoal},
         {log ? tr("assists, CPU time") : tr("assists, wall time"),
          ofCycles(gc, [](const GcCycleFacts& cycle) { return std::optional(milliseconds(cycle.assist)); }),
          Style::Dots, false, &Theme::curve}});
}

void GcView::fillTable() {
    const GcTimeline& gc = m_session.gc();
    std::vector<SheetRow> rows;
    for (const GcCycleFacts& cycle : gc.cycles) {
        const auto percent = cycle.utilization ? std::optional(*cycle.utilization * 100) : std::nullopt;
        const Nanoseconds begin = cycle.drawn.begin;
        rows.push_back({{QString::number(cycle.number), cycle.number},
                        {durationText(begin), static_cast<quint64>(std::max<std::int64_t>(0, begin.count()))},
                        {whenText(cycle)},
                        timeCell(cycle.stw),
                        timeCell(cycle.mark),
                        timeCell(cycle.assist),
                        numberCell(percent, QStringLiteral(" %")),
                        bytesCell(cycle.startBytes),
                        bytesCell(cycle.liveBytes),
                        bytesCell(cycle.goalBytes),
                        bytesCell(cycle.triggerBytes),
                        numberCell(cycle.assistRatio, {})});
    }
    m_cycles->setRows(std::move(rows), tr("No cycle ran."));
}

void GcView::selectCycle(std::size_t place) {
    const GcTimeline& gc = m_session.gc();
    if (place >= gc.cycles.size())
        return;
    const bool log = gc.source == GcTimeline::Source::Log;
    m_session.select({log ? Selection::Kind::Gc : Selection::Kind::TraceRange, gc.cycles[place].index});
}

void GcView::selectAt(Nanoseconds time, Nanoseconds tolerance) {
    const std::vector<GcCycleFacts>& cycles = m_session.gc().cycles;
    const auto found = std::ranges::find_if(cycles, [&](const GcCycleFacts& cycle) {
        return cycle.drawn.begin - tolerance <= time && time <= cycle.drawn.end + tolerance;
    });
    if (found != cycles.end())
        selectCycle(static_cast<std::size_t>(found - cycles.begin()));
    else
        m_session.select({});
}

} // namespace rt0::ui
