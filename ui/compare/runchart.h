#pragma once

#include "analysis/compare/compare.h"
#include "theme.h"

#include <QtCharts/QChartView>

class QScatterSeries;
class QValueAxis;

namespace rt0::ui {

/// Every run of a number: a dot each, A beside B beside the control, with the medians and their 95 %
/// intervals.
class RunChart : public QChartView {
    Q_OBJECT

public:
    explicit RunChart(QWidget* parent = nullptr);
    void setDifference(const QString& title, const compare::Difference& difference);
    void setTheme(const Theme& theme);
    /// Of all sides.
    std::size_t dots() const;

protected:
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    struct Column {
        QString name;
        compare::Measured measured;
        QColor Theme::*colour = nullptr;
        QScatterSeries* series = nullptr; ///< a child of the chart
    };

    void addColumn(const QString& name, const compare::Measured& measured, QColor Theme::*colour);
    QString valueText(double value) const;

    std::vector<Column> m_columns;
    compare::Difference m_difference;
    QString m_title;
    Theme m_theme = lightTheme();
    QValueAxis* m_places = nullptr; ///< children of the chart, as the next
    QValueAxis* m_values = nullptr;
    double m_unit = 1; ///< of the value axis
};

} // namespace rt0::ui
