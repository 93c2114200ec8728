#include "gc/chartpoints.h"
#include "gc/gcview.h"
#include "support.h"
#include "timeline/timescale.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QtCharts/QChartView>
#include <QtCharts/QValueAxis>

using namespace rt0;
using namespace rt0::ui;

namespace {

Nanoseconds us(std::int64_t value) {
    return std::chrono::microseconds(value);
}

struct ShownGc {
    Session session;
    GcView view{session};

    explicit ShownGc(const QString& file) {
        const auto loaded = loadFile(file, {});
        if (!loaded)
            qFatal("%s", loaded.error().message().c_str());
        session.setDocument(*loaded);
        view.resize(1200, 700);
        view.show();
    }
    QChartView* chart(const char* name) const {
        for (QChartView* chart : view.findChildren<QChartView*>())
            if (chart->accessibleName() == QLatin1String(name))
                return chart;
        return nullptr;
    }
    QString labels() const {
        QString text;
        for (const QLabel* label : view.findChildren<QLabel*>())
            if (label->isVisible())
                text += label->text() + QLatin1Char('\n');
        return text;
    }
};

} // namespace

class TestGc : public QObject {
    Q_OBJECT

private slots:
    void drawsHeapGoalAndTrigger();
    void saysWhatItCostAndWhatToTry();
    void followsTheSharedTimeAxis();
    void aRowSelectsItsCycle();
    void aClickInAChartSelectsTheCycleThere();
    void withoutDataSaysHowToGetIt();
    void manyPointsBecomeFewForEachPixel();
    void stepsKeepTheirValueToTheEdge();
};

void TestGc::drawsHeapGoalAndTrigger() {
    const ShownGc shown(test::dataFile("logs/kubectl-1.36.4.gc.log"));
    QStringList names;
    for (const QAbstractSeries* series : shown.chart("Heap")->chart()->series())
        names << series->name();
    QCOMPARE(names, (QStringList{QStringLiteral("heap"), QStringLiteral("goal"), QStringLiteral("trigger")}));
    QVERIFY(shown.chart("Pacer")->isVisible());
}

void TestGc::saysWhatItCostAndWhatToTry() {
    const ShownGc shown(test::dataFile("logs/kubectl-1.36.4.gc.log"));
    QVERIFY(shown.labels().contains(QStringLiteral("began before main.main")));
    QVERIFY(shown.labels().contains(QStringLiteral("GOGC=")));
}

void TestGc::followsTheSharedTimeAxis() {
    ShownGc shown(test::dataFile("logs/kubectl-1.36.4.gc.log"));
    shown.session.setVisible({us(12'000), us(20'000)});
    for (const char* name : {"Heap", "Pacer", "Pauses and assists"}) {
        const auto axes = shown.chart(name)->chart()->axes(Qt::Horizontal);
        QCOMPARE(axes.size(), 1);
        const auto* axis = qobject_cast<QValueAxis*>(axes.first());
        QVERIFY(axis);
        QCOMPARE(axis->min(), 12e6);
        QCOMPARE(axis->max(), 20e6);
    }
}

void TestGc::aRowSelectsItsCycle() {
    ShownGc shown(test::dataFile("logs/kubectl-1.36.4.gc.log"));
    auto* table = shown.view.findChild<QTableView*>();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(1, 0)).center());
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Gc, 1}));
}

void TestGc::aClickInAChartSelectsTheCycleThere() {
    ShownGc shown(test::dataFile("logs/kubectl-1.36.4.gc.log"));
    shown.session.showAll();
    QChartView* heap = shown.chart("Heap");
    const Nanoseconds middle = shown.session.gc().cycles[1].drawn.begin;
    const QRectF plot = heap->chart()->plotArea();
    const TimeScale scale{shown.session.visible(), plot.width()};
    QTest::mouseClick(heap->viewport(), Qt::LeftButton, {},
                      QPoint(qRound(plot.left() + scale.toX(middle)) + 1, qRound(plot.center().y())));
    QCOMPARE(shown.session.selection().kind, Selection::Kind::Gc);
    QCOMPARE(shown.session.selection().index, std::size_t{1});
}

void TestGc::withoutDataSaysHowToGetIt() {
    const ShownGc shown(test::dataFile("logs/fzf-0.74.5.inittrace.log"));
    QVERIFY(shown.labels().contains(QStringLiteral("gctrace=1")));
    QVERIFY(!shown.chart("Heap")->isVisible());
}

void TestGc::manyPointsBecomeFewForEachPixel() {
    Curve curve{"heap", {}, false};
    for (int i = 0; i < 100'000; ++i)
        curve.points.push_back({us(i), i == 54'321 ? 1e9 : i % 7});
    const QList<QPointF> points = chartPoints(curve, {us(0), us(100'000)}, 500);
    QVERIFY2(points.size() <= 4 * 502, qPrintable(QString::number(points.size())));
    QVERIFY(std::any_of(points.begin(), points.end(), [](QPointF point) { return point.y() == 1e9; }));
    for (qsizetype i = 1; i < points.size(); ++i)
        QVERIFY(points[i - 1].x() <= points[i].x());
}

void TestGc::stepsKeepTheirValueToTheEdge() {
    const Curve curve{"goal", {{us(0), 1}, {us(10), 2}}, true};
    const QList<QPointF> points = chartPoints(curve, {us(0), us(20)}, 100);
    QCOMPARE(points, (QList<QPointF>{{0, 1}, {10'000, 1}, {10'000, 2}, {20'000, 2}}));
}

QTEST_MAIN(TestGc)
#include "tst_gc.moc"
