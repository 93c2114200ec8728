#include "compare/runchart.h"

#include "analysis/compare/statistics.h"
#include "compare/chartstyle.h"
#include "compare/comparewords.h"
#include "text.h"

#include <QMouseEvent>
#include <QToolTip>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kSpread = 0.28; ///< of the dots of a column to both sides
constexpr double kHalfMedian = 0.36;
constexpr double kDot = 7;
constexpr double kReach_px = 7;

/// Beside each other in the order of the runs, so that a drift over time can be seen.
double offsetOf(std::size_t run, std::size_t count) {
    return count < 2 ? 0 : (static_cast<double>(run) / static_cast<double>(count - 1) * 2 - 1) * kSpread;
}

} // namespace

RunChart::RunChart(QWidget* parent) : QChartView(parent) {
    setAccessibleName(tr("Distribution of the runs"));
    setMouseTracking(true);
    setMinimumHeight(160);
    setUpChart(*this);
    chart()->legend()->hide();
    chart()->setMargins({8, 4, 12, 26}); // the columns' names stand below
    m_places = new QValueAxis(chart());
    m_values = new QValueAxis(chart());
    m_places->setGridLineVisible(false);
    m_places->setLabelsVisible(false);
    chart()->addAxis(m_places, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
}

void RunChart::addColumn(const QString& name, const compare::Measured& measured, QColor Theme::*colour) {
    if (!measured.known())
        return;
    Column column{name, measured, colour, new QScatterSeries(chart())};
    if (column.measured.samples.empty())
        column.measured.samples.push_back(measured.median);
    const auto place = static_cast<double>(m_columns.size());
    const auto& samples = column.measured.samples;
    for (std::size_t run = 0; run < samples.size(); ++run)
        column.series->append(place + offsetOf(run, samples.size()), samples[run] / m_unit);
    column.series->setMarkerSize(kDot);
    chart()->addSeries(column.series);
    column.series->attachAxis(m_places);
    column.series->attachAxis(m_values);
    m_columns.push_back(std::move(column));
}

void RunChart::setDifference(const QString& title, const compare::Difference& difference) {
    m_title = title;
    m_difference = difference;
    chart()->removeAllSeries();
    m_columns.clear();
    double largest = 0;
    for (const compare::Measured* side : {&difference.before, &difference.after, &difference.control})
        for (const double sample : side->samples)
            largest = std::max(largest, sample);
    largest = std::max({largest, difference.before.median, difference.after.median});
    QString unit;
    m_unit = 1;
    if (difference.unit == compare::Unit::Nanoseconds)
        std::tie(m_unit, unit) = chartUnit(largest);
    addColumn(QStringLiteral("A"), difference.before, &Theme::sideA);
    addColumn(QStringLiteral("B"), difference.after, &Theme::sideB);
    addColumn(tr("control"), difference.control, &Theme::muted);
    m_places->setRange(-0.6, static_cast<double>(std::max<std::size_t>(1, m_columns.size())) - 0.4);
    fitValueAxis(*m_values, largest / m_unit, unit);
    chart()->setTitle(title);
    setTheme(m_theme);
}

void RunChart::setTheme(const Theme& theme) {
    m_theme = theme;
    applyTheme(*this, theme);
    for (const Column& column : m_columns) {
        column.series->setColor(translucent(theme.*column.colour, 190));
        column.series->setBorderColor(theme.surface);
    }
}

std::size_t RunChart::dots() const {
    std::size_t count = 0;
    for (const Column& column : m_columns)
        count += static_cast<std::size_t>(column.series->count());
    return count;
}

QString RunChart::valueText(double value) const {
    compare::Measured one;
    one.basis = compare::Basis::OneRun;
    one.median = value;
    return measuredText(one, m_difference.unit);
}

void RunChart::drawForeground(QPainter* painter, const QRectF&) {
    const QRectF plot = chart()->plotArea();
    painter->setPen(m_theme.muted);
    if (m_columns.empty())
        return painter->drawText(plot, Qt::AlignCenter, tr("Not measured on either side."));
    const QFontMetricsF metrics(painter->font());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Column& column = m_columns[i];
        const auto at = [&](double offset, double value) {
            return chart()->mapToPosition(QPointF(static_cast<double>(i) + offset, value / m_unit),
                                          column.series);
        };
        painter->setPen(QPen(m_theme.text, 2));
        painter->drawLine(at(-kHalfMedian, column.measured.median), at(kHalfMedian, column.measured.median));
        if (const auto interval = compare::medianInterval(column.measured.samples)) {
            QColor band = m_theme.*column.colour;
            painter->fillRect(QRectF(at(-kHalfMedian, interval->hi), at(kHalfMedian, interval->lo)),
                              translucent(band, 50));
        }
        painter->setPen(m_theme.text);
        QString text = QStringLiteral("%1 · %2").arg(column.name, valueText(column.measured.median));
        const QString runs = QStringLiteral(" · n %1").arg(column.measured.samples.size());
        const double left = at(-0.5, 0).x();
        const double width = at(0.5, 0).x() - left;
        if (metrics.horizontalAdvance(text + runs) <= width)
            text += runs;
        painter->drawText(QRectF(left, plot.bottom() + 2, width, metrics.height()), Qt::AlignCenter,
                          metrics.elidedText(text, Qt::ElideRight, width));
    }
}

void RunChart::mouseMoveEvent(QMouseEvent* event) {
    for (const Column& column : m_columns) {
        const auto points = column.series->points();
        for (qsizetype run = 0; run < points.size(); ++run) {
            const QPointF at =
                mapFromScene(chart()->mapToScene(chart()->mapToPosition(points[run], column.series)));
            if ((at - event->position()).manhattanLength() > kReach_px)
                continue;
            return QToolTip::showText(
                event->globalPosition().toPoint(),
                tr("%1, run %2: %3")
                    .arg(column.name)
                    .arg(run + 1)
                    .arg(valueText(column.measured.samples[static_cast<std::size_t>(run)])),
                this);
        }
    }
    QToolTip::hideText();
}

} // namespace rt0::ui
