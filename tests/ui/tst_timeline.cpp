#include "support.h"
#include "timeline/timelineplot.h"
#include "timeline/timelineview.h"

#include <QClipboard>
#include <QLineEdit>
#include <QScrollBar>
#include <QStackedWidget>
#include <QWheelEvent>

using namespace rt0;
using namespace rt0::ui;
using namespace std::chrono_literals;

namespace {

/// A shown timeline and what a hand can do with it.
struct ShownTimeline {
    Session session;
    TimelineView view{session};

    ShownTimeline() {
        view.resize(1000, 600);
        view.show();
        session.setDocument(test::loadedLog(test::kSmallLog));
        session.setVisible({0ms, 10ms});
        settle();
    }
    TimelinePlot& plot() { return view.plot(); }
    void settle() {
        QCoreApplication::processEvents();
        plot().replot();
    }
    /// A point in the lane of all inits at `time`.
    QPoint point(Nanoseconds time, LaneKind kind = LaneKind::Inits) {
        for (const PlacedLane& placed : plot().layout().placed())
            if (session.lanes().kindOf(placed.lane) == kind)
                return {qRound(plot().xOf(time)),
                        qRound(plot().lanesRect().top() + placed.top + placed.height / 2)};
        return {};
    }
    void drag(QPoint from, QPoint to, Qt::MouseButton button, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(&plot(), button, modifiers, from);
        const auto move = [&](QPoint at) {
            QMouseEvent event(QEvent::MouseMove, at, plot().mapToGlobal(at), button, button, modifiers);
            QApplication::sendEvent(&plot(), &event);
        };
        move((from + to) / 2);
        move(to);
        QTest::mouseRelease(&plot(), button, modifiers, to);
        settle();
    }
    void wheel(QPoint at, int notches, Qt::KeyboardModifiers modifiers = {}) {
        QWheelEvent event(at, plot().mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&plot(), &event);
        settle();
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view, key, modifiers); }
};

bool near(Nanoseconds a, Nanoseconds b, Nanoseconds tolerance) {
    return std::chrono::abs(a - b) <= tolerance;
}

} // namespace

class TestTimeline : public QObject {
    Q_OBJECT

private slots:
    void aClickOnASpanSelectsItsInit();
    void aClickOnAGcCycleSelectsIt();
    void aClickBesideEverythingClearsTheSelection();
    void aDoubleClickZoomsToTheSpan();
    void controlWheelZoomsAtThePointer();
    void shiftWheelPans();
    void theWheelScrollsLanesThatDoNotFit();
    void otherPresetsZoomWithTheWheel();
    void aDragSelectsARangeThatSnapsToSpans();
    void altDragDoesNotSnap();
    void theEdgesOfARangeCanBeDragged();
    void shiftDragPans();
    void spaceDragPans();
    void controlDragZoomsToTheRegion();
    void keysZoomPanAndShowEverything();
    void commaAndPeriodStepThroughTheLane();
    void fCentresAndThenFits();
    void rMakesARangeOfTheSelection();
    void pPinsTheLaneUnderThePointer();
    void findStepsThroughMatches();
    void theExactRangeBoxUnderstandsPackages();
    void theExactRangeBoxSaysWhatIsWrong();
    void escapePeelsOneLayerAtATime();
    void copyTakesTheRangesStatistics();
    void aStartupWithoutSpansCanBeShown();
    void lanesStartAtTheTopWhenFirstShownInALowWindow();
};

void TestTimeline::aClickOnASpanSelectsItsInit() {
    ShownTimeline shown;
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {}, shown.point(1'700us));
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Init, 2}));
}

void TestTimeline::aClickOnAGcCycleSelectsIt() {
    ShownTimeline shown;
    const TimeRange cycle = shown.session.startup().gcCycles[0].drawn;
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {},
                      shown.point(cycle.begin + cycle.length() / 2, LaneKind::Gc));
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Gc, 0}));
}

