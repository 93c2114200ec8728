#include "analysis/compare/statistics.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace rt0::compare {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;
using Values = std::vector<double>;

TEST(Median, IsTheMiddleOrTheMeanOfTheTwoInTheMiddle) {
    EXPECT_EQ(median({}), 0);
    EXPECT_EQ(median(Values{7}), 7);
    EXPECT_EQ(median(Values{9, 1, 5}), 5);
    EXPECT_EQ(median(Values{9, 1, 5, 2}), 3.5);
}

// Benchmarks and the p-values that benchstat itself printed for them: cmd/benchstat/testdata of
// golang.org/x/perf at 02c5517 (csvOldNew, issue19634, issue19565, smallSample).
struct Printed {
    Values before;
    Values after;
    const char* p;
    const char* delta;        ///< in percent; empty: benchstat printed ~
    const char* spreadBefore; ///< its ± in percent
    const char* spreadAfter;
};

const Printed kPrinted[] = {
    {{1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774},
     {1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425},
     "0.000",
     "-17.20",
     "1",
     "1"},
    {{3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062},
     {3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062},
     "0.446",
     "",
     "0",
     "2"},
    {{115, 114, 115, 115, 115}, {78.8, 78.8, 78.8, 78.8, 78.8}, "0.008", "-31.48", "∞", "∞"},
    {{100, 100, 100, 100, 100, 100}, {100, 100, 100, 100, 100, 100}, "1.000", "", "0", "0"},
    {{100}, {101}, "1.000", "", "∞", "∞"},
};

std::string printed(const char* format, double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string spread(const Values& values) {
    const auto interval = medianInterval(values);
    if (!interval)
        return "∞";
    const double middle = median(values);
    return printed("%.0f", 100 * std::max(interval->hi / middle - 1, 1 - interval->lo / middle));
}

TEST(MedianInterval, AgreesWithWhatBenchstatPrinted) {
    for (const Printed& line : kPrinted) {
        EXPECT_EQ(spread(line.before), line.spreadBefore);
        EXPECT_EQ(spread(line.after), line.spreadAfter);
    }
}

TEST(MedianInterval, NeedsAsManyValuesAsItsModelSays) {
    const Values six{-10, 2, 3, 4, 5, 6}; // TestSummaryNone of benchmath
    EXPECT_EQ(medianInterval(six), (Interval{-10, 6}));
    EXPECT_FALSE(medianInterval(six, 0.99));
    EXPECT_EQ(medianInterval(Values{1, 2}, 0), (Interval{1, 2}));
    EXPECT_FALSE(medianInterval({}));
}

TEST(MannWhitney, AgreesWithWhatBenchstatPrinted) {
    constexpr double kBenchstatAlpha = 0.05;
    for (const Printed& line : kPrinted) {
        const UTest test = mannWhitney(line.before, line.after);
        EXPECT_EQ(printed("%0.3f", test.p), line.p);
        const double percent = (median(line.after) / median(line.before) - 1) * 100;
        EXPECT_EQ(test.p > kBenchstatAlpha ? "" : printed("%+.2f", percent), line.delta);
    }
}

// The expectations of benchmath/assumption_test.go (golang.org/x/perf) and stats/utest_test.go (go-moremath).
TEST(MannWhitney, AgreesWithTheTestsOfItsModel) {
    const Values s1{2, 1, 3, 5};
    EXPECT_NEAR(mannWhitney(s1, Values{12, 11, 13, 15}).p, 0.028571428571428577, 1e-15);
    EXPECT_NEAR(mannWhitney(Values{12, 11, 13, 15}, s1).p, 0.028571428571428577, 1e-15);
    EXPECT_NEAR(mannWhitney(s1, Values{0, 4, 6, 7}).p, 0.48571428571428577, 1e-15);
    EXPECT_EQ(mannWhitney(s1, s1).p, 1);
    EXPECT_NEAR(mannWhitney(s1, Values{2, 2, 2, 2}).p, 0.7142857142857143, 1e-15);
    EXPECT_NEAR(mannWhitney(Values{1, -1, -1, -1}, Values{-1, 1, 1, 1}).p, 0.4857142857142857, 1e-15);
    EXPECT_NEAR(mannWhitney(Values{-1, -1, -1}, Values{1, 1, 1}).p, 0.1, 1e-15);
    EXPECT_TRUE(mannWhitney(Values{1, 1, 1, 1}, Values{1, 1, 1, 1}).allEqual);
}

TEST(MannWhitney, CountsBothTailsWhereTiesMakeThemDiffer) {
    // go-moremath says 0. Of the 126 ways to choose four of 1 1 1 1 1 1 2 3 5, six have 2, 3 and 5.
    EXPECT_NEAR(mannWhitney(Values{2, 1, 3, 5}, Values{1, 1, 1, 1, 1}).p, 6.0 / 126, 1e-15);
    EXPECT_NEAR(mannWhitney(Values{1, 1, 1, 1, 1}, Values{2, 1, 3, 5}).p, 6.0 / 126, 1e-15);
}

TEST(MannWhitney, AgreesWithTheLargeSamplesOfItsModel) {
    Values l1(500);
    Values l2(600);
    for (std::size_t i = 0; i < l1.size(); ++i)
        l1[i] = static_cast<double>(i) * 2;
    for (std::size_t i = 0; i < l2.size(); ++i)
        l2[i] = static_cast<double>(i) * 2 - 41;
    Values l3 = l2;
    std::copy_n(l1.begin(), 30, l3.begin());
    EXPECT_NEAR(mannWhitney(l1, l2).p, 0.0049335360814172224, 1e-12);
    EXPECT_EQ(mannWhitney(l1, l1).p, 1);
    EXPECT_NEAR(mannWhitney(l1, l3).p, 0.0038703814239617884, 1e-12);
    EXPECT_FALSE(mannWhitney(l1, l3).exact);
}

/// All ways to divide the values into two sets, each as likely as any other.
double pByTryingAll(const Values& first, const Values& second) {
    Values all = first;
    all.insert(all.end(), second.begin(), second.end());
    const auto uOf = [&](std::uint32_t chosen) {
        double u = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t k = 0; k < all.size(); ++k)
                if ((chosen >> i & 1U) == 1 && (chosen >> k & 1U) == 0)
                    u += all[i] > all[k] ? 1 : all[i] == all[k] ? 0.5 : 0;
        return u;
    };
    const double middle = static_cast<double>(first.size() * second.size()) / 2;
    const double observed = std::abs(uOf((1U << first.size()) - 1) - middle);
    double extreme = 0;
    double count = 0;
    for (std::uint32_t chosen = 0; chosen < 1U << all.size(); ++chosen) {
        if (std::popcount(chosen) != static_cast<int>(first.size()))
            continue;
        ++count;
        extreme += std::abs(uOf(chosen) - middle) >= observed ? 1 : 0;
    }
    return extreme / count;
}

