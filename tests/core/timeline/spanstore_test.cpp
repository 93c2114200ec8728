#include "timeline/spanstore.h"

#include <gmock/gmock.h>

#include <algorithm>
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
    using Spans = std::vector<Span>;
    EXPECT_EQ(rowsOf(store),
              (std::vector<Spans>{
                  {spanOf(-4, 2, 4), spanOf(7, 9, 7)}, {}, {}, {spanOf(1, 2, 31), spanOf(5, 6, 35)}}));
    EXPECT_EQ(store.rowOf(store.firstOf(0) + 1), 0U);
    EXPECT_EQ(store.rowOf(store.firstOf(3)), 3U) << "rows without spans have none";
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

/// Rows of which every one is likely to need all shapes of chunks.
std::vector<Span> randomSpans(std::mt19937& random, bool ordered) {
    std::vector<Span> spans;
    std::int64_t freeFrom = -100;
    const auto oneIn = [&](std::uint32_t n) { return random() % n == 0; };
    const std::uint32_t rarity = oneIn(2) ? 400 : 20;
    for (auto count = static_cast<std::uint32_t>(random() % 400); count > 0; --count) {
        const std::int64_t begin = freeFrom + (oneIn(rarity) ? 5 : 0) + (oneIn(rarity) ? 5'000'000'000 : 0) -
                                   (!ordered && oneIn(rarity) ? 60 : 0);
        const std::int64_t length = 1 + random() % 9 + (oneIn(rarity) ? 0xffff'fff0 : 0);
        const std::uint32_t item = oneIn(rarity) ? ~count : count;
        const auto colour = static_cast<std::uint8_t>(64 + random() % 8 + (oneIn(rarity) ? 30 : 0));
        spans.push_back({{Nanoseconds(begin), Nanoseconds(begin + length)}, item, colour});
        freeFrom = begin + length;
    }
    return spans;
}

/// What a row is to hold, the plain way.
std::vector<Span> inOrder(std::vector<Span> spans) {
    const auto before = [](const Span& a, const Span& b) { return a.time.begin < b.time.begin; };
    std::stable_sort(spans.begin(), spans.end(), before);
    for (std::size_t i = 1; i < spans.size(); ++i) {
        TimeRange& time = spans[i].time;
        time.begin = std::max(time.begin, spans[i - 1].time.end);
        time.end = std::max(time.end, time.begin + Nanoseconds(1));
    }
    return spans;
}

TEST(SpanStore, KeepsAnySpansOfManyRowsThatGrowTogether) {
    std::mt19937 random(5); // NOLINT: the same spans each time
    for (int round = 0; round < 100; ++round) {
        std::vector<std::vector<Span>> rows;
        SpanStore::Builder builder;
        std::size_t most = 0;
        for (RowId row = 0; row < 7; ++row) {
            EXPECT_EQ(builder.addRow(), row);
            rows.push_back(randomSpans(random, row % 2 == 0));
            most = std::max(most, rows.back().size());
        }
        for (std::size_t i = 0; i < most; ++i)
            for (RowId row = 0; row < rows.size(); ++row)
                if (i < rows[row].size() && !builder.add(row, rows[row][i]))
                    FAIL() << "row " << row << " takes no span";
        const SpanStore store = std::move(builder).build();
        for (RowId row = 0; row < rows.size(); ++row) {
            ASSERT_EQ(rowsOf(store)[row], inOrder(rows[row])) << "round " << round << ", row " << row;
            SpanId at = store.firstOf(row);
            store.forEach(at, store.endOf(row),
                          [&](std::int64_t begin, std::int64_t end, std::uint8_t colour) {
                              ASSERT_EQ(begin, store.beginNs(at));
                              ASSERT_EQ(end, store.endNs(at));
                              ASSERT_EQ(colour, store.colour(at));
                              ASSERT_EQ(store.span(at).item, store.item(at));
                              ASSERT_EQ(store.rowOf(at), row);
                              ++at;
                          });
            EXPECT_EQ(at, store.endOf(row));
        }
    }
}

/// Bytes a span of rows of 100,000 spans each.
double bytesPerSpan(std::int64_t gap, std::int64_t length) {
    constexpr std::int64_t kCount = 100'000;
    SpanStore::Builder builder;
    for (RowId row = 0; row < 4; ++row)
        builder.addRow();
    for (std::int64_t i = 0; i < kCount; ++i)
        for (RowId row = 0; row < 4; ++row)
            builder.add(row, spanOf(i * (gap + length), i * (gap + length) + length));
    const SpanStore store = std::move(builder).build();
    return static_cast<double>(store.memoryBytes()) / static_cast<double>(store.size());
}

TEST(SpanStore, TakesFewBytes) {
    EXPECT_LT(bytesPerSpan(0, 1000), 8.5);
    EXPECT_LT(bytesPerSpan(10, 1000), 12.5);
    EXPECT_LT(bytesPerSpan(0, 5'000'000'000), 24.5);
}

} // namespace
} // namespace rt0
