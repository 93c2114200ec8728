#include "timeline/timelineplot.h"

#include "timeline/lanegutter.h"
#include "timeline/laneselection.h"
#include "timeline/startupplottable.h"
#include "timeline/timelineoverlay.h"
#include "timeline/timeticker.h"

#include <cmath>

namespace rt0::ui {
namespace {

constexpr int kRulerHeight = 28;
constexpr int kRightMargin = 10;
constexpr int kBottomMargin = 6;
constexpr double kSnap = 6; ///< pixels

double count(Nanoseconds t) {
    return static_cast<double>(t.count());
}

} // namespace

TimelinePlot::TimelinePlot(Session& session, QWidget* parent)
    : QCustomPlot(parent), m_session(session), m_theme(lightTheme()) {
    setUpAxes();
    setBackground(QBrush(Qt::NoBrush));
    m_lanes = new StartupPlottable(xAxis2, yAxis, session, m_layout);
    m_background = new PlotBackground(this);
    m_gutter = new LaneGutter(this, session, m_layout);
    layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered);
    m_overlay = new TimelineOverlay(this, session);
    setMouseTracking(true);
    setAccessibleName(tr("Timeline"));
    connect(&session, &Session::startupChanged, this, &TimelinePlot::loadStartup);
    connect(&session, &Session::visibleChanged, this, &TimelinePlot::showVisible);
    connect(&session, &Session::selectionChanged, this, &TimelinePlot::redrawOverlay);
    connect(&session, &Session::rangeChanged, this, &TimelinePlot::redrawOverlay);
    connect(&session, &Session::filterChanged, this, [this] { replot(rpQueuedReplot); });
    // A plot made for a picture comes after its session.
    loadStartup();
}

void TimelinePlot::setUpAxes() {
    axisRect()->setAutoMargins(QCP::msNone);
    axisRect()->setMargins(QMargins(LaneGutter::kWidth, kRulerHeight, kRightMargin, kBottomMargin));
    axisRect()->setupFullAxesBox(false);
    for (QCPAxis* axis : {xAxis, yAxis, yAxis2})
        axis->setVisible(false);
    xAxis2->setVisible(true);
    xAxis2->setTicker(QSharedPointer<TimeTicker>::create());
    xAxis2->grid()->setVisible(false); // StartupPlottable draws it over its image
    xAxis2->setTickLabels(true);
    xAxis2->setTickLabelPadding(3);
    xAxis2->setSubTicks(true);
    yAxis->setRange(0, 1);
    yAxis->setRangeReversed(true);
}

void TimelinePlot::setTheme(const Theme& theme) {
    m_theme = theme;
    m_background->setColour(theme.surface);
    const QPen line(theme.border, 1);
    xAxis2->setBasePen(line);
    xAxis2->setTickPen(line);
    xAxis2->setSubTickPen(line);
    xAxis2->setTickLabelColor(theme.muted);
    xAxis2->setTickLabelFont(font());
    m_lanes->setTheme(theme);
    m_gutter->setTheme(theme);
    m_overlay->setTheme(theme);
    replot(rpQueuedReplot);
}

void TimelinePlot::loadStartup() {
    if (m_session.empty())
        return;
    m_linkedSelection.reset();
    m_layout.setLanes(m_session.lanes());
    m_lanes->reloadLanes();
    m_overlay->clearMarks();
    fitViewport();
    showVisible();
}

void TimelinePlot::showVisible() {
    const TimeRange visible = m_session.visible();
    xAxis2->setRange(count(visible.begin), count(visible.end));
    placeSelection();
    replot(rpQueuedReplot);
}

void TimelinePlot::fitViewport() {
    // Not lanesRect(): the axis rect follows a new size only when it is drawn.
    m_layout.setViewport(std::max(0, height() - kRulerHeight - kBottomMargin));
    emit scrollChanged();
}

