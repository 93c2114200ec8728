#pragma once

#include "theme.h"

#include <QString>
#include <utility>

class QChartView;
class QValueAxis;

/// How the charts of the Compare view look alike.
namespace rt0::ui {

/// No animation, no frame, legend on top.
void setUpChart(QChartView& view);
void applyTheme(QChartView& view, const Theme& theme);

/// The unit in which a value axis up to `largest_ns` is written: its length and its name.
std::pair<double, QString> chartUnit(double largest_ns);

/// From zero to at least `largest`, with round ticks and the unit at their side.
void fitValueAxis(QValueAxis& axis, double largest, const QString& unit);

} // namespace rt0::ui
