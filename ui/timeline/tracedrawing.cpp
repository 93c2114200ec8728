#include "timeline/startupplottable.h"

#include "hatch.h"
#include "timeline/tracelabels.h"

#include <algorithm>

/// What StartupPlottable draws over the spans of an execution trace.
namespace rt0::ui {
namespace {

constexpr double kSpanMargin = 3;
constexpr int kSmallestLabel = 36;

/// What fills little of a pixel's time but must be seen: drawn as opaque as what fills all of it.
bool isRare(LaneKind kind) {
    return kind == LaneKind::Logs || kind == LaneKind::Samples || kind == LaneKind::TraceStw;
}

/// Cut to the room; nothing where that would leave no word.
QString fitted(const QFontMetrics& metrics, const QString& text, int room) {
    if (metrics.horizontalAdvance(text) <= room)
        return text;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room);
    return shown.size() < 4 ? QString() : shown;
}

} // namespace

void StartupPlottable::drawTraceSpans(QCPPainter* painter, const Area& area) const {
    if (area.kind == LaneKind::Goroutines)
        return;
    const bool rare = isRare(area.kind);
    const bool room = area.rect.height() >= painter->fontMetrics().height();
    const LaneModel& model = m_session.lanes();
    const LaneSource& source = model.sourceOf(*area.row);
    const QRectF inner = area.rect.adjusted(0, kSpanMargin, 0, -kSpanMargin);
    const QFontMetrics metrics = painter->fontMetrics();
    const auto draw = [&](const PixelRun& run) {
        if (rare)
            painter->fillRect(QRectF(inner.left() + run.x0, inner.top(), run.x1 - run.x0, inner.height()),
                              m_theme.classColour(run.colour));
        if (!room || !run.single || run.x1 - run.x0 < kSmallestLabel)
            return;
        const QString text =
            fitted(metrics, traceLabel(model, area.kind, *area.row, run.first), run.x1 - run.x0 - 8);
        if (text.isEmpty())
            return;
        const bool faint = run.colour == static_cast<std::uint8_t>(TraceColour::Waiting);
        painter->setPen(faint ? m_theme.muted : Theme::textOn(m_theme.classColour(run.colour)));
        painter->drawText(QRectF(inner.left() + run.x0 + 4, inner.top(), run.x1 - run.x0 - 8, inner.height()),
                          Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
    };
    source.index().forEachRun(area.row->row, source.toSource(m_session.visible()),
                              static_cast<int>(inner.width()), draw);
}

void StartupPlottable::drawTraceHeader(QCPPainter* painter, const Area& area) const {
    painter->fillRect(area.rect, m_theme.alternate);
    painter->setPen(m_theme.muted);
    const QRectF room = area.rect.adjusted(8, 0, -8, 0);
    const QString text = traceHeaderText(m_session.lanes(), m_session.startup().alignment);
    painter->drawText(
        room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(room.width())));
}

/// Marks the part behind the damage, and says in the first lane what that means.
void StartupPlottable::drawSalvaged(QCPPainter* painter, const std::vector<PlacedLane>& placed) const {
    const LaneModel& model = m_session.lanes();
    if (!model.trace || !model.trace->damagedFrom)
        return;
    const QRectF plot = keyAxis()->axisRect()->rect();
    const LaneSource& clock = model.sources[kTraceSource];
    const double from = std::max(plot.left(), toX(clock.fromSource(*model.trace->damagedFrom)));
    const double to = std::min(plot.right(), toX(clock.fromSource(model.trace->length)));
    QRectF marked;
    for (const PlacedLane& lane : placed)
        if (model.kindOf(lane.lane) > LaneKind::TraceHeader && !lane.pinned)
            marked |= QRectF(from, plot.top() + lane.top, std::max(2.0, to - from), lane.height);
    marked &= plot;
    if (marked.isEmpty())
        return;
    QColor lines = m_theme.text;
    lines.setAlpha(45);
    paintHatch(*painter, marked, lines);
    painter->setPen(QPen(m_theme.curveGoal, 1, Qt::DashLine));
    painter->drawLine(QLineF(from, marked.top(), from, marked.bottom()));
    const QString text = QObject::tr("salvaged: order and names may be incomplete");
    const double width = painter->fontMetrics().horizontalAdvance(text) + 12;
    if (width > marked.width())
        return;
    const QRectF box(marked.left() + 4, marked.top() + 2, width, painter->fontMetrics().height() + 2);
    painter->fillRect(box, m_theme.surface);
    painter->setPen(m_theme.text);
    painter->drawText(box, Qt::AlignCenter, text);
}

} // namespace rt0::ui
