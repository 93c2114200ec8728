#include "capture/cpuaccount.h"

#include <chrono>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace rt0::capture {
namespace {

TEST(CpuAccount, TellsWhenAThreadStoppedThatDidNotBlock) {
    const CpuAccount before{1000, 200, 5};
    EXPECT_EQ(stopTime(before, {51'000, 30'200, 6}, 1'000'000, 9'000'000), 1'080'000);
    EXPECT_EQ(stopTime(before, {51'000, 30'200, 6}, 1'000'000, 1'050'000), 1'050'000)
        << "not behind the stop";
    EXPECT_EQ(stopTime(before, {51'000, 30'200, 7}, 1'000'000, 9'000'000), 9'000'000) << "it blocked";
    EXPECT_EQ(stopTime(before, {}, 1'000'000, 9'000'000), 9'000'000);
    EXPECT_EQ(stopTime({}, {51'000, 30'200, 6}, 1'000'000, 9'000'000), 9'000'000);
}

TEST(CpuAccount, CountsWorkAndBlocking) {
    const int schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    if (schedstat < 0)
        GTEST_SKIP() << "a kernel without CONFIG_SCHED_INFO";
    const CpuAccount before = ownCpuAccount(schedstat);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    while (ownCpuAccount(schedstat).ranNs < before.ranNs + 1'000'000) {
    }
    const CpuAccount after = ownCpuAccount(schedstat);
    close(schedstat);
    ASSERT_TRUE(before.known() && after.known());
    EXPECT_GT(after.blocked, before.blocked);
    EXPECT_GE(after.waitedNs, before.waitedNs);
    EXPECT_TRUE(cpuAccountOf(getpid()).known());
}

} // namespace
} // namespace rt0::capture
