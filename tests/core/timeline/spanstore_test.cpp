#include "timeline/spanstore.h"

#include <gmock/gmock.h>

#include <limits>
#include <random>

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

std::vector<std::vector<Span>> rowsOf(const SpanStore& store) {
    std::vector<std::vector<Span>> rows(store.rowCount());
    for (RowId row = 0; row < store.rowCount(); ++row)
        for (SpanId id = store.firstOf(row); id < store.endOf(row); ++id)
            rows[row].push_back(store.span(id));
    return rows;
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

TEST(SpanStore, KeepsSpansOfAnyLengthExactly) {
    constexpr std::int64_t second = 1'000'000'000;
    const std::vector<Span> spans{spanOf(0, 0xffff'fffe, 1), spanOf(5 * second, 5 * second + 0xffff'ffff, 2),
                                  spanOf(10 * second, 1000 * second + 1, 3), spanOf(-7 * second, -1, 4)};
    const SpanStore store = storeOf(spans);
    EXPECT_EQ(store.span(0), spans[3]);
    EXPECT_EQ(store.span(1), spans[0]);
    EXPECT_EQ(store.span(2), spans[1]);
    EXPECT_EQ(store.span(3), spans[2]);
    EXPECT_EQ(store.spanAt(0, Nanoseconds(1000 * second)), 3U);
    EXPECT_EQ(store.cutSpans(), 0U);
}

TEST(SpanStore, PutsSpansOfExpectedRowsInTheirPlace) {
    SpanStore::Builder builder;
    builder.reserve(5);
    const RowId first = builder.addRow(2);
    EXPECT_TRUE(builder.add(first, spanOf(1, 2, 10)));
    const RowId fewer = builder.addRow(3);
    const RowId last = builder.addRow(1);
    EXPECT_TRUE(builder.add(last, spanOf(0, 9, 30)));
    EXPECT_TRUE(builder.add(fewer, spanOf(3, 4, 20)));
    EXPECT_TRUE(builder.add(first, spanOf(2, 5, 11)));
    const SpanStore store = std::move(builder).build();
    EXPECT_EQ(store.size(), 4U);
    EXPECT_EQ(store.span(store.firstOf(first) + 1), spanOf(2, 5, 11));
    EXPECT_EQ(store.endOf(fewer) - store.firstOf(fewer), 1U);
    EXPECT_EQ(store.span(store.firstOf(last)), spanOf(0, 9, 30));
    for (RowId row = 0; row < store.rowCount(); ++row)
        EXPECT_EQ(store.rowOf(store.firstOf(row)), row);
    EXPECT_EQ(store.extent(), (TimeRange{Nanoseconds(0), Nanoseconds(9)}));
}

TEST(SpanStore, IsTheSameHoweverManySpansWereExpected) {
    std::mt19937 random(5); // NOLINT: the same spans each time
    for (int round = 0; round < 50; ++round) {
        SpanStore::Builder plain;
        SpanStore::Builder expecting;
        for (int i = 0; i < 7; ++i) {
            plain.addRow();
            if (random() % 5 == 0)
                expecting.addRow();
            else
                expecting.addRow(random() % 60);
        }
        for (int i = 0; i < 200; ++i) {
            const auto row = static_cast<RowId>(random() % 7);
            const std::int64_t begin = 10 * i - (random() % 40 == 0 ? 100 : 0);
            const std::int64_t length =
                random() % 30 == 0 ? 5'000'000'000 : static_cast<std::int64_t>(random() % 8);
            const Span span = spanOf(begin, begin + length, static_cast<std::uint32_t>(i));
            EXPECT_TRUE(plain.add(row, span));
            EXPECT_TRUE(expecting.add(row, span));
        }
        const SpanStore a = std::move(plain).build();
        const SpanStore b = std::move(expecting).build();
        EXPECT_EQ(rowsOf(a), rowsOf(b));
        EXPECT_EQ(a.cutSpans(), b.cutSpans());
        EXPECT_EQ(a.size(), b.size());
        EXPECT_EQ(a.extent(), b.extent());
    }
}

TEST(SpanStore, KeepsManyRowsThatGrowBeyondTheirRoom) {
    // More than what lies on the heap, so that pages have to move.
    constexpr std::int64_t count = 600'000;
    SpanStore::Builder builder;
    for (int row = 0; row < 3; ++row)
        builder.addRow(static_cast<std::size_t>(count) / 3);
    for (std::int64_t i = 0; i < count; ++i)
        for (RowId row = 0; row < 3; ++row)
            ASSERT_TRUE(builder.add(row, spanOf(2 * i, 2 * i + 1, static_cast<std::uint32_t>(i) ^ row)));
    const SpanStore store = std::move(builder).build();
    EXPECT_EQ(store.size(), 3U * count);
    for (RowId row = 0; row < 3; ++row)
        for (std::int64_t i = 0; i < count; ++i)
            ASSERT_EQ(store.span(store.firstOf(row) + static_cast<SpanId>(i)),
                      spanOf(2 * i, 2 * i + 1, static_cast<std::uint32_t>(i) ^ row));
}

} // namespace
} // namespace rt0
