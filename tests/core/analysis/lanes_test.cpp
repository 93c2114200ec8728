#include "analysis/lanes.h"
#include "readlog.h"
#include "support/smalllog.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace rt0 {
namespace {

const Lane& laneTitled(const LaneModel& model, std::string_view title) {
    const auto found =
        std::find_if(model.lanes.begin(), model.lanes.end(), [&](auto& l) { return l.title == title; });
    EXPECT_NE(found, model.lanes.end()) << title;
    return *found;
}

std::size_t spansIn(const LaneModel& model, const Lane& lane) {
    const SpanStore& store = model.sources[lane.row->source].index().store();
    return store.endOf(lane.row->row) - store.firstOf(lane.row->row);
}

TEST(Lanes, EveryInitHasASpanInTheLaneOfAllInitsAndInItsGroups) {
    const Startup startup = test::startupOfLog(test::kSmallLog);
    const LaneModel model = arrangeLanes(startup);
    EXPECT_EQ(spansIn(model, laneTitled(model, "Package inits")), 5U);
    EXPECT_EQ(spansIn(model, laneTitled(model, "github.com/a/b")), 2U);
    EXPECT_EQ(spansIn(model, laneTitled(model, "std")), 2U);
    EXPECT_EQ(spansIn(model, laneTitled(model, "main")), 1U);
}

TEST(Lanes, ASpanNamesItsInit) {
    const Startup startup = test::startupOfLog(test::kSmallLog);
    const LaneModel model = arrangeLanes(startup);
    const Lane& lane = laneTitled(model, "github.com/a/b");
    const SpanStore& store = model.sources[0].index().store();
    EXPECT_EQ(startup.inits[store.item(store.firstOf(lane.row->row))].importPath, "github.com/a/b/c");
    EXPECT_EQ(store.span(store.firstOf(lane.row->row)).time, startup.inits[2].drawn);
    const auto ref = model.laneOfRow(*lane.row);
    ASSERT_TRUE(ref);
    EXPECT_EQ(&model.lanes[ref->lane], &lane);
}

TEST(Lanes, AGcCycleHasThreePartsAndTwoPauses) {
    const LaneModel model = arrangeLanes(test::startupOfLog(test::kSmallLog));
    EXPECT_EQ(spansIn(model, laneTitled(model, "GC cycles")), 3U);
    EXPECT_EQ(spansIn(model, laneTitled(model, "World stopped")), 2U);
}

TEST(Lanes, AllocatedBytesAddUpToTheSumOfAllInits) {
    const LaneModel model = arrangeLanes(test::startupOfLog(test::kSmallLog));
    const Lane& lane = laneTitled(model, "Allocated by inits");
    ASSERT_EQ(lane.curves.size(), 1U);
    EXPECT_EQ(lane.curves[0].points.back().value, 4096 + 1024 + 512);
}

TEST(Lanes, HomeHoldsEverythingWithAMargin) {
    const Startup startup = test::startupOfLog(test::kSmallLog);
    const LaneModel model = arrangeLanes(startup);
    EXPECT_LT(model.home.begin, startup.inits.front().drawn.begin);
    EXPECT_GT(model.home.end, startup.inits.back().drawn.end);
}

TEST(Lanes, AStartupKnownByItsLoaderOnlyStillHasAPhasesLane) {
    const Startup startup =
        test::startupOfLog("     19295:\truntime linker statistics:\n"
                           "     19295:\t  total startup time in dynamic loader: 125642 cycles\n");
    const LaneModel model = arrangeLanes(startup);
    ASSERT_EQ(model.lanes.size(), 1U);
    EXPECT_EQ(model.lanes[0].kind, LaneKind::Phases);
    EXPECT_FALSE(model.home.empty());
}

} // namespace
} // namespace rt0
