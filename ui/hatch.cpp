#include "hatch.h"

#include <QLineF>
#include <QPainter>
#include <QVector>

namespace rt0::ui {

void paintHatch(QPainter& painter, const QRectF& rect, const QColor& colour) {
    constexpr double step = 7;
    if (rect.isEmpty())
        return;
    QVector<QLineF> lines;
    for (double x = rect.left() - rect.height(); x < rect.right(); x += step) {
        QLineF line(x, rect.bottom(), x + rect.height(), rect.top());
        if (line.x1() < rect.left())
            line.setP1({rect.left(), rect.bottom() - (rect.left() - line.x1())});
        if (line.x2() > rect.right())
            line.setP2({rect.right(), rect.top() + (line.x2() - rect.right())});
        lines.append(line);
    }
    painter.setPen(QPen(colour, 1));
    painter.drawLines(lines);
}

} // namespace rt0::ui
