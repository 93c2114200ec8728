#include "compare/trendpage.h"

#include "analysis/compare/statistics.h"
#include "compare/chartstyle.h"
#include "compare/comparestate.h"
#include "compare/comparewords.h"
#include "compare/differencecells.h"
#include "sheet/sheettable.h"
#include "text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>

namespace rt0::ui {
namespace {

constexpr std::size_t kLines = 6; ///< more are not told apart

/// The comparison of each build with the first one; of two builds the only one there is.
std::vector<const compare::Comparison*> againstFirst(const ComparedPair& pair) {
    std::vector<const compare::Comparison*> all;
    if (!pair.trend)
        all.push_back(&pair.comparison);
    else
        for (const compare::Comparison& each : pair.trend->againstFirst)
            all.push_back(&each);
    return all;
}

std::vector<const compare::Comparison*> againstPrevious(const ComparedPair& pair) {
    std::vector<const compare::Comparison*> all;
    if (!pair.trend)
        all.push_back(&pair.comparison);
    else
        for (const compare::Comparison& each : pair.trend->againstPrevious)
            all.push_back(&each);
    return all;
}

/// Of each build; `find` gives the difference in a comparison, or null.
template <typename Find>
std::vector<compare::Measured> pointsOf(const std::vector<const compare::Comparison*>& all, Find find) {
    std::vector<compare::Measured> points(all.size() + 1);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const compare::Difference* const difference = find(*all[i])) {
            points[0] = difference->before;
            points[i + 1] = difference->after;
        }
    return points;
}

double largestOf(const std::vector<compare::Measured>& points) {
    double largest = 0;
    for (const compare::Measured& point : points) {
        const auto interval = compare::medianInterval(point.samples);
        largest = std::max({largest, point.median, interval ? interval->hi : 0});
    }
    return largest;
}

std::vector<TrendChart::Line> linesOf(const ComparedPair& pair) {
    const auto all = againstFirst(pair);
    std::vector<TrendChart::Line> lines;
    for (const compare::PhaseDifference& phase : all.front()->phases)
        lines.push_back({toQString(phase.name), pointsOf(all, [&](const compare::Comparison& each) {
                             const auto found =
                                 std::ranges::find(each.phases, phase.id, &compare::PhaseDifference::id);
                             return found == each.phases.end() ? nullptr : &found->time;
                         })});
    std::ranges::stable_sort(lines, std::ranges::greater(),
                             [](const TrendChart::Line& line) { return largestOf(line.points); });
    lines.resize(std::min(lines.size(), kLines - 1));
    if (const auto* headline = all.front()->headline())
        lines.insert(lines.begin(),
                     {toQString(headline->name), pointsOf(all, [&](const compare::Comparison& each) {
                          const auto* metric = each.metric(headline->id);
                          return metric ? &metric->value : nullptr;
                      })});
    return lines;
}

} // namespace

TrendChart::TrendChart(QWidget* parent) : QChartView(parent) {
    setAccessibleName(tr("Trend"));
    setMinimumHeight(180);
    setUpChart(*this);
    m_builds = new QBarCategoryAxis(chart());
    m_values = new QValueAxis(chart());
    chart()->addAxis(m_builds, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
}

void TrendChart::setLines(std::vector<Line> lines, const QStringList& builds) {
    m_lines = std::move(lines);
    chart()->removeAllSeries();
    m_series.clear();
    m_builds->clear();
    double largest = 0;
    for (const Line& line : m_lines)
        largest = std::max(largest, largestOf(line.points));
    const auto [unit_ns, unit] = chartUnit(largest);
    m_unit_ns = unit_ns;
    for (const Line& line : m_lines) {
        auto* series = new QLineSeries(chart());
        series->setName(line.name);
        series->setPointsVisible(true);
        for (std::size_t i = 0; i < line.points.size(); ++i)
            if (line.points[i].known())
                series->append(static_cast<double>(i), line.points[i].median / m_unit_ns);
        chart()->addSeries(series);
        m_series.push_back(series);
    }
    QStringList names;
    for (qsizetype i = 0; i < builds.size(); ++i)
        names << QStringLiteral("%1  %2").arg(i + 1).arg(builds[i]);
    m_builds->append(names);
    for (QLineSeries* series : m_series) {
        series->attachAxis(m_builds);
        series->attachAxis(m_values);
    }
    fitValueAxis(*m_values, largest / m_unit_ns, unit);
    setTheme(m_theme);
}

void TrendChart::setTheme(const Theme& theme) {
    m_theme = theme;
    applyTheme(*this, theme);
    constexpr std::array styles{Qt::SolidLine, Qt::DashLine, Qt::DotLine};
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const QColor colour = i == 0 ? theme.text
                                     : theme.classColour(static_cast<std::uint8_t>(
                                           static_cast<std::size_t>(ColourClass::FirstGroup) + i - 1));
        m_series[i]->setPen(QPen(colour, i == 0 ? 3 : 2, styles[i % styles.size()]));
    }
}

