#include "compare/barchart.h"

#include "analysis/compare/statistics.h"
#include "compare/chartstyle.h"
#include "compare/comparewords.h"
#include "text.h"

#include <QMouseEvent>
#include <QToolTip>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QValueAxis>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kBarWidth = 0.7; ///< of a row, both bars together
constexpr double kCap = 4;        ///< half of a whisker's cap, pixels

} // namespace

BarChart::BarChart(QWidget* parent) : QChartView(parent) {
    setAccessibleName(tr("Phases of A and B"));
    setMouseTracking(true);
    setMinimumHeight(160);
    setUpChart(*this);
    m_names = new QBarCategoryAxis(chart());
    m_values = new QValueAxis(chart());
    chart()->addAxis(m_names, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
}

void BarChart::setRows(std::vector<Row> rows, const QString& a, const QString& b) {
    m_rows = std::move(rows);
    m_current = -1;
    chart()->removeAllSeries();
    m_names->clear();
    m_series = new QBarSeries(chart());
    m_series->setBarWidth(kBarWidth);
    auto* before = new QBarSet(QStringLiteral("A  ") + a, m_series);
    auto* after = new QBarSet(QStringLiteral("B  ") + b, m_series);
    double largest = 0;
    for (const Row& row : m_rows)
        for (const compare::Measured* side : {&row.time.before, &row.time.after}) {
            largest = std::max(largest, side->median);
            const auto interval = compare::medianInterval(side->samples);
            largest = std::max(largest, interval ? interval->hi : 0);
        }
    std::tie(m_unit_ns, m_unit) = chartUnit(largest);
    QStringList names;
    for (const Row& row : m_rows) {
        *before << row.time.before.median / m_unit_ns;
        *after << row.time.after.median / m_unit_ns;
        names << row.name.toHtmlEscaped().replace(QLatin1Char(' '), QLatin1String("<br>")); // rich text
    }
    m_series->append(before);
    m_series->append(after);
    chart()->addSeries(m_series);
    m_names->append(names);
    m_series->attachAxis(m_names);
    m_series->attachAxis(m_values);
    fitValueAxis(*m_values, largest / m_unit_ns, m_unit);
    setTheme(m_theme);
}

void BarChart::setTheme(const Theme& theme) {
    m_theme = theme;
    applyTheme(*this, theme);
    if (m_series)
        for (const auto& [set, colour] : {std::pair{0, theme.sideA}, std::pair{1, theme.sideB}}) {
            m_series->barSets().at(set)->setColor(colour);
            m_series->barSets().at(set)->setBorderColor(theme.surface);
        }
}

void BarChart::setCurrent(int row) {
    m_current = row;
    viewport()->update();
}

QPointF BarChart::placeOf(int row, double offset, double value_ns) const {
    return chart()->mapToPosition(QPointF(row + offset, value_ns / m_unit_ns), m_series);
}

void BarChart::paintInterval(QPainter& painter, const compare::Measured& measured, int row, int side) const {
    const auto interval = compare::medianInterval(measured.samples);
    if (!interval)
        return;
    const double offset = (side == 0 ? -0.25 : 0.25) * kBarWidth;
    const QPointF low = placeOf(row, offset, interval->lo);
    const QPointF high = placeOf(row, offset, interval->hi);
    painter.drawLine(low, high);
    for (const QPointF& end : {low, high})
        painter.drawLine(end - QPointF(kCap, 0), end + QPointF(kCap, 0));
}

void BarChart::drawForeground(QPainter* painter, const QRectF&) {
    if (!m_series || m_rows.empty())
        return;
    const QRectF plot = chart()->plotArea();
    for (int row = 0; row < static_cast<int>(m_rows.size()); ++row) {
        const compare::Difference& time = m_rows[static_cast<std::size_t>(row)].time;
        painter->setPen(QPen(m_theme.text, 1.2));
        paintInterval(*painter, time.before, row, 0);
        paintInterval(*painter, time.after, row, 1);
        const double left = placeOf(row, -0.5, 0).x();
        const double right = placeOf(row, 0.5, 0).x();
        if (row == m_current) {
            painter->setPen(QPen(m_theme.accent, 2));
            painter->drawRect(QRectF(left + 2, plot.top(), right - left - 4, plot.height()));
        }
        const InitChange change = changeOf(time);
        const QString text =
            !time.bothKnown()
                ? QString()
                : toQString(std::string(signOf(change))) +
                      (tested(time) || change == InitChange::Same ? QString() : QStringLiteral("?")) +
                      QLatin1Char(' ') + deltaText(time);
        const QFontMetricsF metrics(painter->font());
        painter->setPen(change == InitChange::Same ? m_theme.muted : m_theme.text);
        painter->drawText(
            QRectF(left, plot.top() - metrics.height() - 2, right - left, metrics.height()), Qt::AlignCenter,
            metrics.horizontalAdvance(text) > right - left ? toQString(std::string(signOf(change))) : text);
    }
}

int BarChart::rowAt(const QPointF& position) const {
    if (!m_series || m_rows.empty())
        return -1;
    const double value =
        chart()->mapToValue(chart()->mapFromParent(mapToScene(position.toPoint())), m_series).x();
    const int row = static_cast<int>(std::floor(value + 0.5));
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? row : -1;
}

void BarChart::mousePressEvent(QMouseEvent* event) {
    if (const int row = rowAt(event->position()); row >= 0 && event->button() == Qt::LeftButton)
        emit chosen(row);
}

void BarChart::mouseMoveEvent(QMouseEvent* event) {
    const int row = rowAt(event->position());
    if (row < 0)
        return QToolTip::hideText();
    const Row& at = m_rows[static_cast<std::size_t>(row)];
    QToolTip::showText(event->globalPosition().toPoint(),
                       QStringLiteral("<p style='white-space:pre'><b>%1</b><br>%2</p>")
                           .arg(at.name.toHtmlEscaped(), linesAsHtml(noteOf(at.time).toStdString())),
                       this);
}

} // namespace rt0::ui
