#include "layout/layouthelper.h"
#include "layout/layoutwire.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace rt0::layout {
namespace {

using testing::HasSubstr;

Result<LaidOutGraph> laidOut(const GraphDrawing& drawing, const std::stop_token& stop = {}) {
    return layoutInHelper(drawing, stop, {}, RT0SCOPE_LAYOUT_HELPER);
}

GraphDrawing chainOf(std::uint32_t count) {
    GraphDrawing drawing;
    drawing.nodes.assign(count, {80, 20});
    for (std::uint32_t i = 1; i < count; ++i)
        drawing.edges.push_back({i - 1, i});
    return drawing;
}

/// Each node has edges to some of those behind it: `dot` takes minutes for it without limits.
GraphDrawing tangleOf(std::uint32_t count) {
    GraphDrawing drawing;
    drawing.nodes.assign(count, {80, 20});
    std::uint32_t random = 1;
    for (std::uint32_t i = 0; i + 1 < count; ++i)
        for (int k = 0; k < 8; ++k) {
            random = random * 1664525 + 1013904223;
            drawing.edges.push_back({i, i + 1 + (random >> 8U) % (count - i - 1)});
        }
    return drawing;
}

TEST(Layout, PlacesAChainDownwards) {
    const GraphDrawing drawing = chainOf(3);
    const auto layout = laidOut(drawing);
    ASSERT_TRUE(layout) << layout.error().message();
    ASSERT_EQ(layout->nodes.size(), 3U);
    EXPECT_LT(layout->nodes[0].y + 20, layout->nodes[1].y);
    EXPECT_LT(layout->nodes[1].y + 20, layout->nodes[2].y);
    EXPECT_NEAR(layout->nodes[0].x, layout->nodes[2].x, 0.5);
    ASSERT_EQ(layout->edges.size(), 2U);
    ASSERT_EQ(layout->edges[0].size() % 3, 1U);
    // From the lower side of the one to the upper side of the other, through nothing between.
    EXPECT_NEAR(layout->edges[0].front().y, layout->nodes[0].y + 10, 1);
    EXPECT_NEAR(layout->edges[0].back().y, layout->nodes[1].y - 10, 1);
    EXPECT_GE(layout->height, layout->nodes[2].y + 10 - 0.5);
}

TEST(Layout, PlacesRightwardsInTheOrderGiven) {
    GraphDrawing drawing;
    drawing.options.direction = Direction::Right;
    drawing.options.keepOrder = true;
    drawing.nodes = {{80, 20}, {80, 20}, {80, 40}, {80, 20}};
    drawing.edges = {{0, 3}, {0, 2}, {0, 1}};
    const auto layout = laidOut(drawing);
    ASSERT_TRUE(layout);
    EXPECT_LT(layout->nodes[0].x + 80, layout->nodes[3].x);
    EXPECT_LT(layout->nodes[3].y + 30, layout->nodes[2].y + 0.5);
    EXPECT_LT(layout->nodes[2].y + 30, layout->nodes[1].y + 0.5);
}

TEST(Layout, DrawsClustersAroundTheirNodes) {
    GraphDrawing drawing = chainOf(4);
    drawing.clusters = {{{1, 2}}};
    drawing.sameRank = {{0}};
    const auto layout = laidOut(drawing);
    ASSERT_TRUE(layout);
    ASSERT_EQ(layout->clusters.size(), 1U);
    const Rect box = layout->clusters[0];
    EXPECT_LT(box.topLeft.y, layout->nodes[1].y - 10);
    EXPECT_GT(box.bottomRight.y, layout->nodes[2].y + 10);
    EXPECT_LT(layout->nodes[0].y, box.topLeft.y);
}

TEST(Layout, OfNothingIsNothing) {
    const auto layout = laidOut({});
    ASSERT_TRUE(layout);
    EXPECT_TRUE(layout->nodes.empty());
}

TEST(Layout, GivesTheSameEveryTimeAndSeveralAtOnce) {
    GraphDrawing drawing = tangleOf(60);
    drawing.options.placingEffort = 0.1;
    drawing.options.crossingEffort = 0.01;
    std::vector<Result<LaidOutGraph>> layouts(4, tl::unexpected(Error{}));
    {
        std::vector<std::jthread> threads;
        for (auto& layout : layouts)
            threads.emplace_back([&] { layout = laidOut(drawing); });
    }
    for (const auto& layout : layouts) {
        ASSERT_TRUE(layout) << layout.error().message();
        EXPECT_EQ(layout->nodes, layouts[0]->nodes);
        EXPECT_EQ(layout->edges, layouts[0]->edges);
    }
}

TEST(Layout, CanBeGivenUpWhileItRuns) {
    std::stop_source stop;
    std::jthread asks([&stop] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        stop.request_stop();
    });
    const auto begin = std::chrono::steady_clock::now();
    const auto layout = laidOut(tangleOf(1500), stop.get_token());
    ASSERT_FALSE(layout);
    EXPECT_THAT(layout.error().message(), HasSubstr("was stopped"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Layout, KeepsToItsTimeLimit) {
    const auto layout =
        layoutInHelper(tangleOf(1500), {}, {.time = std::chrono::milliseconds(50)}, RT0SCOPE_LAYOUT_HELPER);
    ASSERT_FALSE(layout);
    EXPECT_THAT(layout.error().message(), HasSubstr("1500 nodes"));
}

TEST(Layout, ACrashStaysInTheHelper) {
    setenv("RT0SCOPE_CRASH", "1", 1);
    const auto layout = laidOut(chainOf(2));
    unsetenv("RT0SCOPE_CRASH");
    ASSERT_FALSE(layout);
    EXPECT_THAT(layout.error().message(), HasSubstr("crashed"));
}

TEST(Layout, BytesComeBackAsTheyWere) {
    GraphDrawing drawing = tangleOf(20);
    drawing.options = {Direction::Right, Splines::Straight, 7, 8, true, 0.1, 0.01};
    drawing.clusters = {{{3, 4}}};
    drawing.sameRank = {{1, 2}};
    const auto back = unpackDrawing(packedDrawing(drawing));
    ASSERT_TRUE(back);
    EXPECT_EQ(packedDrawing(*back), packedDrawing(drawing));
    EXPECT_EQ(back->edges.size(), drawing.edges.size());
    EXPECT_EQ(back->options.rankGap, 8);
}

TEST(Layout, DamagedBytesAreRefused) {
    const GraphDrawing drawing = chainOf(3);
    const std::string bytes = packedDrawing(drawing);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(unpackDrawing(bytes.substr(0, length))) << length;
    EXPECT_FALSE(unpackDrawing(bytes + "x"));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(0xff);
        if (const auto read = unpackDrawing(changed)) {
            for (const DrawingEdge& edge : read->edges)
                EXPECT_LT(std::max(edge.from, edge.to), read->nodes.size());
        }
    }
    const auto layout = laidOut(drawing);
    ASSERT_TRUE(layout);
    EXPECT_TRUE(unpackLayout(packedLayout(*layout), drawing));
    EXPECT_FALSE(unpackLayout(packedLayout(*layout), chainOf(4))) << "of another drawing";
    EXPECT_FALSE(unpackLayout("", drawing));
}

} // namespace
} // namespace rt0::layout
