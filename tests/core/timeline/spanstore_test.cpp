#include "timeline/spanstore.h"

#include <gmock/gmock.h>

#include <limits>

namespace rt0 {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

Span spanOf(std::int64_t begin, std::int64_t end, std::uint32_t item = 0) {
    return {{Nanoseconds(begin), Nanoseconds(end)}, item, 3};
}

SpanStore storeOf(const std::vector<Span>& spans) {
    SpanStore::Builder builder;
    const RowId row = builder.addRow();
    for (const Span& span : spans)
        builder.add(row, span);
    return std::move(builder).build();
}

TEST(SpanStore, IsEmptyWithoutSpans) {
    SpanStore::Builder builder;
    builder.addRow();
    const SpanStore store = std::move(builder).build();
    EXPECT_EQ(store.size(), 0U);
    EXPECT_EQ(store.rowCount(), 1U);
    EXPECT_TRUE(store.extent().empty());
    EXPECT_EQ(store.spanAt(0, Nanoseconds(0)), kNoSpan);
    EXPECT_EQ(SpanStore().rowCount(), 0U);
}

TEST(SpanStore, GroupsSpansByRowWhateverOrderTheyCameIn) {
    SpanStore::Builder builder;
    for (int i = 0; i < 4; ++i)
        builder.addRow();
    EXPECT_TRUE(builder.add(3, spanOf(5, 6, 35)));
    EXPECT_TRUE(builder.add(0, spanOf(7, 9, 7)));
    EXPECT_TRUE(builder.add(3, spanOf(1, 2, 31)));
    EXPECT_TRUE(builder.add(0, spanOf(-4, 2, 4)));
    const SpanStore store = std::move(builder).build();
    EXPECT_EQ(store.span(0), spanOf(-4, 2, 4));
    EXPECT_EQ(store.span(1), spanOf(7, 9, 7));
    EXPECT_EQ(store.span(2), spanOf(1, 2, 31));
    EXPECT_EQ(store.span(3), spanOf(5, 6, 35));
    EXPECT_EQ(store.rowOf(1), 0U);
    EXPECT_EQ(store.rowOf(2), 3U) << "rows without spans have none";
    EXPECT_EQ(store.extent(), (TimeRange{Nanoseconds(-4), Nanoseconds(9)}));
    EXPECT_EQ(store.cutSpans(), 0U);
}

TEST(SpanStore, RefusesARowThatWasNeverAdded) {
    SpanStore::Builder builder;
    EXPECT_FALSE(builder.add(0, spanOf(1, 2)));
    EXPECT_EQ(std::move(builder).build().size(), 0U);
}

TEST(SpanStore, FindsSpansByTime) {
    const SpanStore store = storeOf({spanOf(10, 20), spanOf(20, 30), spanOf(40, 50)});
    EXPECT_EQ(store.spanAt(0, Nanoseconds(9)), kNoSpan);
    EXPECT_EQ(store.spanAt(0, Nanoseconds(10)), 0U);
    EXPECT_EQ(store.spanAt(0, Nanoseconds(20)), 1U);
    EXPECT_EQ(store.spanAt(0, Nanoseconds(30)), kNoSpan);
    EXPECT_EQ(store.firstEndingAfter(0, Nanoseconds(30)), 2U);
    EXPECT_EQ(store.firstBeginningAt(0, Nanoseconds(20)), 1U);
    EXPECT_EQ(store.firstBeginningAt(0, Nanoseconds(41)), 3U);
}

TEST(SpanStore, KeepsEmptySpansVisible) {
    const SpanStore store = storeOf({spanOf(10, 10), spanOf(20, 15)});
    EXPECT_EQ(store.span(0), spanOf(10, 11));
    EXPECT_EQ(store.span(1), spanOf(20, 21));
}

TEST(SpanStore, CutsWhatOverlapsAndCountsIt) {
    const SpanStore store = storeOf({spanOf(0, 10, 1), spanOf(5, 20, 2), spanOf(6, 8, 3), spanOf(30, 31, 4)});
    EXPECT_EQ(store.span(1), spanOf(10, 20, 2));
    EXPECT_EQ(store.span(2), spanOf(20, 21, 3)) << "wholly covered: 1 ns behind what covers it";
    EXPECT_EQ(store.span(3), spanOf(30, 31, 4));
    EXPECT_EQ(store.cutSpans(), 2U);
}

TEST(SpanStore, DrawsTimesBeyondTheLimitAtTheLimit) {
    const SpanStore store = storeOf({spanOf(kMin, kMax), spanOf(kMax, kMax), spanOf(kMax, kMin)});
    EXPECT_EQ(store.beginNs(0), -kTimeLimitNs);
    EXPECT_EQ(store.endNs(0), kTimeLimitNs);
    EXPECT_EQ(store.span(2).time.length(), Nanoseconds(1));
    EXPECT_GT(store.extent().length(), Nanoseconds(0));
}

} // namespace
} // namespace rt0
