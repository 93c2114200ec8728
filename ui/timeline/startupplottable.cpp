#include "timeline/startupplottable.h"

#include "hatch.h"
#include "text.h"
#include "timeline/timescale.h"

#include <algorithm>
#include <array>

namespace rt0::ui {
namespace {

constexpr double kSpanMargin = 3; ///< between a lane's edge and its spans
constexpr double kSmallestLabel = 26;
constexpr double kSmallestUncertain = 2; ///< narrower, neither pale parts nor whiskers can be seen
constexpr double kSmallestWhisker = 3;
constexpr double kMiB = 1024.0 * 1024.0;
constexpr double kHighLane = 34;

bool isInitLane(LaneKind kind) {
    return kind == LaneKind::Inits || kind == LaneKind::InitGroup;
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
    setSources(m_session.lanes().sources);
    m_highest.clear();
    for (const Lane& lane : m_session.lanes().lanes) {
        std::vector<double>& highest = m_highest.emplace_back();
        for (const Curve& curve : lane.curves)
            highest.push_back(curve.highest());
    }
}

double StartupPlottable::toX(Nanoseconds time) const {
    return keyAxis()->coordToPixel(static_cast<double>(time.count()));
}

StartupPlottable::Area StartupPlottable::areaOf(const PlacedLane& placed) const {
    const QRect plot = keyAxis()->axisRect()->rect();
    return {QRectF(plot.left(), plot.top() + placed.top, plot.width(), placed.height), placed.lane,
            m_session.lanes().kindOf(placed.lane), m_session.lanes().rowOf(placed.lane)};
}

void StartupPlottable::placeRows() {
    std::vector<RowGeometry> rows;
    for (const PlacedLane& placed : m_layout.placed()) {
        if (const auto row = m_session.lanes().rowOf(placed.lane))
            rows.push_back({row->row, static_cast<int>(placed.top + kSpanMargin),
                            static_cast<int>(placed.height - 2 * kSpanMargin), row->source});
    }
    setRows(std::move(rows));
}

void StartupPlottable::draw(QCPPainter* painter) {
    if (!m_session.empty())
        placeRows();
    const bool noTimes = !m_session.empty() && m_session.startup().extent.empty();
    // Else the image of the rows is the background, too.
    const bool vectors = painter->modes().testFlag(QCPPainter::pmVectorized);
    if (m_session.empty() || noTimes || rows().empty() || vectors)
        painter->fillRect(keyAxis()->axisRect()->rect(), m_theme.surface);
    if (noTimes)
        drawNoTimes(painter);
    if (m_session.empty() || noTimes)
        return;
    SpanPlottable::draw(painter);
    painter->setAntialiasing(false);
    drawGrid(painter);
    const std::vector<PlacedLane> placed = m_layout.placed();
    for (const PlacedLane& lane : placed)
        drawLane(painter, areaOf(lane));
    drawSalvaged(painter, placed);
}

void StartupPlottable::drawLane(QCPPainter* painter, const Area& area) const {
    if (area.kind == LaneKind::Phases)
        drawNotMeasured(painter, area);
    if (area.kind == LaneKind::TraceHeader)
        drawTraceHeader(painter, area);
    else if (area.kind == LaneKind::Connectors)
        drawConnectors(painter, area);
    else if (!area.row)
        drawCurves(painter, area);
    else if (area.kind < LaneKind::TraceHeader)
        drawDetails(painter, area);
    else
        drawTraceSpans(painter, area);
}

void StartupPlottable::drawNoTimes(QCPPainter* painter) const {
    painter->setPen(m_theme.muted);
    painter->drawText(
        QRectF(keyAxis()->axisRect()->rect()).adjusted(20, 20, -20, -20),
        static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap,
        m_session.startup().trace
            ? QObject::tr("The trace holds no events.")
            : QObject::tr("This start-up has no times: the log holds the loader's cycles only.\nRun the "
                          "program with GODEBUG=inittrace=1 to see its inits here."));
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
    const SpanIndex& index = m_session.lanes().sourceOf(*area.row).index();
    const QRectF inner = area.rect.adjusted(0, kSpanMargin, 0, -kSpanMargin);
    const bool inits = isInitLane(area.kind);
    const auto draw = [&](const PixelRun& run) {
        const QRectF span(inner.left() + run.x0, inner.top(), run.x1 - run.x0, inner.height());
        if (inits && !m_session.filter().isEmpty() && !anyPasses(run, *area.row))
            return painter->fillRect(span, translucent(m_theme.surface, 205));
        drawChange(painter, span, run.colour);
        if (!run.single || span.width() < kSmallestUncertain)
            return;
        const std::uint32_t item = index.store().item(run.first);
        const SpanBounds bounds = boundsOf(area.kind, item);
        const QRectF solid = drawUncertainty(painter, span, bounds);
        drawWhiskers(painter, span, solid, bounds, item);
        drawLabel(painter, span, solid, labelOf(area.kind, item), run.colour);
    };
    index.forEachRun(area.row->row, m_session.visible(), static_cast<int>(inner.width()), draw);
}

/// Whether an init of the run passes the filter; of many that share a pixel the first few are asked.
bool StartupPlottable::anyPasses(const PixelRun& run, const LaneRow& lane) const {
    constexpr SpanId asked = 64;
    const SpanStore& store = m_session.lanes().sourceOf(lane).index().store();
    const RowId row = lane.row;
    const TimeScale scale{m_session.visible(), static_cast<double>(keyAxis()->axisRect()->width())};
    const SpanId first = store.firstEndingAfter(row, scale.toTime(run.x0));
    for (SpanId span = first; span < store.endOf(row) && span - first < asked; ++span) {
        if (store.beginNs(span) > scale.toTime(run.x1).count())
            break;
        if (m_session.passesFilter(store.item(span)))
            return true;
    }
    return false;
}

StartupPlottable::SpanBounds StartupPlottable::boundsOf(LaneKind kind, std::uint32_t item) const {
    const Startup& startup = m_session.startup();
    if (isInitLane(kind))
        return {startup.inits[item].start, startup.inits[item].end};
    if (kind == LaneKind::Phases)
        return {startup.phases[item].start, startup.phases[item].end};
    if (isRecordedLane(kind)) {
        const TimeRange& time = m_session.lanes().texts[item].time;
        return {TimeBounds::exactly(time.begin), TimeBounds::exactly(time.end)};
    }
    const GcCycle& cycle = startup.gcCycles[item / 3];
    const std::array edges{cycle.start, cycle.mark, cycle.markTermination, cycle.end};
    return {edges[item % 3], edges[item % 3 + 1]};
}

/// Makes pale what is not certain; returns what stays solid.
QRectF StartupPlottable::drawUncertainty(QCPPainter* painter, const QRectF& span,
                                         const SpanBounds& bounds) const {
    const TimeRange certain{bounds.start.hi, bounds.end.lo};
    const double from =
        certain.empty() ? span.right() : std::clamp(toX(certain.begin), span.left(), span.right());
    const double to = certain.empty() ? span.right() : std::clamp(toX(certain.end), from, span.right());
    const QColor pale = translucent(m_theme.surface, 140);
    for (const QRectF& part : {QRectF(span.left(), span.top(), from - span.left(), span.height()),
                               QRectF(to, span.top(), span.right() - to, span.height())})
        if (part.width() >= 1)
            painter->fillRect(part, pale);
    return {from, span.top(), to - from, span.height()};
}

void StartupPlottable::drawWhiskers(QCPPainter* painter, const QRectF& span, const QRectF& solid,
                                    const SpanBounds& bounds, std::uint32_t item) const {
    const QRect plot = keyAxis()->axisRect()->rect();
    const double lo = std::max<double>(toX(bounds.start.lo), plot.left());
    const double hi = std::min<double>(toX(bounds.end.hi), plot.right());
    if (span.left() - lo < kSmallestWhisker && hi - span.right() < kSmallestWhisker)
        return;
    // Neighbours' whiskers overlap: in high lanes three heights keep them apart, in low ones they keep to the
    // edge.
    const bool high = span.height() > kHighLane;
    const double y = std::round(span.bottom() - 3 - (high ? (item % 3) * span.height() / 5 : 0));
    painter->setPen(QPen(translucent(m_theme.text, 150), 1));
    painter->drawLine(QLineF(lo, y, solid.left(), y));
    painter->drawLine(QLineF(solid.right(), y, hi, y));
    // An end that lies outside the view has no cap.
    if (lo > plot.left())
        painter->drawLine(QLineF(lo, y - 2, lo, y + 2));
    if (hi < plot.right())
        painter->drawLine(QLineF(hi, y - 2, hi, y + 2));
}

/// On the solid part where it has room, else on all of the span in the colour of text.
void StartupPlottable::drawLabel(QCPPainter* painter, const QRectF& span, const QRectF& solid,
                                 const QString& text, std::uint8_t colour) const {
    const QFontMetrics metrics = painter->fontMetrics();
    const bool onSolid = solid.width() >= std::min(span.width() * 0.7, metrics.horizontalAdvance(text) + 8.0);
    const QRectF place = onSolid ? solid : span;
    const int room = static_cast<int>(place.width()) - 8;
    if (place.width() < kSmallestLabel)
        return;
    QString shown = text;
    if (metrics.horizontalAdvance(shown) > room) {
        // Of an import path its last element says most.
        const QString last = text.section(QLatin1Char('/'), -1);
        const bool lastFits = metrics.horizontalAdvance(last) + 12 <= room;
        shown = lastFits ? metrics.elidedText(text, Qt::ElideLeft, room)
                         : metrics.elidedText(last, Qt::ElideRight, room);
    }
    if (shown.size() < 3)
        return;
    // High lanes keep their lower part for whiskers.
    const double line = metrics.height() + 6;
    const double height = span.height() > 2 * line ? line : span.height();
    painter->setPen(onSolid ? Theme::textOn(m_theme.classColour(colour)) : m_theme.text);
    painter->drawText(QRectF(place.left() + 4, span.top(), place.width() - 8, height),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
}

QString StartupPlottable::labelOf(LaneKind kind, std::uint32_t item) const {
    const Startup& startup = m_session.startup();
    if (isInitLane(kind)) {
        const QString path = toQString(startup.inits[item].importPath);
        const auto& marks = m_session.lanes().marks;
        return marks.empty() || marks[item].label.empty()
                   ? path
                   : toQString(marks[item].label) + QStringLiteral("  ") + path;
    }
    if (kind == LaneKind::Phases)
        return toQString(startup.phases[item].name) + QStringLiteral("  ") +
               boundsText(startup.phases[item].duration);
    if (isRecordedLane(kind))
        return toQString(m_session.lanes().texts[item].title);
    if (item % 3 == 1)
        return QObject::tr("GC %1").arg(startup.gcCycles[item / 3].record.number);
    return QObject::tr("STW");
}

void StartupPlottable::drawCurves(QCPPainter* painter, const Area& area) const {
    const std::vector<Curve>& curves = m_session.lanes().lanes[area.lane.lane].curves;
    if (curves.empty())
        return;
    double top = 1;
    for (const double highest : m_highest[area.lane.lane])
        top = std::max(top, highest);
    const QRectF inner = area.rect.adjusted(0, 8, 0, -4);
    painter->setAntialiasing(true);
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const QPolygonF line = polyline(curves[i], inner, top);
        const QColor colour = i == 0 ? m_theme.curve : m_theme.curveGoal;
        if (i == 0 && line.size() > 1) {
            QPolygonF under = line;
            under << QPointF(line.last().x(), inner.bottom()) << QPointF(line.first().x(), inner.bottom());
            painter->setPen(Qt::NoPen);
            painter->setBrush(translucent(colour, 45));
            painter->drawPolygon(under);
        }
        painter->setBrush(Qt::NoBrush);
        // Thin lines are drawn some times faster, which counts where there are many points.
        const double width = curves[i].steps ? 1 : 1.4;
        painter->setPen(QPen(colour, width, i == 0 ? Qt::SolidLine : Qt::DashLine));
        painter->drawPolyline(line);
    }
    painter->setAntialiasing(false);
    const QString scale = area.kind == LaneKind::Heap ? QObject::tr("%1 MiB").arg(top / kMiB)
                                                      : bytesText(static_cast<std::uint64_t>(top));
    const QRectF box(inner.left() + 3, area.rect.top() + 1,
                     painter->fontMetrics().horizontalAdvance(scale) + 6, 16);
    painter->fillRect(box, m_theme.surface);
    painter->setPen(m_theme.muted);
    painter->drawText(box, Qt::AlignCenter, scale);
}

/// One point for each pixel column; the highest value of a column where several lie in it.
QPolygonF StartupPlottable::polyline(const Curve& curve, const QRectF& inner, double top) const {
    constexpr std::ptrdiff_t looked = 32; // of a column's points: more are not told apart
    QPolygonF line;
    auto point = curve.points.begin();
    for (int x = 0; x <= static_cast<int>(inner.width()); ++x) {
        const auto time = [&](int column) {
            return Nanoseconds(std::llround(keyAxis()->pixelToCoord(inner.left() + column)));
        };
        const Nanoseconds end = time(x + 1);
        point = std::partition_point(point, curve.points.end(),
                                     [begin = time(x)](const auto& p) { return p.time < begin; });
        const auto behind =
            std::partition_point(point, curve.points.end(), [end](const auto& p) { return p.time < end; });
        auto value = valueAt(curve, time(x));
        const auto step = std::max<std::ptrdiff_t>(1, (behind - point) / looked);
        for (; curve.steps && point < behind; point += std::min(step, behind - point))
            value = std::max(value.value_or(0), point->value);
        if (!value)
            continue;
        const QPointF next(inner.left() + x, inner.bottom() - *value / top * inner.height());
        // Level stretches need their ends only: a line's cost is its points.
        const auto count = line.size();
        if (count > 1 && line[count - 1].y() == next.y() && line[count - 2].y() == next.y())
            line.last() = next;
        else
            line << next;
    }
    return line;
}

} // namespace rt0::ui
