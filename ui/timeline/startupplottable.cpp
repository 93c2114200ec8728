#include "timeline/startupplottable.h"

#include "hatch.h"
#include "text.h"

#include <algorithm>

namespace rt0::ui {
namespace {

constexpr double kSpanMargin = 3; ///< between a lane's edge and its spans
constexpr double kSmallestLabel = 26;
constexpr double kSmallestUncertain = 2; ///< narrower, neither pale parts nor whiskers can be seen
constexpr double kSmallestWhisker = 3;
constexpr double kMiB = 1024.0 * 1024.0;

/// The curve's value at `time`: linear between its points, nothing outside them.
std::optional<double> valueAt(const Curve& curve, Nanoseconds time) {
    const auto after = std::partition_point(curve.points.begin(), curve.points.end(),
                                            [time](const Curve::Point& p) { return p.time <= time; });
    if (after == curve.points.begin() || after == curve.points.end())
        return std::nullopt;
    const Curve::Point& before = *(after - 1);
    const double share = std::chrono::duration<double>(time - before.time) /
                         std::chrono::duration<double>(after->time - before.time);
    return before.value + share * (after->value - before.value);
}

double highest(const Lane& lane) {
    double value = 1;
    for (const Curve& curve : lane.curves)
        for (const Curve::Point& point : curve.points)
            value = std::max(value, point.value);
    return value;
}

} // namespace

StartupPlottable::StartupPlottable(QCPAxis* timeAxis, QCPAxis* laneAxis, const Session& session,
                                   const LaneLayout& layout)
    : SpanPlottable(timeAxis, laneAxis), m_session(session), m_layout(layout), m_theme(lightTheme()) {}

void StartupPlottable::setTheme(const Theme& theme) {
    m_theme = theme;
    setPalette(theme.classes);
    setBackground(theme.surface.rgb());
}

void StartupPlottable::reloadLanes() {
    setIndex(m_session.lanes().index);
}

double StartupPlottable::toX(Nanoseconds time) const {
    return keyAxis()->coordToPixel(static_cast<double>(time.count()));
}

StartupPlottable::Area StartupPlottable::areaOf(const PlacedLane& placed) const {
    const QRect plot = keyAxis()->axisRect()->rect();
    return {QRectF(plot.left(), plot.top() + placed.top, plot.width(), placed.height),
            &m_session.lanes().lanes[placed.lane]};
}

void StartupPlottable::placeRows() {
    std::vector<RowGeometry> rows;
    for (const PlacedLane& placed : m_layout.placed()) {
        const Lane& lane = m_session.lanes().lanes[placed.lane];
        if (lane.row)
            rows.push_back({*lane.row, static_cast<int>(placed.top + kSpanMargin),
                            static_cast<int>(placed.height - 2 * kSpanMargin)});
    }
    setRows(std::move(rows));
}

void StartupPlottable::draw(QCPPainter* painter) {
    if (m_session.empty())
        return;
    placeRows();
    SpanPlottable::draw(painter);
    painter->setAntialiasing(false);
    drawGrid(painter);
    for (const PlacedLane& placed : m_layout.placed()) {
        const Area area = areaOf(placed);
        if (area.lane->kind == LaneKind::Phases)
            drawNotMeasured(painter, area);
        if (area.lane->row)
            drawDetails(painter, area);
        else
            drawCurves(painter, area);
    }
}

/// The axis's own grid lies behind the opaque image of the spans.
void StartupPlottable::drawGrid(QCPPainter* painter) const {
    QVector<double> ticks;
    keyAxis()->ticker()->generate(keyAxis()->range(), QLocale::c(), QLatin1Char('f'), 0, ticks, nullptr,
                                  nullptr);
    const QRectF plot = keyAxis()->axisRect()->rect();
    QColor line = m_theme.grid;
    line.setAlpha(150);
    painter->setPen(QPen(line, 1));
    for (const double tick : ticks) {
        const double x = keyAxis()->coordToPixel(tick);
        if (plot.left() <= x && x <= plot.right())
            painter->drawLine(QLineF(x, plot.top(), x, plot.bottom()));
    }
}

void StartupPlottable::drawNotMeasured(QCPPainter* painter, const Area& area) const {
    TimeRange measured;
    for (const Phase& phase : m_session.startup().phases)
        if (phase.measured)
            measured = united(measured, phase.drawn);
    const QRectF inner = area.rect.adjusted(0, kSpanMargin, 0, -kSpanMargin);
    QRectF before = inner;
    before.setRight(std::clamp(toX(measured.begin), inner.left(), inner.right()));
    QRectF after = inner;
    after.setLeft(std::clamp(toX(measured.end), inner.left(), inner.right()));
    for (const QRectF& rect : {before, after}) {
        paintHatch(*painter, rect, m_theme.hatch);
        const QString text = QObject::tr("not measured");
        if (painter->fontMetrics().horizontalAdvance(text) + 12 > rect.width())
            continue;
        const QRectF box(rect.center().x() - painter->fontMetrics().horizontalAdvance(text) / 2.0 - 4,
                         rect.top() + 3, painter->fontMetrics().horizontalAdvance(text) + 8,
                         rect.height() - 6);
        painter->fillRect(box, m_theme.surface);
        painter->setPen(m_theme.muted);
        painter->drawText(box, Qt::AlignCenter, text);
    }
}

void StartupPlottable::drawDetails(QCPPainter* painter, const Area& area) const {
    const auto& index = *m_session.lanes().index;
    const QRectF inner = area.rect.adjusted(0, kSpanMargin, 0, -kSpanMargin);
    const bool inits = area.lane->kind == LaneKind::Inits || area.lane->kind == LaneKind::InitGroup;
    index.forEachRun(
        *area.lane->row, m_session.visible(), static_cast<int>(inner.width()), [&](const PixelRun& run) {
            if (!run.single)
                return;
            const QRectF span(inner.left() + run.x0, inner.top(), run.x1 - run.x0, inner.height());
            const std::uint32_t item = index.store().item(run.first);
            if (inits && !m_session.passesFilter(item)) {
                QColor veil = m_theme.surface;
                veil.setAlpha(205);
                painter->fillRect(span, veil);
                return;
            }
            const bool solid = !inits || span.width() < kSmallestUncertain ||
                               drawUncertainty(painter, span, m_session.startup().inits[item]);
            const QColor textColour = solid ? Theme::textOn(m_theme.classColour(run.colour)) : m_theme.text;
            if (span.width() >= kSmallestLabel)
                drawLabel(painter, span, labelOf(area.lane->kind, item), textColour, inits);
        });
}

bool StartupPlottable::drawUncertainty(QCPPainter* painter, const QRectF& span,
                                       const PackageInit& init) const {
    const TimeRange certain = init.certain();
    const double from =
        certain.empty() ? span.right() : std::clamp(toX(certain.begin), span.left(), span.right());
    const double to =
        certain.empty() ? span.right() : std::clamp(toX(certain.end), span.left(), span.right());
    QColor pale = m_theme.surface;
    pale.setAlpha(140);
    for (const QRectF& part : {QRectF(span.left(), span.top(), from - span.left(), span.height()),
                               QRectF(to, span.top(), span.right() - to, span.height())})
        if (part.width() >= 1)
            painter->fillRect(part, pale);
    drawWhiskers(painter, span, init, from, certain.empty() ? from : to);
    return (to - from) * 2 > span.width();
}

void StartupPlottable::drawWhiskers(QCPPainter* painter, const QRectF& span, const PackageInit& init,
                                    double from, double to) const {
    const QRect plot = keyAxis()->axisRect()->rect();
    const double lo = std::max<double>(toX(init.start.lo), plot.left());
    const double hi = std::min<double>(toX(init.end.hi), plot.right());
    if (span.left() - lo < kSmallestWhisker && hi - span.right() < kSmallestWhisker)
        return;
    // Neighbours' whiskers overlap; three heights keep them apart.
    const double y = std::round(span.bottom() - 3 - (init.order % 3) * span.height() / 5);
    QColor line = m_theme.text;
    line.setAlpha(150);
    painter->setPen(QPen(line, 1));
    painter->drawLine(QLineF(lo, y, from, y));
    painter->drawLine(QLineF(to, y, hi, y));
    painter->drawLine(QLineF(lo, y - 2, lo, y + 2));
    painter->drawLine(QLineF(hi, y - 2, hi, y + 2));
}

void StartupPlottable::drawLabel(QCPPainter* painter, const QRectF& span, const QString& text,
                                 const QColor& colour, bool keepEnd) const {
    // Of an import path the end says most.
    const QString shown = painter->fontMetrics().elidedText(text, keepEnd ? Qt::ElideLeft : Qt::ElideRight,
                                                            static_cast<int>(span.width()) - 8);
    if (shown.size() < 3)
        return;
    // High lanes keep their lower part for whiskers.
    const double line = painter->fontMetrics().height() + 6;
    const double height = span.height() > 2 * line ? line : span.height();
    painter->setPen(colour);
    painter->drawText(QRectF(span.left() + 4, span.top(), span.width() - 8, height),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
}

QString StartupPlottable::labelOf(LaneKind kind, std::uint32_t item) const {
    const Startup& startup = m_session.startup();
    if (kind == LaneKind::Inits || kind == LaneKind::InitGroup)
        return toQString(startup.inits[item].importPath);
    if (kind == LaneKind::Phases)
        return toQString(startup.phases[item].name) + QStringLiteral("  ") +
               boundsText(startup.phases[item].duration);
    if (item % 3 == 1)
        return QObject::tr("GC %1").arg(startup.gcCycles[item / 3].record.number);
    return QObject::tr("STW");
}

void StartupPlottable::drawCurves(QCPPainter* painter, const Area& area) const {
    const double top = highest(*area.lane);
    const QRectF inner = area.rect.adjusted(0, 8, 0, -4);
    const auto toY = [&](double value) { return inner.bottom() - value / top * inner.height(); };
    painter->setAntialiasing(true);
    for (std::size_t i = 0; i < area.lane->curves.size(); ++i) {
        const Curve& curve = area.lane->curves[i];
        QPolygonF line;
        for (int x = 0; x <= static_cast<int>(inner.width()); ++x) {
            const auto time = Nanoseconds(std::llround(keyAxis()->pixelToCoord(inner.left() + x)));
            if (const auto value = valueAt(curve, time))
                line << QPointF(inner.left() + x, toY(*value));
        }
        const QColor colour = i == 0 ? m_theme.curve : m_theme.curveGoal;
        if (i == 0 && line.size() > 1) {
            QColor fill = colour;
            fill.setAlpha(45);
            QPolygonF under = line;
            under << QPointF(line.last().x(), inner.bottom()) << QPointF(line.first().x(), inner.bottom());
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawPolygon(under);
        }
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(colour, 1.4, i == 0 ? Qt::SolidLine : Qt::DashLine));
        painter->drawPolyline(line);
    }
    painter->setAntialiasing(false);
    painter->setPen(m_theme.muted);
    painter->drawText(QRectF(inner.left() + 6, area.rect.top() + 1, 200, 16),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      area.lane->kind == LaneKind::Heap ? QObject::tr("%1 MiB").arg(top / kMiB)
                                                        : bytesText(static_cast<std::uint64_t>(top)));
}

} // namespace rt0::ui
