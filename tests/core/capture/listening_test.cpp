#include "capture/listening.h"

#include "capture/programprocess.h"
#include "capture/tscclock.h"

#include <cstdlib>
#include <gmock/gmock.h>

namespace rt0::capture {
namespace {

using testing::Contains;
using testing::Not;
using testing::StartsWith;

TEST(SocketAddress, readsTheKernelsTables) {
    EXPECT_EQ(socketAddress("0100007F:1F90"), "127.0.0.1:8080");
    EXPECT_EQ(socketAddress("00000000:0050"), "0.0.0.0:80");
    EXPECT_EQ(socketAddress("00000000000000000000000000000000:1F90"), "[::]:8080");
    EXPECT_EQ(socketAddress("00000000000000000000000001000000:1F90"), "[0:0:0:0:0:0:0:1]:8080");
    EXPECT_EQ(socketAddress("no address"), "no address");
}

TEST(ChangedEnvironment, setsReplacesAndRemoves) {
    setenv("RT0SCOPE_OLD", "1", 1);
    setenv("RT0SCOPE_GONE", "1", 1);
    const auto variables =
        changedEnvironment({"RT0SCOPE_OLD=2", "RT0SCOPE_GONE", "RT0SCOPE_NEW=a=b", "RT0SCOPE_OLD=3"});
    EXPECT_THAT(variables, Contains("RT0SCOPE_OLD=3"));
    EXPECT_THAT(variables, Not(Contains("RT0SCOPE_OLD=2")));
    EXPECT_THAT(variables, Contains("RT0SCOPE_NEW=a=b"));
    EXPECT_THAT(variables, Not(Contains(StartsWith("RT0SCOPE_GONE"))));
    EXPECT_THAT(variables, Contains(StartsWith("PATH=")));
    unsetenv("RT0SCOPE_OLD");
    unsetenv("RT0SCOPE_GONE");
}

TEST(TscClock, drawsAStraightLine) {
    const TscClock clock({1'000, 500}, {3'000, 1'500}); // 2 GHz
    EXPECT_DOUBLE_EQ(clock.hertz(), 2e9);
    EXPECT_EQ(clock.nanoseconds(1'000), 500);
    EXPECT_EQ(clock.nanoseconds(2'000), 1'000);
    EXPECT_EQ(clock.nanoseconds(0), 0) << "before the first moment, too";
}

} // namespace
} // namespace rt0::capture
