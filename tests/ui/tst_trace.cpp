#include "details/detailspane.h"
#include "details/tracedetails.h"
#include "support.h"
#include "text.h"
#include "timeline/finder.h"
#include "timeline/timelineoverlay.h"
#include "timeline/timelineplot.h"
#include "timeline/timelineview.h"
#include "timeline/tracelabels.h"
#include "timeline/tracequery.h"

#include <QClipboard>

using namespace rt0;
using namespace rt0::ui;

namespace {

/// The trace of a real web server's start in a shown timeline.
struct ShownTrace {
    Session session;
    TimelineView view{session};

    ShownTrace() {
        view.resize(1200, 800);
        view.show();
        const auto loaded = loadFile(test::dataFile("startup-pair/go127/server.trace"));
        if (!loaded)
            qFatal("%s", loaded.error().message().c_str());
        session.setDocument(*loaded);
        settle();
    }
    TimelinePlot& plot() { return view.plot(); }
    const ExecTrace& trace() { return *session.startup().trace; }
    void settle() {
        QCoreApplication::processEvents();
        plot().replot();
    }
    std::optional<PlacedLane> placed(LaneKind kind) {
        for (const PlacedLane& lane : plot().layout().placed())
            if (session.lanes().kindOf(lane.lane) == kind)
                return lane;
        return std::nullopt;
    }
    QPoint middle(const PlacedLane& lane, double x) {
        return {qRound(x), qRound(plot().lanesRect().top() + lane.top + lane.height / 2)};
    }
    /// The longest span of the main goroutine in a state.
    SpanId mainSpan(TraceColour colour) {
        const SpanStore& store = trace().spans->store();
        const RowId row = trace().rowOfGoroutine(mainGoroutine(trace()));
        SpanId best = kNoSpan;
        for (SpanId span = store.firstOf(row); span < store.endOf(row); ++span)
            if (store.colour(span) == static_cast<std::uint8_t>(colour) &&
                (best == kNoSpan || store.span(span).time.length() > store.span(best).time.length()))
                best = span;
        return best;
    }
};

} // namespace

class TestTrace : public QObject {
    Q_OBJECT

private slots:
    void aClickOnAGoroutinesStateSelectsIt();
    void theTriangleShowsAGroupsGoroutines();
    void eExpandsTheLaneOfTheSelection();
    void periodStepsThroughTheStatesOfAGoroutine();
    void aFoundGoroutineIsShownInItsExpandedGroup();
    void detailsSayWhoWokeTheGoroutineAndLeadThere();
    void linksToNothingAreNotFollowed();
    void arrowsShowWhoWokeTheSelectedWait();
    void aRangeAddsUpWhatGoroutinesDid();
    void gShowsTheInitPhaseAndThenMainOrSaysWhyNot();
    void manyGoroutinesCostNoMoreThanTheVisibleOnes();
};

void TestTrace::aClickOnAGoroutinesStateSelectsIt() {
    ShownTrace shown;
    const SpanId span = shown.mainSpan(TraceColour::Waiting);
    QVERIFY(span != kNoSpan);
    shown.session.select({Selection::Kind::TraceSpan, span});
    shown.view.focusSelection();
    shown.view.focusSelection();
    const TimeRange time = *shown.session.selectedTime();
    shown.session.select({});
    shown.settle();
    const auto lane = shown.plot().laneOfGoroutine(mainGoroutine(shown.trace()));
    QVERIFY(lane);
    const QPoint at =
        shown.middle(*shown.plot().layout().place(*lane), shown.plot().xOf(time.begin + time.length() / 2));
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {}, at);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::TraceSpan, span}));
}

