#pragma once

#include "analysis/compare/compare.h"
#include "theme.h"

#include <QWidget>
#include <QtCharts/QChartView>

class QBarCategoryAxis;
class QLineSeries;
class QListWidget;
class QPushButton;
class QValueAxis;

namespace rt0::ui {

class CompareState;
class SheetTable;

/// Times of an ordered set of builds as lines, each point with the 95 % interval of its median.
class TrendChart : public QChartView {
    Q_OBJECT

public:
    struct Line {
        QString name;
        std::vector<compare::Measured> points; ///< one for each build
    };

    explicit TrendChart(QWidget* parent = nullptr);
    void setLines(std::vector<Line> lines, const QStringList& builds);
    void setTheme(const Theme& theme);

protected:
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    std::vector<Line> m_lines;
    std::vector<QLineSeries*> m_series; ///< children of the chart, as the following
    QBarCategoryAxis* m_builds = nullptr;
    QValueAxis* m_values = nullptr;
    Theme m_theme = lightTheme();
    double m_unit_ns = 1;
};

/// All builds in the user's order: how the start and its phases grew from one to the next.
class TrendPage : public QWidget {
    Q_OBJECT

public:
    explicit TrendPage(CompareState& state, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

signals:
    /// Indices into ComparedPair::builds in the order that the user wants.
    void orderRequested(const std::vector<std::size_t>& order);
    /// The user wants to add a build.
    void addRequested();

private:
    void fill();
    void move(int by);
    void requestOrder();

    CompareState& m_state;
    QListWidget* m_order = nullptr; ///< children of this widget, as the following
    TrendChart* m_chart = nullptr;
    SheetTable* m_table = nullptr;
};

} // namespace rt0::ui
