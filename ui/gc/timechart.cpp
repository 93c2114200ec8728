#include "gc/timechart.h"

#include "base/format.h"
#include "gc/chartpoints.h"
#include "session.h"
#include "text.h"
#include "timeline/timeticker.h"

#include <QApplication>
#include <QToolTip>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QValueAxis>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kTop = 26;    ///< the legend
constexpr double kBottom = 22; ///< times
constexpr double kClickPixels = 6;
constexpr double kWheelZoom = 0.8; ///< for a notch, as the timeline's
constexpr double kNotch = 120;

constexpr double kHeadroom = 1.1; ///< dots at the top are drawn whole
constexpr double kValueTicks = 3;

/// From zero to at least `highest`; per cents end at 100.
void fitAxis(QValueAxis& axis, double highest) {
    constexpr double whole = 100;
    const double roomy = highest > 0 ? highest * kHeadroom : 1;
    const bool ends = axis.titleText().startsWith(QLatin1Char('%')) && highest <= whole;
    const double most = ends ? std::min(roomy, whole) : roomy;
    const double step = tickStep(most / kValueTicks);
    axis.setTickInterval(step);
    axis.setRange(0, std::ceil(most / step) * step);
}

} // namespace

TimeChart::TimeChart(Session& session, const QString& title, const QString& left, const QString& right,
                     QWidget* parent)
    : QChartView(parent), m_session(session) {
    setAccessibleName(title);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setRenderHint(QPainter::Antialiasing);
    setMinimumHeight(110);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundRoundness(0);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->legend()->hide(); // of a chart that is seen already Qt's stays as narrow as without lines
    m_time = addAxis({}, Qt::AlignBottom);
    m_left = addAxis(left, Qt::AlignLeft);
    if (!right.isEmpty())
        m_right = addAxis(right, Qt::AlignRight);
    connect(&m_session, &Session::visibleChanged, this, &TimeChart::follow);
    connect(&m_session, &Session::rangeChanged, this, [this] { viewport()->update(); });
    connect(&m_session, &Session::selectionChanged, this, [this] { viewport()->update(); });
    setTheme(m_theme);
}

TimeChart::~TimeChart() = default;

QValueAxis* TimeChart::addAxis(const QString& title, Qt::Alignment side) {
    auto* axis = new QValueAxis(chart());
    axis->setTitleText(title);
    // Both are painted: Qt knows no times, and shortens numbers to dots when the plot's place is given.
    axis->setTitleVisible(false);
    axis->setLabelsVisible(false);
    axis->setTickType(QValueAxis::TicksDynamic);
    chart()->addAxis(axis, side);
    return axis;
}

void TimeChart::setLines(std::vector<ChartLine> lines) {
    chart()->removeAllSeries();
    m_lines.clear();
    for (ChartLine& line : lines)
        if (!line.curve.points.empty())
            addLine(std::move(line));
    fitValues();
    setTheme(m_theme);
    follow();
}

void TimeChart::addLine(ChartLine line) {
    Shown shown{std::move(line), nullptr, nullptr};
    const auto attach = [&](QXYSeries* series) {
        series->setName(shown.line.name);
        chart()->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(shown.line.right && m_right ? m_right : m_left);
    };
    if (shown.line.style == ChartLine::Style::Dots || shown.line.style == ChartLine::Style::Stems) {
        shown.dots = new QScatterSeries(chart());
        attach(shown.dots);
    } else {
        shown.curve = new QLineSeries(chart());
        attach(shown.curve);
    }
    m_lines.push_back(std::move(shown));
}

void TimeChart::fitValues() {
    double left = 0;
    double right = 0;
    for (const Shown& shown : m_lines) {
        double& most = shown.line.right ? right : left;
        most = std::max(most, shown.line.curve.highest());
    }
    fitAxis(*m_left, left);
    if (m_right)
        fitAxis(*m_right, right);
}

void TimeChart::setTheme(const Theme& theme) {
    m_theme = theme;
    setBackgroundBrush(theme.surface);
    chart()->setBackgroundBrush(theme.surface);
    chart()->setPlotAreaBackgroundVisible(false);
    for (QAbstractAxis* axis : chart()->axes()) {
        axis->setGridLinePen(QPen(theme.grid, 1));
        axis->setLinePen(QPen(theme.border, 1));
    }
    if (m_right)
        m_right->setGridLineVisible(false);
    for (const Shown& shown : m_lines) {
        const QColor colour = shown.line.colour ? theme.*shown.line.colour : theme.curve;
        if (shown.curve)
            shown.curve->setPen(
                QPen(colour, 2, shown.line.style == ChartLine::Style::Dashed ? Qt::DashLine : Qt::SolidLine));
        if (shown.dots) {
            shown.dots->setColor(colour);
            shown.dots->setBorderColor(theme.surface);
            shown.dots->setMarkerSize(8);
        }
    }
}