void TestTrace::theTriangleShowsAGroupsGoroutines() {
    ShownTrace shown;
    std::optional<LaneRef> group;
    const LaneModel& model = shown.session.lanes();
    for (std::uint32_t i = 0; i < model.lanes.size() && !group; ++i)
        if (model.lanes[i].kind == LaneKind::Goroutines)
            group = LaneRef{i};
    QVERIFY(group);
    shown.plot().setScroll(0);
    const double height = shown.plot().layout().contentHeight();
    auto layout = shown.plot().layout();
    layout.reveal(*group);
    shown.plot().setScroll(layout.scroll());
    shown.settle();
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {},
                      shown.middle(*shown.plot().layout().place(*group), 13));
    QVERIFY(shown.plot().layout().expanded(group->lane));
    QVERIFY(shown.plot().layout().contentHeight() > height);
    QTest::mouseClick(&shown.plot(), Qt::LeftButton, {},
                      shown.middle(*shown.plot().layout().place(*group), 13));
    QCOMPARE(shown.plot().layout().contentHeight(), height);
}

void TestTrace::eExpandsTheLaneOfTheSelection() {
    ShownTrace shown;
    const TraceGroup* many = nullptr;
    for (const TraceGroup& group : shown.trace().groups)
        if (group.members.size() > 1)
            many = &group;
    QVERIFY(many != nullptr);
    shown.session.select({Selection::Kind::Goroutine, many->members.back()});
    const auto lane = shown.plot().laneOfGoroutine(many->members.back());
    QVERIFY(lane && lane->isChild()); // revealing it expanded its group
    shown.view.toggleExpanded();
    QVERIFY(!shown.plot().laneOfGoroutine(many->members.back())->isChild());
    QVERIFY(!shown.plot().overlay().selectionRects.empty()); // shown where the group is
}

void TestTrace::periodStepsThroughTheStatesOfAGoroutine() {
    ShownTrace shown;
    const exectrace::Index main = mainGoroutine(shown.trace());
    const SpanId first = shown.trace().spans->store().firstOf(shown.trace().rowOfGoroutine(main));
    QTest::keyClick(&shown.view, Qt::Key_Period);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::TraceSpan, first}));
    QTest::keyClick(&shown.view, Qt::Key_Period);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::TraceSpan, first + 1}));
    QTest::keyClick(&shown.view, Qt::Key_Comma);
    QTest::keyClick(&shown.view, Qt::Key_Comma);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::TraceSpan, first}));
}

void TestTrace::aFoundGoroutineIsShownInItsExpandedGroup() {
    ShownTrace shown;
    const exectrace::Index main = mainGoroutine(shown.trace());
    const QString name = toQString(shown.trace().goroutineName(main)).toUpper();
    const auto found = findAll(shown.session.startup(), name);
    QVERIFY(std::find(found.begin(), found.end(), Selection{Selection::Kind::Goroutine, main}) !=
            found.end());
    const auto byId = findAll(shown.session.startup(), QStringLiteral("goroutine 1"));
    QCOMPARE(byId.front(), (Selection{Selection::Kind::Goroutine, main}));
    QVERIFY(findAll(shown.session.startup(), QStringLiteral("no such thing")).empty());
    const auto many = std::find_if(shown.trace().groups.begin(), shown.trace().groups.end(),
                                   [](const TraceGroup& group) { return group.members.size() > 1; });
    QVERIFY(many != shown.trace().groups.end());
    shown.session.select({Selection::Kind::Goroutine, many->members.back()});
    shown.view.showSelection();
    QVERIFY(shown.plot().laneOfGoroutine(many->members.back())->isChild());
}

void TestTrace::detailsSayWhoWokeTheGoroutineAndLeadThere() {
    ShownTrace shown;
    DetailsPane pane(shown.session);
    QSignalSpy jumped(&pane, &DetailsPane::jumped);
    const SpanId span = shown.mainSpan(TraceColour::Waiting);
    shown.session.select({Selection::Kind::TraceSpan, span});
    QVERIFY2(pane.toPlainText().contains(QStringLiteral("waiting")), qPrintable(pane.toPlainText()));
    QVERIFY(pane.toPlainText().contains(QStringLiteral("Source: execution trace")));
    emit pane.anchorClicked(QUrl(QStringLiteral("goroutine:0")));
    QCOMPARE(jumped.count(), 1);
    QCOMPARE(shown.session.selection(), (Selection{Selection::Kind::Goroutine, 0}));
}