void TestTimeline::aClickBesideEverythingClearsTheSelection() {
    ShownTimeline shown;
    shown.session.select({Selection::Kind::Init, 2});
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {}, shown.point(7ms));
    QVERIFY(shown.session.selection().none());
}

void TestTimeline::aDoubleClickZoomsToTheSpan() {
    ShownTimeline shown;
    QTest::mouseDClick(&shown.plot(), Qt::LeftButton, {}, shown.point(1'700us));
    const TimeRange span = shown.session.startup().inits[2].drawn;
    QVERIFY(shown.session.visible().begin < span.begin);
    QVERIFY(shown.session.visible().end > span.end);
    QVERIFY(shown.session.visible().length() < 2 * span.length());
}

void TestTimeline::controlWheelZoomsAtThePointer() {
    ShownTimeline shown;
    const QPoint at = shown.point(4ms);
    const Nanoseconds under = shown.plot().timeAt(at.x());
    shown.wheel(at, 3, Qt::ControlModifier);
    QVERIFY(shown.session.visible().length() < 6ms);
    QVERIFY(near(shown.plot().timeAt(at.x()), under, 20us));
    shown.wheel(at, -3, Qt::ControlModifier);
    QVERIFY(near(shown.session.visible().length(), 10ms, 1us));
}

void TestTimeline::shiftWheelPans() {
    ShownTimeline shown;
    shown.wheel(shown.point(4ms), -1, Qt::ShiftModifier);
    QVERIFY(shown.session.visible().begin > 0ms);
    QCOMPARE(shown.session.visible().length(), Nanoseconds(10ms));
}

void TestTimeline::theWheelScrollsLanesThatDoNotFit() {
    ShownTimeline shown;
    shown.view.resize(1000, 220);
    shown.settle();
    const TimeRange before = shown.session.visible();
    shown.wheel(shown.point(4ms), -1);
    QVERIFY(shown.plot().layout().scroll() > 0);
    QCOMPARE(shown.session.visible(), before);
}

void TestTimeline::otherPresetsZoomWithTheWheel() {
    ShownTimeline shown;
    shown.view.setNavigation(NavigationPreset::Tracy);
    shown.wheel(shown.point(4ms), 1);
    QVERIFY(shown.session.visible().length() < 10ms);
    const TimeRange before = shown.session.visible();
    shown.drag(shown.point(4ms), shown.point(4ms) + QPoint(60, 0), Qt::RightButton);
    QVERIFY(shown.session.visible().begin < before.begin);
}

void TestTimeline::aDragSelectsARangeThatSnapsToSpans() {
    ShownTimeline shown;
    const TimeRange span = shown.session.startup().inits[2].drawn;
    shown.drag(shown.point(span.begin) + QPoint(3, 0), shown.point(span.end) - QPoint(3, 0), Qt::LeftButton);
    QCOMPARE(shown.session.range(), std::optional(span));
    QVERIFY(shown.session.selection().none());
}

void TestTimeline::altDragDoesNotSnap() {
    ShownTimeline shown;
    const TimeRange span = shown.session.startup().inits[2].drawn;
    shown.drag(shown.point(span.begin) + QPoint(3, 0), shown.point(span.end) - QPoint(3, 0), Qt::LeftButton,
               Qt::AltModifier);
    QVERIFY(shown.session.range());
    QVERIFY(shown.session.range()->begin > span.begin);
    QVERIFY(shown.session.range()->end < span.end);
}

void TestTimeline::theEdgesOfARangeCanBeDragged() {
    ShownTimeline shown;
    shown.session.setRange(TimeRange{5ms, 6ms});
    shown.drag(shown.point(6ms), shown.point(8ms), Qt::LeftButton, Qt::AltModifier);
    QCOMPARE(shown.session.range()->begin, Nanoseconds(5ms));
    QVERIFY(near(shown.session.range()->end, 8ms, 30us));
    shown.drag(shown.point(5ms), shown.point(9'500us, LaneKind::Inits), Qt::LeftButton, Qt::AltModifier);
    QVERIFY(near(shown.session.range()->begin, 8ms, 30us));
    QVERIFY(near(shown.session.range()->end, 9'500us, 30us));
}

void TestTimeline::shiftDragPans() {
    ShownTimeline shown;
    shown.drag(shown.point(4ms), shown.point(3ms), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(near(shown.session.visible().begin, 1ms, 50us));
    shown.session.undo();
    QCOMPARE(shown.session.visible().begin, Nanoseconds(0));
}

void TestTimeline::spaceDragPans() {
    ShownTimeline shown;
    QTest::keyPress(&shown.view, Qt::Key_Space);
    shown.drag(shown.point(4ms), shown.point(3ms), Qt::LeftButton);
    QTest::keyRelease(&shown.view, Qt::Key_Space);
    QVERIFY(near(shown.session.visible().begin, 1ms, 50us));
    QVERIFY(!shown.session.range());
}

void TestTimeline::controlDragZoomsToTheRegion() {
    ShownTimeline shown;
    shown.drag(shown.point(5ms), shown.point(7ms), Qt::LeftButton, Qt::ControlModifier);
    QVERIFY(near(shown.session.visible().begin, 5ms, 30us));
    QVERIFY(near(shown.session.visible().end, 7ms, 30us));
    QVERIFY(!shown.session.range());
}

void TestTimeline::keysZoomPanAndShowEverything() {
    ShownTimeline shown;
    shown.key(Qt::Key_W);
    QVERIFY(shown.session.visible().length() < 10ms);
    shown.key(Qt::Key_S);
    QVERIFY(near(shown.session.visible().length(), 10ms, 1us));
    shown.key(Qt::Key_D);
    QVERIFY(shown.session.visible().begin > 0ms);
    shown.key(Qt::Key_A);
    QVERIFY(near(shown.session.visible().begin, 0ms, 30us));
    shown.key(Qt::Key_0);
    QCOMPARE(shown.session.visible(), shown.session.lanes().home);
}

void TestTimeline::commaAndPeriodStepThroughTheLane() {
    ShownTimeline shown;
    shown.key(Qt::Key_Period);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Init, 0}));
    shown.key(Qt::Key_Period);
    shown.key(Qt::Key_Period);
    shown.key(Qt::Key_Comma);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Init, 1}));
    shown.key(Qt::Key_Comma);
    shown.key(Qt::Key_Comma);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Init, 0}));
}