TimeScale TimeChart::scale() const {
    return {m_session.visible(), m_plot.width()};
}

Nanoseconds TimeChart::timeAt(double x) const {
    return scale().toTime(x - m_plot.left());
}

double TimeChart::xOf(Nanoseconds time) const {
    return m_plot.left() + scale().toX(time);
}

void TimeChart::follow() {
    if (m_session.empty() || !isVisible())
        return;
    const TimeRange visible = m_session.visible();
    const double step =
        timeTickStep(static_cast<double>(visible.length().count()) / std::max(2.0, m_plot.width() / 110));
    m_time->setTickInterval(step);
    m_time->setRange(static_cast<double>(visible.begin.count()), static_cast<double>(visible.end.count()));
    const int pixels = std::max(1, static_cast<int>(m_plot.width()));
    for (const Shown& shown : m_lines) {
        QXYSeries* const series = shown.curve ? static_cast<QXYSeries*>(shown.curve) : shown.dots;
        series->replace(chartPoints(shown.line.curve, visible, pixels));
    }
    viewport()->update();
}

void TimeChart::showEvent(QShowEvent* event) {
    QChartView::showEvent(event);
    follow(); // what changed while it was hidden
}

void TimeChart::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    const QSizeF size = viewport()->size();
    m_plot = QRectF(kLeftMargin, kTop, std::max(10.0, size.width() - kLeftMargin - kRightMargin),
                    std::max(10.0, size.height() - kTop - kBottom));
    chart()->setPlotArea(m_plot);
    follow();
}

void TimeChart::paintBand(QPainter& painter, const TimeRange& range, const QColor& colour) const {
    const double begin = std::max(xOf(range.begin), m_plot.left());
    const double end = std::min(std::max(xOf(range.end), begin + 1), m_plot.right());
    if (begin < m_plot.right() && end > m_plot.left())
        painter.fillRect(QRectF(begin, m_plot.top(), end - begin, m_plot.height()), colour);
}

void TimeChart::paintTimes(QPainter& painter) const {
    const TimeRange visible = m_session.visible();
    const double step = m_time->tickInterval();
    const auto ns = [](double value) { return Nanoseconds(std::llround(value)); };
    const Nanoseconds largest = std::max(std::chrono::abs(visible.begin), std::chrono::abs(visible.end));
    painter.setPen(m_theme.muted);
    double free = 0;
    for (double tick = std::ceil(m_time->min() / step) * step; tick <= m_time->max(); tick += step) {
        const QString label = toQString(formatTime(ns(tick), ns(step), largest));
        const double width = painter.fontMetrics().horizontalAdvance(label);
        const double left = xOf(ns(tick)) - width / 2;
        if (left < free || left + width > viewport()->width())
            continue;
        painter.drawText(QPointF(left, m_plot.bottom() + 4 + painter.fontMetrics().ascent()), label);
        free = left + width + 8;
    }
}

void TimeChart::paintValues(QPainter& painter, const QValueAxis& axis, bool right) const {
    const double step = axis.tickInterval();
    painter.setPen(m_theme.muted);
    const QFontMetrics& metrics = painter.fontMetrics();
    for (int tick = 0; tick * step <= axis.max() * (1 + 1e-9); ++tick) {
        const QString label = QString::number(tick * step, 'g', 4);
        const double y = m_plot.bottom() - tick * step / axis.max() * m_plot.height();
        const double x = right ? m_plot.right() + 6 : m_plot.left() - 6 - metrics.horizontalAdvance(label);
        painter.drawText(QPointF(x, y + metrics.ascent() / 2.0 - 1), label);
    }
    const QString unit = axis.titleText();
    const double x = right ? viewport()->width() - 8 - metrics.horizontalAdvance(unit) : 8;
    painter.drawText(QPointF(x, m_plot.top() - 10), unit);
}

/// In the middle above the plot, each name behind how it is drawn.
void TimeChart::paintLegend(QPainter& painter) const {
    constexpr double sample = 14;
    constexpr double gap = 6;
    constexpr double between = 18;
    const QFontMetrics& metrics = painter.fontMetrics();
    double width = -between;
    for (const Shown& shown : m_lines)
        width += sample + gap + metrics.horizontalAdvance(shown.line.name) + between;
    double x = m_plot.center().x() - width / 2;
    const double y = m_plot.top() - kTop / 2;
    for (const Shown& shown : m_lines) {
        if (shown.curve) {
            painter.setPen(shown.curve->pen());
            painter.drawLine(QPointF(x, y), QPointF(x + sample, y));
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(shown.dots->color());
            painter.drawEllipse(QPointF(x + sample / 2, y), 4, 4);
        }
        painter.setPen(m_theme.text);
        painter.drawText(QPointF(x + sample + gap, y + metrics.ascent() / 2.0 - 1), shown.line.name);
        x += sample + gap + metrics.horizontalAdvance(shown.line.name) + between;
    }
}

