#include "compare/chartstyle.h"

#include "timeline/timeticker.h"

#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLegend>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

namespace rt0::ui {

void setUpChart(QChartView& view) {
    view.setFrameShape(QFrame::NoFrame);
    view.setRenderHint(QPainter::Antialiasing);
    QChart& chart = *view.chart();
    chart.setAnimationOptions(QChart::NoAnimation);
    chart.setBackgroundRoundness(0);
    chart.setMargins({8, 4, 12, 4});
    chart.layout()->setContentsMargins(0, 0, 0, 0);
    chart.legend()->setAlignment(Qt::AlignTop);
}

void applyTheme(QChartView& view, const Theme& theme) {
    view.setBackgroundBrush(theme.surface);
    QChart& chart = *view.chart();
    chart.setBackgroundBrush(theme.surface);
    chart.setPlotAreaBackgroundVisible(false);
    chart.setTitleBrush(theme.text);
    chart.legend()->setLabelColor(theme.text);
    for (QAbstractAxis* axis : chart.axes()) {
        axis->setGridLinePen(QPen(theme.grid, 1));
        axis->setLinePen(QPen(theme.border, 1));
        axis->setLabelsColor(theme.text);
        axis->setTitleBrush(theme.muted);
    }
}

std::pair<double, QString> chartUnit(double largest_ns) {
    if (largest_ns < 1e3)
        return {1, QStringLiteral("ns")};
    if (largest_ns < 1e6)
        return {1e3, QStringLiteral("µs")};
    return largest_ns < 1e9 ? std::pair{1e6, QStringLiteral("ms")} : std::pair{1e9, QStringLiteral("s")};
}

void fitValueAxis(QValueAxis& axis, double largest, const QString& unit) {
    constexpr double ticks = 4;
    constexpr double scale = 1e6; // timeTickStep() knows no fractions
    const double most = largest > 0 ? largest * 1.05 : 1;
    const double step = timeTickStep(most / ticks * scale) / scale;
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setTickInterval(step);
    axis.setRange(0, std::ceil(most / step) * step);
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step))), 0, 6);
    axis.setLabelFormat(QStringLiteral("%.%1f %2").arg(decimals).arg(unit));
}

} // namespace rt0::ui
