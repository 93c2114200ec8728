#include "timeline/lanelayout.h"

#include <QtTest>

using namespace rt0;
using namespace rt0::ui;

namespace {

LaneModel threeLanes() {
    LaneModel model;
    for (const LaneKind kind : {LaneKind::Phases, LaneKind::Inits, LaneKind::Heap})
        model.lanes.push_back({kind, "lane", {}, std::nullopt, {}});
    return model;
}

} // namespace

class TestLaneLayout : public QObject {
    Q_OBJECT

private slots:
    void init() { layout.setLanes(threeLanes()); }
    void lanesFollowEachOtherWithoutGaps();
    void lanesGrowWhereThereIsRoom();
    void scrollingStopsAtBothEnds();
    void pinnedLanesStayOnTopAndWinThePointer();
    void revealScrollsNoFurtherThanNeeded();

private:
    LaneLayout layout;
};

void TestLaneLayout::lanesFollowEachOtherWithoutGaps() {
    layout.setViewport(layout.contentHeight());
    const auto placed = layout.placed();
    QCOMPARE(placed.size(), 3U);
    QCOMPARE(placed[0].top, 0.0);
    QCOMPARE(placed[1].top, placed[0].bottom());
    QCOMPARE(placed[2].bottom(), layout.contentHeight());
    QVERIFY(!layout.at(layout.contentHeight() + 1));
}

void TestLaneLayout::lanesGrowWhereThereIsRoom() {
    layout.setViewport(layout.contentHeight() * 1.2);
    QVERIFY(qFuzzyCompare(layout.placed().back().bottom(), layout.contentHeight() * 1.2));
    QCOMPARE(layout.maximumScroll(), 0.0);
}

void TestLaneLayout::scrollingStopsAtBothEnds() {
    layout.setViewport(50);
    layout.setScroll(-20);
    QCOMPARE(layout.scroll(), 0.0);
    layout.setScroll(1e9);
    QCOMPARE(layout.scroll(), layout.contentHeight() - 50);
}

void TestLaneLayout::pinnedLanesStayOnTopAndWinThePointer() {
    layout.setViewport(80);
    layout.togglePinned({2});
    layout.setScroll(30);
    QCOMPARE(layout.placed().front().lane, (LaneRef{2}));
    QCOMPARE(layout.at(1)->lane, (LaneRef{2}));
    layout.togglePinned({2});
    QVERIFY(!layout.pinned({2}));
    layout.togglePinned({99}); // there is no such lane
    QVERIFY(!layout.pinned({99}));
}

void TestLaneLayout::revealScrollsNoFurtherThanNeeded() {
    layout.setViewport(70);
    layout.reveal({2});
    QCOMPARE(layout.placed().back().bottom(), 70.0);
    layout.reveal({2});
    QCOMPARE(layout.placed().back().bottom(), 70.0);
    layout.reveal({0});
    QCOMPARE(layout.scroll(), 0.0);
}

QTEST_APPLESS_MAIN(TestLaneLayout)
#include "tst_lanelayout.moc"
