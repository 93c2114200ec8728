#include "timeline/timescale.h"

#include <QtTest>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

class TestTimeScale : public QObject {
    Q_OBJECT

private slots:
    void timesAndPixelsAreInverse();
    void zoomingKeepsTheTimeUnderThePointer();
    void zoomingStopsAtBothEnds();
    void panningMovesByPixels();
    void aViewWithoutWidthDividesByNothing();
    void centringKeepsTheLength();
};

void TestTimeScale::timesAndPixelsAreInverse() {
    const TimeScale scale{{2ms, 12ms}, 1000};
    QCOMPARE(scale.toX(7ms), 500.0);
    QCOMPARE(scale.toTime(500), Nanoseconds(7ms));
    QCOMPARE(scale.perPixel(), Nanoseconds(10us));
}

void TestTimeScale::zoomingKeepsTheTimeUnderThePointer() {
    TimeScale scale{{-3ms, 40ms}, 1333};
    const Nanoseconds under = scale.toTime(417);
    for (int i = 0; i < 30; ++i) {
        scale.visible = scale.zoomedAt(417, i < 15 ? 0.8 : 1.25);
        QVERIFY(std::chrono::abs(scale.toTime(417) - under) <= 2 * scale.perPixel() + 2ns);
    }
}

void TestTimeScale::zoomingStopsAtBothEnds() {
    TimeScale scale{{0ms, 1ms}, 800};
    for (int i = 0; i < 200; ++i)
        scale.visible = scale.zoomedAt(400, 0.5);
    QCOMPARE(scale.visible.length(), TimeScale::kSmallest);
    for (int i = 0; i < 200; ++i)
        scale.visible = scale.zoomedAt(400, 2);
    QVERIFY(scale.visible.length() <= Nanoseconds(TimeScale::kLargest));
    QVERIFY(!scale.visible.empty());
}

void TestTimeScale::panningMovesByPixels() {
    const TimeScale scale{{0ms, 10ms}, 1000};
    QCOMPARE(scale.pannedBy(100), (TimeRange{1ms, 11ms}));
    QCOMPARE(scale.pannedBy(-100), (TimeRange{-1ms, 9ms}));
}

void TestTimeScale::aViewWithoutWidthDividesByNothing() {
    const TimeScale scale{{0ms, 0ms}, 0};
    QCOMPARE(scale.toX(5ms), 0.0);
    QVERIFY(!scale.zoomedAt(0, 2).empty());
}

void TestTimeScale::centringKeepsTheLength() {
    QCOMPARE(centredOn({4ms, 6ms}, {0ms, 20ms}), (TimeRange{-5ms, 15ms}));
    QVERIFY(withMargin({5ms, 5ms}, 0.1).length() >= TimeScale::kSmallest);
}

QTEST_APPLESS_MAIN(TestTimeScale)
#include "tst_timescale.moc"
