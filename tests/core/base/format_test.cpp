#include "base/format.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;

TEST(FormatDuration, KeepsThreeDigitsInTheUnitThatReadsBest) {
    EXPECT_EQ(formatDuration(0ns), "0 ns");
    EXPECT_EQ(formatDuration(850ns), "850 ns");
    EXPECT_EQ(formatDuration(12'345ns), "12.3 µs");
    EXPECT_EQ(formatDuration(3'141'593ns), "3.14 ms");
    EXPECT_EQ(formatDuration(999'700ns), "1 ms");
    EXPECT_EQ(formatDuration(1'250ms), "1.25 s");
    EXPECT_EQ(formatDuration(125s), "2 min 5 s");
    EXPECT_EQ(formatDuration(-1'500us), "−1.5 ms");
}

TEST(FormatTime, ShowsAsManyDigitsAsTheResolutionTellsApart) {
    EXPECT_EQ(formatTime(12'345'678ns, 1us), "12.346 ms");
    EXPECT_EQ(formatTime(12'345'678ns, 1ms), "12 ms");
    EXPECT_EQ(formatTime(0ns, 1ms), "0 ms");
    EXPECT_EQ(formatTime(500us, 100us, 20ms), "0.5 ms") << "labels of one axis share their unit";
}

TEST(FormatBounds, NeverTurnsAnIntervalIntoAPoint) {
    EXPECT_EQ(formatBounds({3'100us, 3'200us}), "3.1–3.2 ms");
    EXPECT_EQ(formatBounds({0ns, 1us}), "< 1 µs");
    EXPECT_EQ(formatBounds({15ms, 16ms}), "15–16 ms");
    EXPECT_EQ(formatBounds({5us, 6us}), "5–6 µs");
    EXPECT_EQ(formatBounds({990us, 1000us}), "0.99–1 ms");
    EXPECT_EQ(formatBounds(TimeBounds::exactly(7us)), "7 µs");
}

TEST(FormatBytes, UsesPowersOfAThousand) {
    EXPECT_EQ(formatBytes(0), "0 B");
    EXPECT_EQ(formatBytes(999), "999 B");
    EXPECT_EQ(formatBytes(12'816), "12.8 kB");
    EXPECT_EQ(formatBytes(4'900'000), "4.9 MB");
    EXPECT_EQ(formatBytes(UINT64_MAX), "18.4 EB");
}

TEST(FormatCount, GroupsByThousands) {
    EXPECT_EQ(formatCount(0), "0");
    EXPECT_EQ(formatCount(999), "999");
    EXPECT_EQ(formatCount(1'000), "1,000");
    EXPECT_EQ(formatCount(225'921), "225,921");
}

TEST(FormatShare, KeepsSmallSharesApartFromZero) {
    EXPECT_EQ(formatShare(0), "0 %");
    EXPECT_EQ(formatShare(0.0004), "< 0.1 %");
    EXPECT_EQ(formatShare(0.004), "0.4 %");
    EXPECT_EQ(formatShare(0.5), "50 %");
    EXPECT_EQ(formatShare(1), "100 %");
}

} // namespace
} // namespace rt0