void TrendChart::drawForeground(QPainter* painter, const QRectF&) {
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        for (std::size_t build = 0; build < m_lines[i].points.size(); ++build) {
            const auto interval = compare::medianInterval(m_lines[i].points[build].samples);
            if (!interval)
                continue;
            const auto at = [&](double value) {
                return chart()->mapToPosition(QPointF(static_cast<double>(build), value / m_unit_ns),
                                              m_series[i]);
            };
            painter->setPen(QPen(m_series[i]->pen().color(), 1.4));
            const QPointF low = at(interval->lo);
            const QPointF high = at(interval->hi);
            painter->drawLine(low, high);
            for (const QPointF& end : {low, high})
                painter->drawLine(end - QPointF(4, 0), end + QPointF(4, 0));
        }
}

TrendPage::TrendPage(CompareState& state, QWidget* parent) : QWidget(parent), m_state(state) {
    auto* side = new QWidget(this);
    m_order = new QListWidget(side);
    m_order->setAccessibleName(tr("Builds in order"));
    m_order->setDragDropMode(QAbstractItemView::InternalMove);
    m_order->setToolTip(
        tr("Drag the builds into their order; the first is what the others are compared with"));
    auto* up = new QPushButton(tr("↑ Earlier"), side);
    auto* down = new QPushButton(tr("↓ Later"), side);
    auto* add = new QPushButton(tr("Add a build…"), side);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(up);
    buttons->addWidget(down);
    auto* list = new QVBoxLayout(side);
    list->setContentsMargins(8, 8, 8, 8);
    list->addWidget(new QLabel(tr("Builds in order"), side));
    list->addWidget(m_order, 1);
    list->addLayout(buttons);
    list->addWidget(add);
    m_chart = new TrendChart(this);
    m_table = new SheetTable(tr("From build to build"),
                             {{QStringLiteral("#"), {}, true},
                              {tr("Build"), {}, false, true},
                              {tr("Median"), tr("To ready, else to main.main"), true},
                              {tr("Against the first"), {}},
                              {tr("Ratio"), {}, true},
                              {tr("95 % interval"), {}, true, false, true},
                              {tr("Against the one before"), {}},
                              {tr("Ratio"), {}, true},
                              {tr("95 % interval"), {}, true, false, true}},
                             SheetTable::Filter::No, this);
    auto* right = new QSplitter(Qt::Vertical, this);
    right->addWidget(m_chart);
    right->addWidget(m_table);
    right->setSizes({340, 180});
    auto* parts = new QSplitter(Qt::Horizontal, this);
    parts->addWidget(side);
    parts->addWidget(right);
    parts->setStretchFactor(1, 1);
    parts->setSizes({240, 900});
    parts->setChildrenCollapsible(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(parts);
    setFocusProxy(m_order);
    connect(&state, &CompareState::pairChanged, this, &TrendPage::fill);
    connect(up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(down, &QPushButton::clicked, this, [this] { move(1); });
    connect(add, &QPushButton::clicked, this, &TrendPage::addRequested);
    connect(m_order->model(), &QAbstractItemModel::rowsMoved, this, &TrendPage::requestOrder);
}

void TrendPage::setTheme(const Theme& theme) {
    m_chart->setTheme(theme);
    m_table->setTheme(theme);
}

void TrendPage::fill() {
    const ComparedPair& pair = *m_state.pair();
    QStringList names;
    m_order->clear();
    for (std::size_t i = 0; i < pair.builds.size(); ++i) {
        names << toQString(pair.builds[i].side.label);
        auto* item = new QListWidgetItem(names.back(), m_order);
        item->setData(Qt::UserRole, static_cast<qulonglong>(i));
        item->setToolTip(pair.builds[i].paths.join(QStringLiteral(", ")));
    }
    m_chart->setLines(linesOf(pair), names);
    const auto first = againstFirst(pair);
    const auto previous = againstPrevious(pair);
    std::vector<SheetRow> rows;
    for (std::size_t i = 0; i < pair.builds.size(); ++i) {
        const auto* one = first[i == 0 ? 0 : i - 1]->headline();
        const auto* other = previous[i == 0 ? 0 : i - 1]->headline();
        SheetRow row{numberCell(QString::number(i + 1), static_cast<double>(i)),
                     names[static_cast<qsizetype>(i)]};
        row.resize(9);
        if (one != nullptr)
            row[2] = measuredCell(i == 0 ? one->value.before : one->value.after, one->value.unit);
        for (const auto& [metric, column] :
             {std::pair{one, std::size_t{3}}, std::pair{other, std::size_t{6}}}) {
            if (metric == nullptr || i == 0)
                continue;
            row[column] = differenceCell(metric->value);
            row[column + 1] = numberCell(ratioText(metric->value), metric->value.ratio);
            row[column + 2] = intervalText(metric->value);
        }
        rows.push_back(std::move(row));
    }
    m_table->setRows(std::move(rows), {});
}

void TrendPage::move(int by) {
    const int row = m_order->currentRow();
    if (row < 0 || row + by < 0 || row + by >= m_order->count())
        return;
    m_order->insertItem(row + by, m_order->takeItem(row));
    m_order->setCurrentRow(row + by);
    requestOrder();
}

void TrendPage::requestOrder() {
    std::vector<std::size_t> order;
    for (int row = 0; row < m_order->count(); ++row)
        order.push_back(static_cast<std::size_t>(m_order->item(row)->data(Qt::UserRole).toULongLong()));
    emit orderRequested(order);
}

} // namespace rt0::ui
