#include "timeline/lanegutter.h"

#include "analysis/tracelanes.h"
#include "text.h"

namespace rt0::ui {

PlotBackground::PlotBackground(QCustomPlot* plot) : QCPLayerable(plot, QStringLiteral("background")) {}

void PlotBackground::applyDefaultAntialiasingHint(QCPPainter* painter) const {
    painter->setAntialiasing(false);
}

void PlotBackground::draw(QCPPainter* painter) {
    const QRect all = mParentPlot->viewport();
    // A little into the lanes: half-pixel shifts and clipping of antialiased painters would leave their edges
    // unpainted.
    const QRect lanes = mParentPlot->axisRect()->rect().adjusted(3, 3, -3, -3);
    for (const QRect& side : {QRect(QPoint(all.left(), all.top()), QPoint(all.right(), lanes.top())),
                              QRect(QPoint(all.left(), lanes.bottom()), QPoint(all.right(), all.bottom())),
                              QRect(QPoint(all.left(), lanes.top()), QPoint(lanes.left(), lanes.bottom())),
                              QRect(QPoint(lanes.right(), lanes.top()), QPoint(all.right(), lanes.bottom()))})
        painter->fillRect(side, m_colour);
}

namespace {

/// Of functions the package's directories are left out: the tool tip has them.
QString laneTitle(const LaneModel& model, LaneRef lane) {
    const std::string title = model.titleOf(lane);
    const LaneKind kind = model.kindOf(lane);
    if (kind == LaneKind::Goroutine || kind == LaneKind::Goroutines)
        return toQString(std::string(shortFunction(title)));
    if (kind == LaneKind::Regions && title.starts_with(kRegionsOf))
        return toQString(std::string(kRegionsOf).append(shortFunction(title.substr(kRegionsOf.size()))));
    return toQString(title);
}

} // namespace

LaneGutter::LaneGutter(QCustomPlot* plot, const Session& session, const LaneLayout& layout)
    : QCPLayerable(plot, QStringLiteral("axes")),
      m_session(session),
      m_layout(layout),
      m_theme(lightTheme()) {}

void LaneGutter::applyDefaultAntialiasingHint(QCPPainter* painter) const {
    painter->setAntialiasing(false);
}

QRect LaneGutter::clipRect() const {
    const QRect plot = mParentPlot->axisRect()->rect();
    return {0, plot.top(), mParentPlot->viewport().width(), plot.height()};
}

void LaneGutter::draw(QCPPainter* painter) {
    if (m_session.empty())
        return;
    const QRect plot = mParentPlot->axisRect()->rect();
    const auto placed = m_layout.placed();
    // Scrolled lanes first: pinned ones cover them.
    for (const bool pinned : {false, true})
        for (const PlacedLane& lane : placed)
            if (lane.pinned == pinned)
                drawLane(painter, QRectF(0, plot.top() + lane.top, plot.left(), lane.height), lane);
}

void LaneGutter::drawTriangle(QCPPainter* painter, const QPointF& centre, bool open) const {
    const QPolygonF down{{-4, -2.5}, {4, -2.5}, {0, 3}};
    const QPolygonF right{{-2.5, -4}, {-2.5, 4}, {3, 0}};
    painter->setAntialiasing(true);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.muted);
    painter->drawPolygon((open ? down : right).translated(centre));
    painter->setBrush(Qt::NoBrush);
    painter->setAntialiasing(false);
}

/// The colour of a group's spans; returns the room that is left of the title.
double LaneGutter::drawMark(QCPPainter* painter, const QRectF& rect, LaneRef lane) const {
    const LaneModel& model = m_session.lanes();
    const QPointF centre(13, rect.center().y());
    if (!lane.isChild() && m_layout.expandable(lane.lane)) {
        drawTriangle(painter, centre, m_layout.expanded(lane.lane));
        return 24;
    }
    const LaneKind kind = model.kindOf(lane);
    if (kind == LaneKind::InitGroup) {
        const LaneRow row = *model.rowOf(lane);
        const SpanStore& store = model.sourceOf(row).index().store();
        painter->fillRect(QRectF(centre.x() - 4, centre.y() - 4, 8, 8),
                          m_theme.classColour(store.colour(store.firstOf(row.row))));
    }
    return lane.isChild() ? 36 : kind >= LaneKind::Tasks || kind == LaneKind::InitGroup ? 24 : 8;
}

void LaneGutter::drawLane(QCPPainter* painter, const QRectF& rect, const PlacedLane& lane) const {
    const LaneModel& model = m_session.lanes();
    const QRect plot = mParentPlot->axisRect()->rect();
    // Text may not leave the lanes' area, also where clipping is not honoured (SVG).
    const QRectF visible = rect.intersected(QRectF(0, plot.top(), plot.left(), plot.height()));
    if (model.kindOf(lane.lane) == LaneKind::TraceHeader)
        painter->fillRect(visible, m_theme.alternate);
    painter->setPen(m_theme.grid);
    if (rect.bottom() <= plot.bottom())
        painter->drawLine(QLineF(0, rect.bottom(), plot.right(), rect.bottom()));
    if (visible.height() < 14)
        return;
    const double x = drawMark(painter, visible, lane.lane);
    painter->setPen(m_theme.muted);
    const QString note = toQString(model.noteOf(lane.lane));
    painter->drawText(visible.adjusted(x, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, note);
    const double noteWidth = note.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(note) + 10;
    painter->setPen(m_theme.text);
    QString title = laneTitle(model, lane.lane);
    if (lane.pinned)
        title.prepend(QStringLiteral("⚲ "));
    const int room = static_cast<int>(visible.width() - x - 8 - noteWidth);
    painter->drawText(visible.adjusted(x, 0, -8 - noteWidth, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(title, Qt::ElideLeft, room));
}

} // namespace rt0::ui
