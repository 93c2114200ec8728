#include "timeline/lanegutter.h"

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
                drawLane(painter, QRectF(0, plot.top() + lane.top, plot.left(), lane.height),
                         m_session.lanes().lanes[lane.lane], pinned);
}

void LaneGutter::drawLane(QCPPainter* painter, const QRectF& rect, const Lane& lane, bool pinned) const {
    const QRect plot = mParentPlot->axisRect()->rect();
    // Text may not leave the lanes' area, also where clipping is not honoured (SVG).
    const QRectF visible = rect.intersected(QRectF(0, plot.top(), plot.left(), plot.height()));
    painter->setPen(m_theme.grid);
    if (rect.bottom() <= plot.bottom())
        painter->drawLine(QLineF(0, rect.bottom(), plot.right(), rect.bottom()));
    if (visible.height() < 14)
        return;
    const bool group = lane.kind == LaneKind::InitGroup;
    double x = group ? 24 : 8;
    if (group) {
        const auto first = m_session.lanes().index->store().firstOf(*lane.row);
        const QColor colour = m_theme.classColour(m_session.lanes().index->store().colour(first));
        painter->fillRect(QRectF(10, visible.center().y() - 4, 8, 8), colour);
    }
    painter->setPen(m_theme.muted);
    const QString note = toQString(lane.note);
    painter->drawText(visible.adjusted(x, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, note);
    const double noteWidth = note.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(note) + 10;
    painter->setPen(m_theme.text);
    QString title = toQString(lane.title);
    if (pinned)
        title.prepend(QStringLiteral("⚲ "));
    const int room = static_cast<int>(visible.width() - x - 8 - noteWidth);
    painter->drawText(visible.adjusted(x, 0, -8 - noteWidth, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(title, Qt::ElideLeft, room));
}

} // namespace rt0::ui
