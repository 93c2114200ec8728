#include "report/comparereport.h"

#include "support/comparedlaunch.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

compare::Trend sampleTrend(double factor, const std::string& label = "new") {
    Rt0File old;
    old.launch = launchOfRuns(factorsAround(1.0, 10, 1));
    old.control = launchOfRuns(factorsAround(1.0, 10, 3));
    const std::vector<compare::Side> sides{sideOfFile(std::move(old), "old"),
                                           sideOfLaunch(launchOfRuns(factorsAround(factor, 10, 2)), label)};
    return compare::trendOf(sides);
}

compare::Difference tested(double p, compare::Verdict verdict) {
    compare::Difference difference;
    difference.before = {compare::Basis::Runs, {10, 10, 10}, 10};
    difference.after = {compare::Basis::Runs, {8, 8, 8}, 8};
    difference.ratio = 0.8;
    difference.interval = compare::Interval{0.75, 0.85};
    difference.p = p;
    difference.adjustedP = p;
    difference.verdict = verdict;
    return difference;
}

TEST(CompareCells, AreLikeThoseOfBenchstat) {
    EXPECT_EQ(differenceText(tested(0.001, compare::Verdict::Differs)),
              "-20.0 % [-25.0, -15.0] (p=0.001 n=3)");
    EXPECT_EQ(differenceText(tested(0.446, compare::Verdict::Same)), "~ (p=0.446 n=3)");
    EXPECT_EQ(differenceText(tested(0.1, compare::Verdict::TooFewRuns)), "~ (n=3: too few)");
    EXPECT_EQ(differenceText(tested(0.1, compare::Verdict::OneRunOnly)), "-20.0 % (1 run)");
    EXPECT_EQ(differenceText({}), "");
    EXPECT_EQ(percentText(41.4), "×41");
    EXPECT_EQ(percentText(2.5), "+150.0 %");
    EXPECT_EQ(measuredText({compare::Basis::Runs, {1e6, 1e6}, 1e6}, compare::Unit::Nanoseconds), "1 ms ± ∞");
}

TEST(CompareText, SaysWhatDiffersAndHowMuchEqualCopiesDo) {
    const std::string text = compareText(sampleTrend(1.5));
    EXPECT_THAT(text, HasSubstr("new is slower than old, +"));
    EXPECT_THAT(text, HasSubstr("Two equal copies of old differ by"));
    EXPECT_THAT(text, HasSubstr("example.org/a"));
    EXPECT_THAT(text, HasSubstr("First and later calls through a PLT entry: not measured."));
}

TEST(CompareText, IsATildeWhereNothingDiffers) {
    const std::string text = compareText(sampleTrend(1.0));
    EXPECT_THAT(text, HasSubstr("no significant difference (~)"));
    EXPECT_THAT(text, Not(HasSubstr("example.org/a")));
}

TEST(CompareText, OfThreeSidesIsATableOverAll) {
    const std::vector<compare::Side> sides{sideOfLaunch(launchOfRuns(factorsAround(1.0, 10, 1)), "v1"),
                                           sideOfLaunch(launchOfRuns(factorsAround(1.5, 10, 2)), "v2"),
                                           sideOfLaunch(launchOfRuns(factorsAround(2.0, 10, 3)), "v3")};
    const std::string text = compareText(compare::trendOf(sides));
    EXPECT_THAT(text, testing::ContainsRegex("v1 +v2 +v3"));
    EXPECT_THAT(text, HasSubstr("Each against the first."));
}

TEST(CompareMarkup, IsEscaped) {
    const compare::Trend trend = sampleTrend(1.5, "<b>|new*");
    EXPECT_THAT(compareHtml(trend), HasSubstr("&lt;b&gt;|new*"));
    EXPECT_THAT(compareHtml(trend), Not(HasSubstr("<b>")));
    EXPECT_THAT(compareMarkdown(trend), HasSubstr("\\<b\\>\\|new\\*"));
    EXPECT_THAT(compareText(sampleTrend(1.5, "new\x1b[31m")), Not(HasSubstr("\x1b")));
}

TEST(CompareJson, HoldsTheSamplesOfEachRun) {
    const auto json = nlohmann::json::parse(compareJson(sampleTrend(1.5)));
    EXPECT_EQ(json.at("format"), "rt0scope/1");
    const auto& first = json.at("compare").at("against_first").at(0);
    const auto& total = first.at("metrics").at(0).at("value");
    EXPECT_EQ(total.at("verdict"), "differs");
    EXPECT_EQ(total.at("before").at("samples").size(), 10U);
    EXPECT_LE(total.at("ratio_interval").at("lo"), total.at("ratio"));
    EXPECT_EQ(first.at("packages").at(1).at("import_path"), "example.org/a");
    EXPECT_TRUE(first.at("control").get<bool>());
    EXPECT_FALSE(json.at("compare").contains("against_previous"));
}

} // namespace
} // namespace rt0
