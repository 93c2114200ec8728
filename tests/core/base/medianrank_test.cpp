#include "base/medianrank.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

TEST(MedianCut, leavesOutAsManyRanksAsTheBinomialAllows) {
    EXPECT_EQ(medianCut(0, 0.95), std::nullopt);
    EXPECT_EQ(medianCut(5, 0.95), std::nullopt) << "1 - 2/32 = 0.9375";
    EXPECT_EQ(medianCut(6, 0.95), 0U) << "1 - 2/64 = 0.969";
    EXPECT_EQ(medianCut(8, 0.95), 0U) << "1 - 2 · 9/256 = 0.930";
    EXPECT_EQ(medianCut(9, 0.95), 1U) << "1 - 2 · 10/512 = 0.961";
    EXPECT_EQ(medianCut(10, 0.95), 1U);
    EXPECT_EQ(medianCut(15, 0.95), 3U) << "1 - 2 · 576/32768 = 0.965";
    EXPECT_EQ(medianCut(20, 0.95), 5U);
}

TEST(MedianCut, leavesFewerOutTheSurerItIsToBe) {
    EXPECT_EQ(medianCut(20, 0.99), 3U);
    EXPECT_EQ(medianCut(20, 0.5), 7U) << "0.737; 0.497 with one more";
    EXPECT_EQ(medianCut(20, 0.9999999), std::nullopt);
}

} // namespace
} // namespace rt0
