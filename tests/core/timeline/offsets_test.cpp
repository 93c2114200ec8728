#include "timeline/offsets.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;

TEST(Offsets, IntersectsIntervalsThatAgree) {
    const std::vector<TimeBounds> intervals{{0ns, 100ns}, {20ns, 300ns}, {-50ns, 80ns}};
    const Overlap overlap = largestOverlap(intervals);
    EXPECT_EQ(overlap.bounds, (TimeBounds{20ns, 80ns}));
    EXPECT_EQ(overlap.agreeing, 3U);
    EXPECT_EQ(overlap.earliest, 1U);
    EXPECT_EQ(overlap.latest, 2U);
}

TEST(Offsets, LeavesOutAsFewAsPossible) {
    const std::vector<TimeBounds> intervals{{0ns, 10ns}, {5ns, 20ns}, {500ns, 600ns}, {6ns, 8ns}, {9ns, 9ns}};
    const Overlap overlap = largestOverlap(intervals);
    EXPECT_EQ(overlap.bounds, (TimeBounds{6ns, 8ns}));
    EXPECT_EQ(overlap.agreeing, 3U);
}

TEST(Offsets, DoesNotJoinIntervalsThatOnlyTouch) {
    const std::vector<TimeBounds> intervals{{0ns, 10ns}, {10ns, 20ns}};
    EXPECT_EQ(largestOverlap(intervals).agreeing, 1U);
    EXPECT_EQ(largestOverlap(intervals).bounds, intervals[0]);
}

TEST(Offsets, AreUnboundedWithoutIntervals) {
    EXPECT_EQ(largestOverlap({}).bounds, (TimeBounds{-kUnbounded, kUnbounded}));
    EXPECT_EQ(largestOverlap({}).agreeing, 0U);
}

} // namespace
} // namespace rt0