TEST(MannWhitney, IsTheShareOfEquallyOrMoreExtremeDivisions) {
    std::mt19937 random(7);
    for (int repeat = 0; repeat < 40; ++repeat) {
        const bool ties = repeat % 2 == 0;
        const auto draw = [&](std::size_t count) {
            Values values(count);
            for (double& value : values)
                value = static_cast<double>(ties ? random() % 5 : random());
            return values;
        };
        const Values first = draw(2 + random() % 4);
        const Values second = draw(2 + random() % 4);
        EXPECT_NEAR(mannWhitney(first, second).p, pByTryingAll(first, second), 1e-12);
    }
}

TEST(MannWhitney, DoesNotCareForOrderOrForWhichSetIsFirst) {
    const Values first{5, 1, 4, 9, 9, 2};
    const Values second{3, 9, 8, 7, 6, 10, 12};
    Values sorted = first;
    std::ranges::sort(sorted);
    EXPECT_EQ(mannWhitney(first, second).p, mannWhitney(sorted, second).p);
    EXPECT_DOUBLE_EQ(mannWhitney(first, second).p, mannWhitney(second, first).p);
    EXPECT_EQ(mannWhitney(first, second).u + mannWhitney(second, first).u, 42);
    EXPECT_EQ(mannWhitney({}, second).p, 1);
}

TEST(MannWhitney, IsContinuousWhereTheApproximationBegins) {
    std::mt19937 random(3);
    for (const std::size_t limit : {std::size_t{25}, std::size_t{50}}) {
        Values first(limit);
        Values second(limit);
        for (std::size_t i = 0; i < limit; ++i) {
            first[i] = static_cast<double>(random() % (limit == 25 ? 40 : 1'000'000));
            second[i] = first[i] * 1.1 + static_cast<double>(i % 3);
        }
        if (limit == 25)
            second[3] = first[3];
        const UTest exact = mannWhitney(first, second);
        first.push_back(median(first) + 0.25);
        const UTest approximate = mannWhitney(first, second);
        EXPECT_TRUE(exact.exact);
        EXPECT_FALSE(approximate.exact);
        EXPECT_NEAR(exact.p, approximate.p, 0.03);
    }
}

