#pragma once

#include "analysis/lanes.h"

#include <QList>
#include <QPointF>

namespace rt0::ui {

/// The points of `curve` that a chart `pixels` wide needs to show `visible`: at most four for each pixel (the
/// first, least, greatest and last value there), with the neighbours on both sides so that lines enter and
/// leave. Steps get the corners between their points.
QList<QPointF> chartPoints(const Curve& curve, const TimeRange& visible, int pixels);

} // namespace rt0::ui
