#include "timeline/timelineoverlay.h"

#include "base/format.h"
#include "text.h"

#include <algorithm>
#include <cmath>

namespace rt0::ui {

TimelineOverlay::TimelineOverlay(QCustomPlot* plot, const Session& session)
    : QCPLayerable(plot, QStringLiteral("overlay")), m_session(session), m_theme(lightTheme()) {}

void TimelineOverlay::applyDefaultAntialiasingHint(QCPPainter* painter) const {
    painter->setAntialiasing(false);
}

QRect TimelineOverlay::clipRect() const {
    return mParentPlot->axisRect()->rect();
}

void TimelineOverlay::toggleMark(Nanoseconds time) {
    const auto found = std::find(m_marks.begin(), m_marks.end(), time);
    if (found == m_marks.end())
        m_marks.push_back(time);
    else
        m_marks.erase(found);
}

QRectF TimelineOverlay::pixels(const TimeRange& range) const {
    const QRectF plot = mParentPlot->axisRect()->rect();
    const auto toX = [&](Nanoseconds t) {
        return std::clamp(mParentPlot->xAxis2->coordToPixel(static_cast<double>(t.count())), plot.left(),
                          plot.right());
    };
    return {QPointF(toX(range.begin), plot.top()), QPointF(toX(range.end), plot.bottom())};
}

void TimelineOverlay::drawTag(QCPPainter* painter, double x, const QString& text,
                              const QColor& background) const {
    const QRectF plot = mParentPlot->axisRect()->rect();
    const double width = painter->fontMetrics().horizontalAdvance(text) + 12;
    const double left = std::clamp(x - width / 2, plot.left(), std::max(plot.left(), plot.right() - width));
    const QRectF box(left, plot.bottom() - painter->fontMetrics().height() - 8, width,
                     painter->fontMetrics().height() + 4);
    painter->fillRect(box, background);
    painter->setPen(Theme::textOn(background));
    painter->drawText(box, Qt::AlignCenter, text);
}

void TimelineOverlay::drawRange(QCPPainter* painter, const TimeRange& range, const QColor& fill) const {
    const QRectF box = pixels(range);
    if (box.width() <= 0)
        return;
    painter->fillRect(box, fill);
    painter->setPen(QPen(m_theme.accent, 1));
    painter->drawLine(box.topLeft(), box.bottomLeft());
    painter->drawLine(box.topRight(), box.bottomRight());
    drawTag(painter, box.center().x(), QStringLiteral("ΔT ") + durationText(range.length()), m_theme.accent);
}

void TimelineOverlay::drawCursor(QCPPainter* painter, double x) const {
    const QRectF plot = mParentPlot->axisRect()->rect();
    painter->setPen(QPen(m_theme.muted, 1, Qt::DotLine));
    painter->drawLine(QLineF(x, plot.top(), x, plot.bottom()));
    const QCPRange visible = mParentPlot->xAxis2->range();
    const auto ns = [](double value) { return Nanoseconds(std::llround(value)); };
    const QString text =
        toQString(formatTime(ns(mParentPlot->xAxis2->pixelToCoord(x)), ns(visible.size() / 2000),
                             ns(std::max(std::abs(visible.lower), std::abs(visible.upper)))));
    const double width = painter->fontMetrics().horizontalAdvance(text) + 10;
    const double left = x + width + 4 > plot.right() ? x - width - 3 : x + 3;
    const QRectF box(left, plot.top() + 1, width, painter->fontMetrics().height() + 2);
    painter->fillRect(box, m_theme.surface);
    painter->setPen(m_theme.text);
    painter->drawText(box, Qt::AlignCenter, text);
}

/// Creations are dashed, wake-ups are not. A rim in the background's colour sets the line off from spans.
void TimelineOverlay::drawArrow(QCPPainter* painter, const LinkArrow& arrow) const {
    constexpr double head = 4;
    const double away = arrow.to.y() > arrow.from.y() ? -1 : 1;
    const QColor colour = arrow.selected ? m_theme.accent : m_theme.text;
    const QLineF line(arrow.from, arrow.to);
    painter->setPen(QPen(m_theme.surface, 3));
    painter->drawLine(line);
    painter->setPen(QPen(colour, arrow.selected ? 1.6 : 1, arrow.creation ? Qt::DashLine : Qt::SolidLine));
    painter->drawLine(line);
    painter->setPen(QPen(m_theme.surface, 1));
    painter->setBrush(colour);
    painter->drawEllipse(arrow.from, 2.5, 2.5);
    painter->drawPolygon(QPolygonF{arrow.to, arrow.to + QPointF(-head, 2 * head * away),
                                   arrow.to + QPointF(head, 2 * head * away)});
    painter->setBrush(Qt::NoBrush);
}

void TimelineOverlay::draw(QCPPainter* painter) {
    if (m_session.empty())
        return;
    const QRectF plot = mParentPlot->axisRect()->rect();
    if (m_session.range())
        drawRange(painter, *m_session.range(), m_theme.range);
    if (zoomRegion)
        drawRange(painter, *zoomRegion,
                  QColor(m_theme.muted.red(), m_theme.muted.green(), m_theme.muted.blue(), 60));
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        const double x = mParentPlot->xAxis2->coordToPixel(static_cast<double>(m_marks[i].count()));
        if (x < plot.left() || x > plot.right())
            continue;
        painter->setPen(QPen(m_theme.curveGoal, 1, Qt::DashLine));
        painter->drawLine(QLineF(x, plot.top(), x, plot.bottom()));
        drawTag(painter, x, QStringLiteral("M%1  %2").arg(i + 1).arg(durationText(m_marks[i])),
                m_theme.curveGoal);
    }
    painter->setAntialiasing(true);
    for (const LinkArrow& arrow : arrows)
        drawArrow(painter, arrow);
    painter->setAntialiasing(false);
    painter->setBrush(Qt::NoBrush);
    for (const QRectF& rect : selectionRects) {
        painter->setPen(QPen(m_theme.surface, 4));
        painter->drawRect(rect.adjusted(-1, -1, 1, 1));
        painter->setPen(QPen(m_theme.accent, 2));
        painter->drawRect(rect.adjusted(-1, -1, 1, 1));
    }
    if (cursorX && *cursorX >= plot.left() && *cursorX <= plot.right())
        drawCursor(painter, *cursorX);
}

} // namespace rt0::ui
