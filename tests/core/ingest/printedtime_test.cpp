#include "ingest/printedtime.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;

TimeBounds milliseconds(std::string_view text) {
    TextCursor in(text);
    return takeMilliseconds(in).value_or(TimeBounds{-1ns, -1ns});
}

TEST(PrintedTime, IsAnIntervalOneUnitOfItsLastDigitWide) {
    EXPECT_EQ(milliseconds("3.1"), (TimeBounds{3100us, 3200us}));
    EXPECT_EQ(milliseconds("3.0"), (TimeBounds{3000us, 3100us}));
    EXPECT_EQ(milliseconds("0.10"), (TimeBounds{100us, 110us}));
    EXPECT_EQ(milliseconds("0.003"), (TimeBounds{3us, 4us}));
    EXPECT_EQ(milliseconds("14"), (TimeBounds{14ms, 15ms}));
}

TEST(PrintedTime, OfZeroIsBelowAMicrosecond) {
    EXPECT_EQ(milliseconds("0"), (TimeBounds{0us, 1us}));
}

TEST(PrintedTime, IsPrintedBackAsItWas) {
    for (const std::string text :
         {"0", "0.003", "0.099", "0.10", "0.45", "0.99", "1.0", "3.1", "9.9", "10", "14", "1234"})
        EXPECT_EQ(printedMilliseconds(milliseconds(text).lo), text);
    EXPECT_EQ(printedMilliseconds(9'999'999ns), "9.9") << "cut off, not rounded";
    EXPECT_EQ(printedSeconds(12'013ms), "12.013");
    EXPECT_EQ(printedSeconds(0ms), "0.000");
}

TEST(PrintedTime, RefusesWhatTheRuntimeNeverPrints) {
    for (const std::string_view text : {"", ".5", "-1", "x", "1.2345", "1.", "99999999999999"})
        EXPECT_EQ(milliseconds(text).lo, -1ns) << text;
}

TEST(PrintedTime, OfAGcCycleIsAMillisecondWide) {
    TextCursor in("12.013s");
    EXPECT_EQ(takeSeconds(in), (TimeBounds{12013ms, 12014ms}));
    EXPECT_EQ(in.rest(), "s");
    TextCursor coarse("0.1s");
    EXPECT_FALSE(takeSeconds(coarse));
}

} // namespace
} // namespace rt0