void TimeChart::paintStems(QPainter& painter, const Shown& shown) const {
    const QValueAxis& axis = shown.line.right && m_right ? *m_right : *m_left;
    painter.setPen(QPen(shown.dots->color(), 2));
    for (const QPointF point : shown.dots->points()) {
        const double x = xOf(Nanoseconds(std::llround(point.x())));
        if (x >= m_plot.left() && x <= m_plot.right())
            painter.drawLine(QPointF(x, m_plot.bottom()),
                             QPointF(x, m_plot.bottom() - point.y() / axis.max() * m_plot.height()));
    }
}

void TimeChart::drawForeground(QPainter* painter, const QRectF& rect) {
    QChartView::drawForeground(painter, rect);
    if (m_session.empty() || m_lines.empty())
        return;
    paintLegend(*painter);
    paintTimes(*painter);
    paintValues(*painter, *m_left, false);
    if (m_right)
        paintValues(*painter, *m_right, true);
    for (const Shown& shown : m_lines)
        if (shown.line.style == ChartLine::Style::Stems)
            paintStems(*painter, shown);
    if (const auto& range = m_session.range())
        paintBand(*painter, *range, m_theme.range);
    if (const auto selected = m_session.selectedTime()) {
        QColor colour = m_theme.accent;
        colour.setAlpha(60);
        paintBand(*painter, *selected, colour);
    }
}

void TimeChart::wheelEvent(QWheelEvent* event) {
    const QPointF notches = QPointF(event->angleDelta()) / kNotch;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        m_session.setVisible(
            scale().zoomedAt(event->position().x() - m_plot.left(), std::pow(kWheelZoom, notches.y())),
            Session::Step::Continued);
    else if (event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(notches.x()) > std::abs(notches.y()))
        m_session.setVisible(scale().pannedBy(-(notches.x() + notches.y()) * 120), Session::Step::Continued);
    else
        return event->ignore(); // whoever scrolls
    event->accept();
}

void TimeChart::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    m_pressed = m_last = event->position();
    const bool pans = event->button() == Qt::MiddleButton || event->modifiers().testFlag(Qt::ShiftModifier);
    m_drag = pans ? Drag::Pan : event->button() == Qt::LeftButton ? Drag::Pending : Drag::None;
}

void TimeChart::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    const auto step = m_last == m_pressed ? Session::Step::New : Session::Step::Continued;
    if (m_drag == Drag::Pending && std::abs(at.x() - m_pressed.x()) >= QApplication::startDragDistance())
        m_drag = Drag::Select;
    if (m_drag == Drag::Pan)
        m_session.setVisible(scale().pannedBy(m_last.x() - at.x()), step);
    if (m_drag == Drag::Select)
        m_session.setRange(
            TimeRange{timeAt(std::min(m_pressed.x(), at.x())), timeAt(std::max(m_pressed.x(), at.x()))},
            step);
    if (m_drag == Drag::None && m_plot.contains(at) && !m_session.empty())
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(8, 12), tipAt(timeAt(at.x())), this);
    m_last = at;
}

void TimeChart::mouseReleaseEvent(QMouseEvent* event) {
    if (m_drag == Drag::Pending && m_plot.contains(event->position()))
        emit clickedAt(timeAt(event->position().x()), scale().toTime(kClickPixels) - scale().toTime(0));
    m_drag = Drag::None;
}

void TimeChart::mouseDoubleClickEvent(QMouseEvent* /*event*/) {
    if (const auto selected = m_session.selectedTime())
        m_session.setVisible(withMargin(*selected, 1));
}

QString TimeChart::tipAt(Nanoseconds time) const {
    QStringList lines{toQString(formatTime(time, m_session.visible().length() / 1000))};
    for (const Shown& shown : m_lines) {
        const QString unit = (shown.line.right ? m_right : m_left)->titleText();
        if (shown.line.style == ChartLine::Style::Stems || shown.line.style == ChartLine::Style::Dots)
            continue;
        if (const auto value = valueAt(shown.line.curve, time))
            lines << QStringLiteral("%1: %2 %3").arg(shown.line.name).arg(*value, 0, 'g', 4).arg(unit);
    }
    return QStringLiteral("<p style='white-space:pre'>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

} // namespace rt0::ui