TEST(SmallestP, IsThatOfSetsThatDoNotOverlap) {
    EXPECT_NEAR(smallestP(5, 5), 0.007936507936507936, 1e-15); // uTestMinP of benchmath
    EXPECT_NEAR(smallestP(9, 9), 4.113533525298231e-05, 1e-17);
    EXPECT_EQ(smallestP(1, 1), 1);
    EXPECT_NEAR(smallestP(3, 4), mannWhitney(Values{1, 2, 3}, Values{4, 5, 6, 7}).p, 1e-15);
    EXPECT_EQ(runsNeeded(0.05), 4U);
    EXPECT_EQ(runsNeeded(0.01), 5U);
    EXPECT_EQ(runsNeeded(1), 1U);
    EXPECT_EQ(runsNeeded(0), 0U);
}

// scipy.stats.false_discovery_control is newer than Debian 12; these are R's p.adjust(p, "BH").
TEST(BenjaminiHochberg, AdjustsAsR) {
    EXPECT_THAT(benjaminiHochberg(Values{0.01, 0.02, 0.03, 0.04, 0.05}),
                Pointwise(DoubleNear(1e-15), Values{0.05, 0.05, 0.05, 0.05, 0.05}));
    EXPECT_THAT(benjaminiHochberg(Values{0.9, 0.001, 0.04, 0.008}),
                Pointwise(DoubleNear(1e-15), Values{0.9, 0.004, 0.04 * 4 / 3, 0.016}));
    EXPECT_THAT(benjaminiHochberg({}), ElementsAre());
}

TEST(BenjaminiHochberg, KeepsTheOrderAndNeverLowersAP) {
    std::mt19937 random(11);
    Values p(200);
    for (double& value : p)
        value = static_cast<double>(random()) / 4294967296.0;
    const Values adjusted = benjaminiHochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
        EXPECT_GE(adjusted[i], p[i]);
        EXPECT_LE(adjusted[i], 1);
        for (std::size_t k = 0; k < p.size(); ++k)
            EXPECT_TRUE(p[i] > p[k] || adjusted[i] <= adjusted[k]);
    }
}

TEST(Bootstrap, IsTheSameEachTime) {
    const Values before{10, 11, 12, 10.5, 11.5, 13};
    const Values after{9, 9.5, 10, 8, 11, 9.2};
    const auto interval = bootstrapRatio(before, after);
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval, bootstrapRatio(before, after));
    EXPECT_NE(interval, bootstrapRatio(before, after, {.seed = 2}));
    EXPECT_TRUE(interval->contains(median(after) / median(before)));
    const auto narrower = bootstrapRatio(before, after, {.confidence = 0.5});
    EXPECT_LT(narrower->hi - narrower->lo, interval->hi - interval->lo);
}

TEST(Bootstrap, NeedsTwoPositiveValuesOnEachSide) {
    EXPECT_FALSE(bootstrapRatio(Values{1}, Values{1, 2}));
    EXPECT_FALSE(bootstrapRatio(Values{1, 2}, Values{1}));
    EXPECT_FALSE(bootstrapRatio(Values{0, 2}, Values{1, 2}));
    EXPECT_EQ(bootstrapRatio(Values{4, 4}, Values{2, 2}), (Interval{0.5, 0.5}));
}

TEST(Bootstrap, HoldsTheTrueRatioAsOftenAsItSays) {
    std::mt19937 random(5);
    std::lognormal_distribution<double> noise(0, 0.1);
    int held = 0;
    constexpr int kRepetitions = 300;
    for (int repeat = 0; repeat < kRepetitions; ++repeat) {
        Values before(15);
        Values after(15);
        for (std::size_t i = 0; i < before.size(); ++i) {
            before[i] = 10 * noise(random);
            after[i] = 12 * noise(random);
        }
        const auto interval = bootstrapRatio(before, after, {.resamples = 300});
        held += interval && interval->contains(1.2) ? 1 : 0;
    }
    EXPECT_GT(held, kRepetitions * 0.90);
}

} // namespace
} // namespace rt0::compare
