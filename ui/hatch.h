#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace rt0::ui {

/// Marks `rect` as not measured: lines at 45° inside it. Single lines, because SVG export knows no brush
/// patterns.
void paintHatch(QPainter& painter, const QRectF& rect, const QColor& colour);

} // namespace rt0::ui