void TestTimeline::fCentresAndThenFits() {
    ShownTimeline shown;
    shown.session.select({Selection::Kind::Init, 4});
    shown.key(Qt::Key_F);
    const TimeRange span = *shown.session.selectedTime();
    QCOMPARE(shown.session.visible().length(), Nanoseconds(10ms));
    QVERIFY(near(shown.session.visible().begin + 5ms, span.begin + span.length() / 2, 1us));
    shown.key(Qt::Key_F);
    QVERIFY(shown.session.visible().length() < 2 * span.length());
}

void TestTimeline::rMakesARangeOfTheSelection() {
    ShownTimeline shown;
    shown.session.select({Selection::Kind::Init, 2});
    shown.key(Qt::Key_R);
    QCOMPARE(shown.session.range(), shown.session.selectedTime());
}

void TestTimeline::pPinsTheLaneUnderThePointer() {
    ShownTimeline shown;
    QTest::mouseMove(&shown.plot(), shown.point(4ms));
    QMouseEvent move(QEvent::MouseMove, shown.point(4ms), shown.plot().mapToGlobal(shown.point(4ms)),
                     Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&shown.plot(), &move);
    shown.key(Qt::Key_P);
    const PlacedLane first = shown.plot().layout().placed().front();
    QVERIFY(first.pinned);
    QCOMPARE(shown.session.lanes().kindOf(first.lane), LaneKind::Inits);
}

