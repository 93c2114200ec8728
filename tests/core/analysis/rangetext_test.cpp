#include "analysis/rangetext.h"
#include "readlog.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;

Startup startup() {
    return test::startupOfLog("init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
                              "init net @1.0 ms, 0.20 ms clock, 0 bytes, 0 allocs\n"
                              "init net/http @2.0 ms, 0.50 ms clock, 0 bytes, 0 allocs\n"
                              "init vendor.example/net/http @4.0 ms, 0.50 ms clock, 0 bytes, 0 allocs\n"
                              "init example.com/only @5.0 ms, 0.50 ms clock, 0 bytes, 0 allocs\n");
}

TimeRange parsed(std::string_view text) {
    const auto range = parseTimeRange(text, startup());
    EXPECT_TRUE(range.has_value()) << text << ": " << (range ? std::string() : range.error().message());
    return range.value_or(TimeRange{});
}

std::string refused(std::string_view text) {
    const auto range = parseTimeRange(text, startup());
    EXPECT_FALSE(range.has_value()) << text;
    return range ? std::string() : range.error().message();
}

TEST(RangeText, ReadsTimesWithAndWithoutUnits) {
    EXPECT_EQ(parsed("12.4ms..18ms"), (TimeRange{12'400us, 18ms}));
    EXPECT_EQ(parsed(" 1 .. 2 "), (TimeRange{1ms, 2ms}));
    EXPECT_EQ(parsed("500us..1.5ms"), (TimeRange{500us, 1'500us}));
    EXPECT_EQ(parsed("500 µs .. 0.001 s"), (TimeRange{500us, 1ms}));
    EXPECT_EQ(parsed("-2ms..1ms"), (TimeRange{-2ms, 1ms}));
}

TEST(RangeText, ReadsPackagesAndMilestones) {
    const Startup s = startup();
    EXPECT_EQ(parsed("init net/http..main.main"), (TimeRange{s.inits[2].drawn.begin, s.inits[4].drawn.end}));
    EXPECT_EQ(parsed("init net..init net/http"), (TimeRange{s.inits[1].drawn.begin, s.inits[2].drawn.end}));
    EXPECT_EQ(parsed("init net/http"), s.inits[2].drawn);
    EXPECT_EQ(parsed("init only"), s.inits[4].drawn) << "the end of a path is enough when it is the only one";
    EXPECT_EQ(parsed("runtime.main..1ms"), (TimeRange{0ms, 1ms}));
}

TEST(RangeText, SaysWhatItDoesNotUnderstand) {
    EXPECT_NE(refused("init http..2ms").find("several packages end in \"http\""), std::string::npos);
    EXPECT_NE(refused("init nothere..2ms").find("no init of a package \"nothere\""), std::string::npos);
    EXPECT_NE(refused("3ms..1ms").find("ends before it begins"), std::string::npos);
    EXPECT_NE(refused("tea..1ms").find("\"tea\" is no time"), std::string::npos);
    EXPECT_NE(refused("12ms").find("two ends"), std::string::npos);
    EXPECT_NE(refused("1e300s..2e300s").find("is no time"), std::string::npos);
    EXPECT_NE(refused("99999999999999s..1ms").find("is no time"), std::string::npos);
    refused("");
    refused("..");
}

TEST(RangeText, ReadsBackWhatItWrites) {
    for (const TimeRange range :
         {TimeRange{12'345'678ns, 18'000'123ns}, TimeRange{-5ms, 400ms}, TimeRange{10ns, 40ns}}) {
        const TimeRange back = parsed(formatTimeRange(range));
        EXPECT_NEAR(static_cast<double>((back.begin - range.begin).count()), 0,
                    static_cast<double>(range.length().count()) / 500 + 1);
        EXPECT_NEAR(static_cast<double>((back.end - range.end).count()), 0,
                    static_cast<double>(range.length().count()) / 500 + 1);
    }
}

} // namespace
} // namespace rt0