void TestTrace::linksToNothingAreNotFollowed() {
    ShownTrace shown;
    for (const char* link :
         {"goroutine:99999999", "span:4294967295", "span:", "goroutine:-1", "http://x", ""})
        QVERIFY(!selectionOfLink(shown.session.lanes(), QString::fromLatin1(link)));
}

void TestTrace::arrowsShowWhoWokeTheSelectedWait() {
    ShownTrace shown;
    const ExecTrace& trace = shown.trace();
    const SpanStore& store = trace.spans->store();
    // Some state that another goroutine caused.
    for (exectrace::Index g = 0; g < trace.goroutines.size(); ++g) {
        for (SpanId span = store.firstOf(trace.rowOfGoroutine(g));
             span < store.endOf(trace.rowOfGoroutine(g)); ++span) {
            const auto cause = causeOf(trace, g, span);
            if (!cause || trace.goroutines[cause->from].group == trace.goroutines[g].group)
                continue;
            shown.session.select({Selection::Kind::TraceSpan, span});
            shown.session.setVisible(trace.extent());
            shown.settle();
            QVERIFY(!shown.plot().overlay().arrows.empty());
            QVERIFY(shown.plot().overlay().arrows.back().selected);
            return;
        }
    }
    QFAIL("no goroutine woke another one");
}

void TestTrace::aRangeAddsUpWhatGoroutinesDid() {
    ShownTrace shown;
    DetailsPane pane(shown.session);
    shown.session.setRange(shown.session.lanes().home);
    QVERIFY2(pane.toPlainText().contains(QStringLiteral("Runnable (waiting for a P)")),
             qPrintable(pane.toPlainText()));
    QTest::keyClick(&shown.view, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("World stopped")));
}

void TestTrace::gShowsTheInitPhaseAndThenMainOrSaysWhyNot() {
    ShownTrace shown;
    const auto phase = findInitPhase(shown.session.startup());
    const TimeRange before = shown.session.visible();
    QTest::keyClick(&shown.view, Qt::Key_G);
    if (!phase) {
        QCOMPARE(shown.session.visible(), before);
        return;
    }
    QVERIFY(shown.session.visible().begin <= phase->time.begin);
    QVERIFY(shown.session.visible().end >= phase->time.end);
    const TimeRange whole = shown.session.visible();
    QTest::keyClick(&shown.view, Qt::Key_G);
    QVERIFY(shown.session.visible().contains(phase->mainBegin.middle()));
    QVERIFY(shown.session.visible() != whole);
    QTest::keyClick(&shown.view, Qt::Key_G);
    QCOMPARE(shown.session.visible(), whole);
}

void TestTrace::manyGoroutinesCostNoMoreThanTheVisibleOnes() {
    LaneModel model;
    Lane lane;
    lane.kind = LaneKind::Goroutines;
    lane.childKind = LaneKind::Goroutine;
    lane.children.resize(1'000'000);
    model.lanes.assign(3, lane);
    LaneLayout layout;
    layout.setLanes(model);
    layout.setViewport(1000);
    layout.setExpanded(1, true);
    layout.reveal({1, 777'777});
    QVERIFY(layout.placed().size() < 60);
    QCOMPARE(layout.placed().back().lane, (LaneRef{1, 777'777}));
    layout.togglePinned({1, 777'770});
    QCOMPARE(layout.placed().front().lane, (LaneRef{1, 777'770}));
    for (const PlacedLane& placed : layout.placed())
        QVERIFY(placed.pinned || placed.lane != (LaneRef{1, 777'770}));
    layout.setExpanded(1, false);
    QCOMPARE(layout.placed().size(), 3U);
}

QTEST_MAIN(TestTrace)
#include "tst_trace.moc"
