#include "analysis/gccost.h"

#include "core/analysis/startups.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

using test::gcCycle;
using test::init;
using test::startupOf;

TEST(GcCost, SumsTheCyclesThatBeganDuringPackageInit) {
    Startup startup = startupOf({init("a", 0, 4000), init("b", 5000, 15000)});
    startup.gcCycles = {gcCycle(1, 2), gcCycle(2, 9), gcCycle(3, 30)};
    const GcCost cost = gcCost(startup);
    EXPECT_EQ(cost.cycles, (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(cost.certainCycles, 2U);
    EXPECT_EQ(cost.stw, test::us(300, 304));
    EXPECT_EQ(cost.mark, test::us(4000, 4002));
    EXPECT_EQ(cost.assistCpu, test::us(20, 22));
    EXPECT_EQ(cost.maxGoalMb, 4U);
}

TEST(GcCost, ACycleWhoseStartMayLieBehindTheLastInitIsCountedAsPossible) {
    Startup startup = startupOf({init("a", 0, 9500)});
    startup.gcCycles = {gcCycle(1, 9)}; // began in [9, 10) ms
    const GcCost cost = gcCost(startup);
    EXPECT_EQ(cost.cycles.size(), 1U);
    EXPECT_EQ(cost.certainCycles, 0U);
    EXPECT_EQ(cost.stw, test::us(0, 152));
    EXPECT_EQ(cost.mark, test::us(0, 2001));
    EXPECT_EQ(cost.assistCpu, test::us(0, 11));
}

TEST(GcCost, WithoutInitsEveryCycleCounts) {
    Startup startup;
    startup.gcCycles = {gcCycle(1, 2), gcCycle(2, 2000)};
    const GcCost cost = gcCost(startup);
    EXPECT_FALSE(cost.initsKnown);
    EXPECT_EQ(cost.cycles.size(), 2U);
    EXPECT_EQ(cost.certainCycles, 2U);
}

TEST(GcCost, APauseWithinALongInitInterruptedItForCertain) {
    Startup startup = startupOf({init("a", 0, 1000), init("b", 1500, 20000), init("c", 22000, 10)});
    startup.gcCycles = {gcCycle(1, 9)};
    const GcCost cost = gcCost(startup);
    ASSERT_EQ(cost.pauses.size(), 2U);
    EXPECT_EQ(cost.pauses[0].certain, (InitRange{1, 2}));
    EXPECT_EQ(cost.pauses[0].possible, (InitRange{1, 2}));
    EXPECT_EQ(cost.pauses[1].certain, (InitRange{1, 2}));
}

TEST(GcCost, APauseKnownToTheMillisecondPossiblyInterruptedEveryShortInitOfThatMillisecond) {
    Startup startup =
        startupOf({init("a", 2000, 100), init("b", 2300, 100), init("c", 2600, 100), init("d", 9000, 10)});
    startup.gcCycles = {gcCycle(1, 2)};
    const GcCost cost = gcCost(startup);
    EXPECT_EQ(cost.pauses[0].possible, (InitRange{0, 3}));
    EXPECT_TRUE(cost.pauses[0].certain.empty());
    EXPECT_TRUE(cost.pauses[1].possible.empty());
}

} // namespace
} // namespace rt0