void TestTimeline::findStepsThroughMatches() {
    ShownTimeline shown;
    auto* field = shown.view.findChildren<QLineEdit*>().last();
    QTest::keyClicks(field, QStringLiteral("github"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(shown.session.selection().index, 2U);
    shown.view.findNext();
    QCOMPARE(shown.session.selection().index, 3U);
    shown.view.findNext();
    QCOMPARE(shown.session.selection().index, 2U);
    shown.view.findPrevious();
    QCOMPARE(shown.session.selection().index, 3U);
}

void TestTimeline::theExactRangeBoxUnderstandsPackages() {
    ShownTimeline shown;
    auto* field = shown.view.findChildren<QLineEdit*>().first();
    field->setText(QStringLiteral("init errors..main.main"));
    QTest::keyClick(field, Qt::Key_Return);
    const auto& inits = shown.session.startup().inits;
    QCOMPARE(shown.session.visible(), (TimeRange{inits[1].drawn.begin, inits[4].drawn.end}));
}

void TestTimeline::theExactRangeBoxSaysWhatIsWrong() {
    ShownTimeline shown;
    auto* field = shown.view.findChildren<QLineEdit*>().first();
    const TimeRange before = shown.session.visible();
    field->setText(QStringLiteral("init nothere..2ms"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(shown.session.visible(), before);
    bool said = false;
    for (const QLabel* label : shown.view.findChildren<QLabel*>())
        said = said || label->text().contains(QStringLiteral("nothere"));
    QVERIFY(said);
}

void TestTimeline::escapePeelsOneLayerAtATime() {
    ShownTimeline shown;
    shown.session.select({Selection::Kind::Init, 2});
    shown.session.setRange(TimeRange{5ms, 6ms});
    shown.view.findChildren<QLineEdit*>().last()->setText(QStringLiteral("x"));
    QVERIFY(shown.view.peel());
    QVERIFY(shown.session.range());
    QVERIFY(shown.view.peel());
    QVERIFY(!shown.session.range());
    QVERIFY(!shown.session.selection().none());
    QVERIFY(shown.view.peel());
    QVERIFY(shown.session.selection().none());
    QVERIFY(!shown.view.peel());
}

void TestTimeline::copyTakesTheRangesStatistics() {
    ShownTimeline shown;
    shown.session.setRange(TimeRange{900us, 3'900us});
    shown.key(Qt::Key_C, Qt::ControlModifier);
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.contains(QStringLiteral("ΔT 3 ms")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("github.com/a/b/c")), qPrintable(text));
}

void TestTimeline::aStartupWithoutSpansCanBeShown() {
    ShownTimeline shown;
    shown.session.setDocument(
        test::loadedLog("     19295:\truntime linker statistics:\n"
                        "     19295:\t  total startup time in dynamic loader: 125642 cycles\n"));
    shown.settle();
    for (const Qt::Key key : {Qt::Key_Period, Qt::Key_Comma, Qt::Key_F, Qt::Key_R, Qt::Key_W, Qt::Key_0})
        shown.key(key);
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {}, shown.plot().lanesRect().center());
    QVERIFY(shown.session.selection().none());
}

void TestTimeline::lanesStartAtTheTopWhenFirstShownInALowWindow() {
    Session session;
    QStackedWidget views;
    auto* other = new QWidget(&views);
    auto* view = new TimelineView(session, &views);
    view->setTheme(lightTheme());
    views.addWidget(other);
    views.addWidget(view);
    views.resize(500, 400);
    views.show();
    session.setDocument(*loadFile(test::dataFile("logs/rclone-1.75.2.gc.log")));
    QCoreApplication::processEvents();
    views.setCurrentWidget(view);
    QCoreApplication::processEvents();
    QCOMPARE(view->plot().layout().scroll(), 0.0);
    QCOMPARE(view->plot().layout().placed().front().lane, (LaneRef{0}));
    QCOMPARE(view->findChild<QScrollBar*>()->value(), 0);
    // Drawn, not only arranged: the phase's colour is on the screen.
    const QImage image = view->plot().grab().toImage();
    const QRgb phase = lightTheme().classes[static_cast<std::size_t>(ColourClass::PackageInit)] & 0xffffffU;
    bool drawn = false;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            drawn = drawn || (image.pixel(x, y) & 0xffffffU) == phase;
    QVERIFY(drawn);
}

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
