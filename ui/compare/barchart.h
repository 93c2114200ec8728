#pragma once

#include "analysis/compare/compare.h"
#include "theme.h"

#include <QtCharts/QChartView>
#include <vector>

class QBarCategoryAxis;
class QBarSeries;
class QValueAxis;

namespace rt0::ui {

/// Both sides of some times as pairs of bars, each with the 95 % interval of its median, and above them the
/// sign of what is significant.
class BarChart : public QChartView {
    Q_OBJECT

public:
    struct Row {
        QString name;
        compare::Difference time;
    };

    explicit BarChart(QWidget* parent = nullptr);
    void setRows(std::vector<Row> rows, const QString& a, const QString& b);
    void setTheme(const Theme& theme);
    void setCurrent(int row);

signals:
    void chosen(int row);

protected:
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void paintInterval(QPainter& painter, const compare::Measured& measured, int row, int side) const;
    int rowAt(const QPointF& position) const;
    QPointF placeOf(int row, double offset, double value_ns) const;

    std::vector<Row> m_rows;
    Theme m_theme = lightTheme();
    QBarSeries* m_series = nullptr; ///< children of the chart, as the next two
    QBarCategoryAxis* m_names = nullptr;
    QValueAxis* m_values = nullptr;
    double m_unit_ns = 1e6; ///< of the axis
    QString m_unit;
    int m_current = -1;
};

} // namespace rt0::ui
