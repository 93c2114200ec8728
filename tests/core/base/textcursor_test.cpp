#include "base/textcursor.h"

#include <cmath>
#include <gtest/gtest.h>

namespace rt0 {
namespace {

TEST(TextCursor, StaysWhereItIsWhenNothingFits) {
    TextCursor in("abc");
    EXPECT_FALSE(in.skip("abcd"));
    EXPECT_FALSE(in.takeUnsigned());
    EXPECT_FALSE(in.takeSigned());
    EXPECT_FALSE(in.takeFloat());
    EXPECT_EQ(in.offset(), 0U);
}

TEST(TextCursor, RefusesNumbersThatDoNotFit) {
    EXPECT_EQ(TextCursor("18446744073709551615").takeUnsigned(), UINT64_MAX);
    EXPECT_FALSE(TextCursor("18446744073709551616").takeUnsigned());
    EXPECT_EQ(TextCursor("-9223372036854775808").takeSigned(), INT64_MIN);
    EXPECT_FALSE(TextCursor("9223372036854775808").takeSigned());
    EXPECT_FALSE(TextCursor("+-5").takeSigned());
}

TEST(TextCursor, ReadsFloatsAsEveryGoVersionPrintsThem) {
    EXPECT_EQ(TextCursor("+2.500000e-001").takeFloat(), 0.25);
    EXPECT_EQ(TextCursor("-2.500000e-001").takeFloat(), -0.25);
    EXPECT_EQ(TextCursor("0.25").takeFloat(), 0.25);
    EXPECT_EQ(TextCursor("1e-05").takeFloat(), 1e-5);
    EXPECT_EQ(TextCursor("+Inf").takeFloat(), INFINITY);
    EXPECT_EQ(TextCursor("-Inf").takeFloat(), -INFINITY);
    EXPECT_TRUE(std::isnan(TextCursor("NaN").takeFloat().value_or(0)));
    EXPECT_FALSE(TextCursor("infinity").takeFloat());
    EXPECT_FALSE(TextCursor("nan(x)").takeFloat());
    EXPECT_FALSE(TextCursor("--1").takeFloat());
    EXPECT_FALSE(TextCursor("").takeFloat());
}

TEST(TextCursor, BeginsAtTheEndWhenTheOffsetIsBehindIt) {
    EXPECT_TRUE(TextCursor("ab", 5).atEnd());
}

} // namespace
} // namespace rt0
