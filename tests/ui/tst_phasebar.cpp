#include "overview/phasebar.h"
#include "support.h"

using namespace rt0;
using namespace rt0::ui;

class TestPhaseBar : public QObject {
    Q_OBJECT

private slots:
    void segmentsFillTheWidthWithoutOverlap_data();
    void segmentsFillTheWidthWithoutOverlap();
    void measuredPhasesShareTheWidthByTheirTime();
    void aStartupWithoutAnyMeasuredPhaseIsOneHatchedBand();
    void aClickSelectsThePhase();
};

void TestPhaseBar::segmentsFillTheWidthWithoutOverlap_data() {
    QTest::addColumn<double>("width");
    for (const double width : {90.0, 400.0, 1200.0, 2560.0})
        QTest::addRow("%g px", width) << width;
}

void TestPhaseBar::segmentsFillTheWidthWithoutOverlap() {
    QFETCH(double, width);
    const auto loaded = test::loadedLog(test::kSmallLog);
    double x = 0;
    for (const PhaseSegment& segment : layOutPhases(loaded->document.startups[0], width)) {
        QVERIFY(segment.x >= x - 1e-6);
        QVERIFY(segment.width > 0);
        x = segment.x + segment.width;
    }
    QVERIFY(std::abs(x - width) < 0.01);
}

void TestPhaseBar::measuredPhasesShareTheWidthByTheirTime() {
    const auto loaded = test::loadedLog(test::kSmallLog);
    const Startup& startup = loaded->document.startups[0];
    const auto segments = layOutPhases(startup, 1200);
    QCOMPARE(segments.size(), 4U);
    QVERIFY(!segments[0].measured);
    QCOMPARE(startup.phases[segments[1].first].id, PhaseId::RuntimeInit);
    QCOMPARE(startup.phases[segments[2].first].id, PhaseId::PackageInit);
    QVERIFY(segments[2].width > segments[1].width);
    QCOMPARE(startup.phases[segments[3].first].id, PhaseId::Main);
    QCOMPARE(segments[3].end, kPhaseCount);
}

void TestPhaseBar::aStartupWithoutAnyMeasuredPhaseIsOneHatchedBand() {
    const auto loaded =
        test::loadedLog("     19295:\truntime linker statistics:\n"
                        "     19295:\t  total startup time in dynamic loader: 125642 cycles\n");
    const auto segments = layOutPhases(loaded->document.startups[0], 500);
    QCOMPARE(segments.size(), 1U);
    QCOMPARE(segments[0].width, 500.0);
    QVERIFY(!segments[0].measured);
}

void TestPhaseBar::aClickSelectsThePhase() {
    Session session;
    PhaseBar bar(session, nullptr);
    bar.resize(1200, bar.sizeHint().height());
    session.setDocument(test::loadedLog(test::kSmallLog));
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(600, 10));
    QCOMPARE(session.selection().kind, Selection::Kind::Phase);
    QCOMPARE(session.startup().phases[session.selection().index].id, PhaseId::PackageInit);
}

QTEST_MAIN(TestPhaseBar)
#include "tst_phasebar.moc"
