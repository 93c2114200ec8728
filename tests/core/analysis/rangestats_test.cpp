#include "analysis/rangestats.h"
#include "readlog.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;

Startup startup() {
    return test::startupOfLog("init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
                              "init a @1.0 ms, 0.50 ms clock, 100 bytes, 1 allocs\n"
                              "init b @2.0 ms, 0.80 ms clock, 200 bytes, 2 allocs\n"
                              "init c @4.0 ms, 0.10 ms clock, 400 bytes, 4 allocs\n"
                              "gc 1 @0.007s 7%: 0.45+0.4+0.075 ms clock, 0.90+0.48/1.5/0.79+0.15 ms cpu, "
                              "3->4->2 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n");
}

TEST(RangeStats, CountsWhatLiesWhollyInsideAndWhatIsTouched) {
    const RangeStats stats = rangeStats(startup(), {900us, 2'400us});
    EXPECT_EQ(stats.initsInside, 1U);
    EXPECT_EQ(stats.initsTouched, 2U);
    EXPECT_EQ(stats.bytes, 100U);
    EXPECT_EQ(stats.allocs, 1U);
    EXPECT_EQ(stats.gcCyclesPossible, 0U);
}

TEST(RangeStats, AnInitWhollyInsideCountsWithItsOwnDuration) {
    const RangeStats stats = rangeStats(startup(), {900us, 1'900us});
    EXPECT_EQ(stats.initTime, (TimeBounds{500us, 510us}));
}

TEST(RangeStats, AnInitCutByTheRangeCountsWithWhatItsBoundsAllow) {
    // b starts in [2.0, 2.1) and lasts [0.80, 0.81): of 2.0..2.4 it fills between 0.3 and 0.4 ms.
    const RangeStats stats = rangeStats(startup(), {2'000us, 2'400us});
    EXPECT_GE(stats.initTime.lo, 290us);
    EXPECT_LE(stats.initTime.hi, 400us);
    EXPECT_TRUE(stats.initTime.lo <= stats.initTime.hi);
}

TEST(RangeStats, NamesTheHeaviestFirst) {
    const Startup s = startup();
    const RangeStats stats = rangeStats(s, {0us, 100ms});
    ASSERT_EQ(stats.heaviest.size(), 4U);
    EXPECT_EQ(s.inits[stats.heaviest[0]].importPath, "b");
    EXPECT_EQ(s.inits[stats.heaviest[1]].importPath, "a");
    EXPECT_EQ(stats.gcCyclesCertain, 0U) << "its start is known to the millisecond only, and it is shorter";
    EXPECT_EQ(stats.gcCyclesPossible, 1U);
    EXPECT_EQ(stats.stw, (TimeBounds{525us, 536us}));
}

TEST(RangeStats, AnInitIsWhollyInsideTheRangeThatIsMadeOfIt) {
    const Startup s = startup();
    const RangeStats stats = rangeStats(s, s.inits[2].drawn);
    EXPECT_EQ(stats.initsInside, 1U);
    EXPECT_EQ(stats.initTime, s.inits[2].duration);
}

TEST(RangeStats, APauseOutsideTheRangeDoesNotCount) {
    const RangeStats stats = rangeStats(startup(), {0us, 6ms});
    EXPECT_EQ(stats.stw, TimeBounds{});
    EXPECT_EQ(stats.gcCyclesPossible, 0U);
}

TEST(RangeStats, NothingInAnEmptyStretch) {
    const RangeStats stats = rangeStats(startup(), {50ms, 60ms});
    EXPECT_EQ(stats.initsTouched, 0U);
    EXPECT_EQ(stats.initTime, TimeBounds{});
}

} // namespace
} // namespace rt0