void TimelinePlot::resizeEvent(QResizeEvent* event) {
    // First: QCustomPlot draws at once.
    fitViewport();
    QCustomPlot::resizeEvent(event);
    placeSelection();
}

TimeScale TimelinePlot::scale() const {
    return {m_session.visible(), static_cast<double>(lanesRect().width())};
}

TimelineHit TimelinePlot::hitAt(QPointF position) const {
    if (m_session.empty() || position.y() < lanesRect().top() || position.y() > lanesRect().bottom())
        return {};
    const auto placed = m_layout.at(position.y() - lanesRect().top());
    if (!placed)
        return {};
    TimelineHit hit{placed->lane, kNoSpan};
    if (m_session.lanes().rowOf(placed->lane) && position.x() >= lanesRect().left())
        hit.span = m_lanes->spanAt(position);
    return hit;
}

std::optional<Selection> TimelinePlot::selectionAt(QPointF position) const {
    const TimelineHit hit = hitAt(position);
    if (hit.span == kNoSpan)
        return notMeasuredAt(hit, position);
    const LaneModel& model = m_session.lanes();
    const LaneRow row = *model.rowOf(*hit.lane);
    return selectionOf(model.kindOf(*hit.lane), hit.span, model.sourceOf(row).index().store().item(hit.span));
}

/// The phases before and behind the measured ones have no span, but can be asked for.
std::optional<Selection> TimelinePlot::notMeasuredAt(const TimelineHit& hit, QPointF position) const {
    const TimeRange measured = m_session.startup().extent;
    if (!hit.lane || m_session.lanes().kindOf(*hit.lane) != LaneKind::Phases || measured.empty() ||
        position.x() < lanesRect().left())
        return std::nullopt;
    const bool before = timeAt(position.x()) < measured.begin;
    return Selection{Selection::Kind::Phase,
                     static_cast<std::size_t>(before ? PhaseId::Exec : PhaseId::Main)};
}

Nanoseconds TimelinePlot::snapped(QPointF position) const {
    const Nanoseconds time = timeAt(position.x());
    const auto placed = m_layout.at(position.y() - lanesRect().top());
    const auto laneRow = placed ? m_session.lanes().rowOf(placed->lane) : std::nullopt;
    if (!laneRow)
        return time;
    const LaneSource& source = m_session.lanes().sourceOf(*laneRow);
    const SpanStore& store = source.index().store();
    const RowId row = laneRow->row;
    Nanoseconds best = time;
    double distance = kSnap;
    const auto consider = [&](SpanId span) {
        if (span < store.firstOf(row) || span >= store.endOf(row))
            return;
        const TimeRange edges = source.timeOf(span);
        for (const Nanoseconds edge : {edges.begin, edges.end}) {
            const double away = std::abs(xOf(edge) - position.x());
            if (away < distance) {
                distance = away;
                best = edge;
            }
        }
    };
    const SpanId next = store.firstEndingAfter(row, source.toSource(time));
    consider(next);
    if (next > store.firstOf(row))
        consider(next - 1);
    if (next + 1 < store.endOf(row))
        consider(next + 1);
    return best;
}

void TimelinePlot::setScroll(double pixels) {
    m_layout.setScroll(pixels);
    placeSelection();
    emit scrollChanged();
    replot(rpQueuedReplot);
}

void TimelinePlot::redrawOverlay() {
    placeSelection();
    layer(QStringLiteral("overlay"))->replot();
}

int TimelinePlot::pictureHeight() const {
    return static_cast<int>(std::ceil(m_layout.contentHeight())) + kRulerHeight + kBottomMargin;
}

void TimelinePlot::paintTo(QCPPainter& painter, int width) {
    // The plot is laid out while it is drawn; the lanes' room is known before.
    m_layout.setViewport(m_layout.contentHeight());
    xAxis2->setRange(count(m_session.visible().begin), count(m_session.visible().end));
    painter.setMode(QCPPainter::pmVectorized);
    toPainter(&painter, width, pictureHeight());
}

} // namespace rt0::ui
