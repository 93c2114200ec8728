#include "analysis/blame.h"

#include "core/analysis/startups.h"
#include "timeline/runstatistics.h"

#include <gmock/gmock.h>
#include <limits>

namespace rt0 {
namespace {

using test::init;
using test::startupOf;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Blame, RanksByTheMiddleOfTheDurationAndKeepsTiesInOrder) {
    const Startup startup =
        startupOf({init("a", 0, 5), init("b", 10, 7), init("c", 20, 5), init("d", 30, 0)});
    EXPECT_THAT(blameOrder(startup, BlameBy::Time), ElementsAre(1, 0, 2, 3));
}

TEST(Blame, RanksByBytesAndByAllocations) {
    Startup startup = startupOf({init("a", 0, 5), init("b", 10, 7), init("c", 20, 5)});
    startup.inits[0].bytes = 10;
    startup.inits[2].bytes = 20;
    startup.inits[1].allocs = 1;
    EXPECT_THAT(blameOrder(startup, BlameBy::Bytes), ElementsAre(2, 0, 1));
    EXPECT_THAT(blameOrder(startup, BlameBy::Allocs), ElementsAre(1, 0, 2));
}

TEST(Blame, ALargerWidthOfTheBoundsCountsByItsMiddle) {
    Startup startup = startupOf({init("known", 0, 10), init("vague", 20, 0)});
    startup.inits[1].duration = test::us(0, 30);
    EXPECT_THAT(blameOrder(startup, BlameBy::Time), ElementsAre(1, 0));
}

TEST(Blame, TakesTheMedianOfARecordingAndNotTheDrawnRun) {
    using namespace std::chrono_literals;
    Startup startup = startupOf({init("a", 0, 5), init("b", 10, 7)});
    for (PackageInit& init : startup.inits)
        init.duration = TimeBounds::exactly(init.duration.lo);
    startup.inits[0].overRuns = statisticsOf({8us, 9us, 20us});
    startup.inits[1].overRuns = statisticsOf({6us, 6us, 7us});
    EXPECT_THAT(blameOrder(startup, BlameBy::Time), ElementsAre(0, 1));
    EXPECT_EQ(initTotals(startup).selfTime, TimeBounds::exactly(15us)) << "known to the nanosecond";
    EXPECT_NEAR(shareOf(startup.inits[0], initTotals(startup), BlameBy::Time), 0.6, 1e-3);
}

TEST(Blame, NoInitsMakeNoOrderAndZeroTotals) {
    const Startup none;
    EXPECT_THAT(blameOrder(none, BlameBy::Time), IsEmpty());
    EXPECT_EQ(initTotals(none).count, 0U);
    EXPECT_EQ(initElapsed(none), std::nullopt);
}

TEST(Blame, SelfTimeIsTheSumAndElapsedHoldsTheGaps) {
    const Startup startup = startupOf({init("a", 0, 5), init("b", 100, 7)});
    EXPECT_EQ(initTotals(startup).selfTime, test::us(12, 14));
    EXPECT_EQ(initElapsed(startup), test::us(106, 109));
}

TEST(Blame, ElapsedOfASingleInitIsItsDuration) {
    EXPECT_EQ(initElapsed(startupOf({init("main", 3, 9)})), test::us(9, 10));
}

TEST(Blame, SumsOfHostileNumbersStopAtTheLargestValue) {
    Startup startup = startupOf({init("a", 0, 5), init("b", 1, 5)});
    for (PackageInit& each : startup.inits) {
        each.duration = {Nanoseconds::max() - Nanoseconds(1), Nanoseconds::max()};
        each.bytes = std::numeric_limits<std::uint64_t>::max();
    }
    EXPECT_EQ(initTotals(startup).selfTime.hi, Nanoseconds::max());
    EXPECT_EQ(initTotals(startup).bytes, std::numeric_limits<std::uint64_t>::max());
}

TEST(Blame, SharesAreWithinZeroAndOne) {
    Startup startup = startupOf({init("a", 0, 30), init("b", 40, 10)});
    const InitTotals totals = initTotals(startup);
    EXPECT_NEAR(shareOf(startup.inits[0], totals, BlameBy::Time), 0.75, 0.01);
    EXPECT_EQ(shareOf(startup.inits[0], totals, BlameBy::Bytes), 0);
}

} // namespace
} // namespace rt0
