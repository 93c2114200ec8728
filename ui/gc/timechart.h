#pragma once

#include "analysis/lanes.h"
#include "theme.h"
#include "timeline/timescale.h"

#include <QtCharts/QChartView>
#include <optional>
#include <vector>

class QLineSeries;
class QScatterSeries;
class QValueAxis;

namespace rt0::ui {

class Session;

/// A line of a TimeChart. The curve's values are in the unit of its axis.
struct ChartLine {
    enum class Style { Line, Dashed, Dots, Stems };

    QString name;
    Curve curve;
    Style style = Style::Line;
    bool right = false; ///< belongs to the axis at the right
    QColor Theme::*colour = nullptr;
};

/// Curves over the session's visible time, which its mouse gestures change as the timeline's do: Ctrl+wheel
/// zooms, Shift+wheel and Shift+drag pan, a drag selects a range, a click tells where.
class TimeChart : public QChartView {
    Q_OBJECT

public:
    /// Titles of the axes name the unit; an empty one at the right leaves that axis out.
    TimeChart(Session& session, const QString& title, const QString& left, const QString& right,
              QWidget* parent = nullptr);
    ~TimeChart() override;

    void setLines(std::vector<ChartLine> lines);
    void setTheme(const Theme& theme);
    /// Fixed, so that charts above one another share their time axis.
    static constexpr int kLeftMargin = 56;
    static constexpr int kRightMargin = 56;

signals:
    void clickedAt(Nanoseconds time, Nanoseconds tolerance);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    enum class Drag { None, Pending, Select, Pan };
    struct Shown {
        ChartLine line;
        QLineSeries* curve = nullptr;   ///< child of the chart, as the next; one of both is null
        QScatterSeries* dots = nullptr; ///< of dots and stems
    };

    QValueAxis* addAxis(const QString& title, Qt::Alignment side);
    void addLine(ChartLine line);
    void follow();
    void fitValues();
    void paintTimes(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    void paintValues(QPainter& painter, const QValueAxis& axis, bool right) const;
    void paintStems(QPainter& painter, const Shown& shown) const;
    void paintBand(QPainter& painter, const TimeRange& range, const QColor& colour) const;
    QString tipAt(Nanoseconds time) const;
    TimeScale scale() const;
    Nanoseconds timeAt(double x) const;
    double xOf(Nanoseconds time) const;

    Session& m_session;
    Theme m_theme = lightTheme();
    std::vector<Shown> m_lines;
    QValueAxis* m_time = nullptr; ///< children of the chart, as the following
    QValueAxis* m_left = nullptr;
    QValueAxis* m_right = nullptr; ///< null without one
    QRectF m_plot;                 ///< where curves are drawn
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    QPointF m_last;
};

} // namespace rt0::ui
