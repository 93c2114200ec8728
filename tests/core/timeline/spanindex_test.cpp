#include "timeline/spanindex.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

namespace rt0 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TimeRange range(std::int64_t begin, std::int64_t end) {
    return {Nanoseconds(begin), Nanoseconds(end)};
}

Span spanOf(std::int64_t begin, std::int64_t end, std::uint8_t colour = 1) {
    return {range(begin, end), 0, colour};
}

SpanIndex indexOf(const std::vector<Span>& spans) {
    SpanStore::Builder builder;
    builder.addRow();
    const RowId row = builder.addRow();
    for (const Span& span : spans)
        builder.add(row, span);
    return SpanIndex(std::make_shared<const SpanStore>(std::move(builder).build()));
}

constexpr RowId kEmptyRow = 0;
constexpr RowId kRow = 1;

std::vector<PixelRun> runsOf(const SpanIndex& index, TimeRange visible, int width, RowId row = kRow) {
    std::vector<PixelRun> runs;
    index.forEachRun(row, visible, width, [&](const PixelRun& run) { runs.push_back(run); });
    return runs;
}

TEST(SpanIndex, ShowsNothingOfNothing) {
    EXPECT_THAT(runsOf(indexOf({}), range(0, 100), 10), IsEmpty());
    const SpanIndex index = indexOf({spanOf(10, 20)});
    EXPECT_THAT(runsOf(index, range(0, 100), 10, kEmptyRow), IsEmpty());
    EXPECT_THAT(runsOf(index, range(20, 100), 10), IsEmpty()) << "all before it";
    EXPECT_THAT(runsOf(index, range(0, 10), 10), IsEmpty()) << "all behind it";
    EXPECT_THAT(runsOf(index, range(15, 15), 10), IsEmpty());
    EXPECT_THAT(runsOf(index, range(15, 12), 10), IsEmpty());
    EXPECT_THAT(runsOf(index, range(0, 100), 0), IsEmpty());
    EXPECT_THAT(runsOf(index, range(0, 100), -5), IsEmpty());
}

TEST(SpanIndex, GivesAWideSpanItsExactColumns) {
    const SpanIndex index = indexOf({spanOf(100, 200, 4), spanOf(200, 900, 5)});
    EXPECT_THAT(runsOf(index, range(0, 1000), 100),
                ElementsAre(PixelRun{10, 20, 0, true, 4, 255}, PixelRun{20, 90, 1, true, 5, 255}));
    EXPECT_THAT(runsOf(index, range(150, 250), 10),
                ElementsAre(PixelRun{0, 5, 0, true, 4, 255}, PixelRun{5, 10, 1, true, 5, 255}));
}

TEST(SpanIndex, KeepsATinySpanVisibleInAWideView) {
    const SpanIndex index = indexOf({spanOf(500'000'000, 500'000'001, 7)});
    EXPECT_THAT(runsOf(index, range(0, 1'000'000'000), 1000),
                ElementsAre(PixelRun{500, 501, 0, false, 7, 1}));
}

TEST(SpanIndex, MergesNeighboursNarrowerThanAPixel) {
    const SpanIndex index = indexOf({spanOf(10, 12, 1), spanOf(12, 15, 2), spanOf(16, 20, 2)});
    EXPECT_THAT(runsOf(index, range(0, 100), 10), ElementsAre(PixelRun{1, 2, 0, false, 2, 230}));
}

TEST(SpanIndex, AQuietColourDoesNotHideShortRuns) {
    constexpr std::uint8_t kRuns = 1;
    constexpr std::uint8_t kWaits = 2;
    const auto shown = [](std::int64_t waitsNs, int spans, int widthPx) {
        SpanStore::Builder builder;
        builder.setQuietColour(kWaits);
        const RowId row = builder.addRow();
        std::int64_t at = 0;
        for (int i = 0; i < spans; ++i) {
            builder.add(row, spanOf(at, at + waitsNs, kWaits));
            at += waitsNs;
            builder.add(row, spanOf(at, at + 10, kRuns));
            at += 10;
        }
        const SpanIndex index(std::make_shared<const SpanStore>(std::move(builder).build()));
        return runsOf(index, range(0, at), widthPx, row);
    };
    // A few spans, then blocks of spans, then summaries of segments.
    for (const auto& [spans, widthPx] : {std::pair(20, 4), std::pair(2000, 4), std::pair(20'000, 1000)}) {
        for (const PixelRun& run : shown(60, spans, widthPx))
            EXPECT_EQ(run.colour, kRuns) << "a seventh of the time, of " << spans;
        for (const PixelRun& run : shown(990, spans, widthPx))
            EXPECT_EQ(run.colour, kWaits) << "a hundredth, of " << spans;
    }
}

TEST(SpanIndex, SharesOneColumnWhenThereIsOnlyOne) {
    EXPECT_THAT(runsOf(indexOf({spanOf(0, 5, 1), spanOf(5, 10, 1)}), range(0, 10), 1),
                ElementsAre(PixelRun{0, 1, 0, false, 1, 255}));
    EXPECT_THAT(runsOf(indexOf({spanOf(-9, 90, 1)}), range(0, 10), 1),
                ElementsAre(PixelRun{0, 1, 0, true, 1, 255}));
}

TEST(SpanIndex, LeavesAColumnToATinySpanBesideAWideOne) {
    // The wide spans are rounded into the column of the tiny one.
    const auto runs =
        runsOf(indexOf({spanOf(0, 497, 1), spanOf(498, 499, 2), spanOf(501, 1000, 3)}), range(0, 1000), 100);
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[1].colour, 2);
    EXPECT_EQ(runs[1].x1 - runs[1].x0, 1);
    EXPECT_EQ(runs[2].x0, runs[1].x1);
}

TEST(SpanIndex, StandsTimesAtTheEndsOfTheClock) {
    constexpr std::int64_t min = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::vector<Span> spans{spanOf(min, min + 1), spanOf(0, 10), spanOf(max - 1, max)};
    for (std::int64_t i = 0; i < 5000; ++i)
        spans.push_back(spanOf(20 + 2 * i, 21 + 2 * i));
    const SpanIndex index = indexOf(spans);
    for (const TimeRange visible :
         {range(min, max), range(min, 0), range(0, max), range(max - 1, max), range(-1, 1)})
        for (const int width : {1, 7, 1920}) {
            int last = 0;
            for (const PixelRun& run : runsOf(index, visible, width)) {
                EXPECT_GE(run.x0, last);
                EXPECT_GT(run.x1, run.x0);
                EXPECT_LE(run.x1, width);
                last = run.x1;
            }
            index.summarize(kRow, visible);
        }
    EXPECT_EQ(index.summarize(kRow, range(min, max)).spans, 5003U);
}

TEST(SpanIndex, KeepsLongSpansApartInADenseRow) {
    std::vector<Span> spans;
    for (std::int64_t i = 0; i < 5000; ++i)
        spans.push_back(spanOf(i * 10, i * 10 + 6, 1));
    spans.push_back(spanOf(50'000, 60'000, 2));
    for (std::int64_t i = 0; i < 5000; ++i)
        spans.push_back(spanOf(60'000 + i * 10, 60'000 + i * 10 + 6, 1));
    const SpanIndex index = indexOf(spans);
    int singles = 0;
    for (const PixelRun& run : runsOf(index, range(0, 110'000), 1100)) {
        singles += run.single ? 1 : 0;
        if (run.single) {
            EXPECT_EQ(run.first, 5000U);
            EXPECT_NEAR(run.x0, 500, 1);
            EXPECT_NEAR(run.x1, 600, 1);
        } else if (run.x1 < 499 || run.x0 > 600) {
            EXPECT_NEAR(run.coverage, 153, 26);
        }
    }
    EXPECT_EQ(singles, 1);
}

/// Rows as they come: clumps, gaps, one long span among many short ones.
std::vector<Span> randomSpans(std::mt19937& random) {
    const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
    std::vector<Span> spans;
    const std::int64_t count = std::array<std::int64_t, 4>{9, 80, 900, 12'000}[random() % 4];
    std::int64_t now = -below(100'000);
    std::uint32_t scale = 20;
    for (std::int64_t i = 0; i < count; ++i) {
        if (random() % 50 == 0)
            scale = std::array<std::uint32_t, 4>{2, 20, 300, 5000}[random() % 4];
        now += random() % 3 == 0 ? 0 : below(scale);
        const std::int64_t length = 1 + (random() % 400 == 0 ? below(200'000) : below(scale));
        spans.push_back(spanOf(now, now + length, static_cast<std::uint8_t>(random() % 3)));
        now += length;
    }
    return spans;
}

TimeRange randomView(std::mt19937& random, TimeRange all) {
    const auto length = static_cast<std::uint32_t>(all.length().count());
    const std::int64_t size = 1 + static_cast<std::int64_t>((random() % length) >> (random() % 12));
    const std::int64_t begin = all.begin.count() - size / 2 + static_cast<std::int64_t>(random() % length);
    return range(begin, begin + size);
}

struct Picture {
    const SpanStore& store;
    TimeRange visible;
    int width;
    std::vector<PixelRun> runs;

    double pixelNs() const { return static_cast<double>(visible.length().count()) / width; }
    double x(std::int64_t ns) const {
        return std::clamp(static_cast<double>(ns - visible.begin.count()) / pixelNs(), 0.0, width * 1.0);
    }
    bool shows(double x0, double x1) const {
        return std::any_of(runs.begin(), runs.end(),
                           [&](const PixelRun& run) { return run.x0 <= x1 + 1 && run.x1 >= x0 - 1; });
    }
    double coveredBetween(double x0, double x1) const {
        double sum = 0;
        const auto fromNs = static_cast<std::int64_t>((x0 - 1) * pixelNs()) + visible.begin.count();
        const SpanId first = store.firstEndingAfter(kRow, Nanoseconds(fromNs));
        for (SpanId i = first; i < store.endOf(kRow) && x(store.beginNs(i)) < x1; ++i)
            sum += std::max(0.0, std::min(x(store.endNs(i)), x1) - std::max(x(store.beginNs(i)), x0));
        return sum;
    }
};

void expectOrder(const Picture& picture) {
    int last = 0;
    for (const PixelRun& run : picture.runs) {
        EXPECT_GE(run.x0, last);
        EXPECT_GT(run.x1, run.x0);
        EXPECT_GT(run.coverage, 0);
        last = run.x1;
    }
    EXPECT_LE(last, picture.width);
}

void expectEverySpanShown(const Picture& picture) {
    const SpanId first = picture.store.firstEndingAfter(kRow, picture.visible.begin);
    const SpanId end = picture.store.firstBeginningAt(kRow, picture.visible.end);
    for (SpanId i = first; i < end; ++i)
        EXPECT_TRUE(picture.shows(picture.x(picture.store.beginNs(i)), picture.x(picture.store.endNs(i))))
            << i;
}

void expectRunsWhereSpansAre(const Picture& picture) {
    for (const PixelRun& run : picture.runs) {
        const bool near = picture.coveredBetween(run.x0 - 2, run.x1 + 2) > 0;
        EXPECT_TRUE(near) << run.x0;
        if (!run.single)
            continue;
        EXPECT_NEAR(run.x0, picture.x(picture.store.beginNs(run.first)), 1.5);
        EXPECT_NEAR(run.x1, picture.x(picture.store.endNs(run.first)), 1.5);
        EXPECT_EQ(run.colour, picture.store.colour(run.first));
    }
}

/// Of all columns together: a column may lend some of its share to the one beside it.
void expectCoverage(const Picture& picture) {
    double shown = 0;
    for (const PixelRun& run : picture.runs)
        shown += (run.x1 - run.x0) * run.coverage / 255.0;
    const double covered = picture.coveredBetween(0, picture.width);
    const auto runs = static_cast<double>(picture.runs.size());
    EXPECT_NEAR(shown, covered, 2 + 0.06 * picture.width + 0.1 * runs);
}

TEST(SpanIndex, ShowsWhatIsThereInWhateverView) {
    std::mt19937 random(20240611); // NOLINT: the same rows each time
    for (int round = 0; round < 60; ++round) {
        const SpanIndex index = indexOf(randomSpans(random));
        for (int view = 0; view < 12; ++view) {
            const TimeRange visible =
                view == 0 ? index.store().extent() : randomView(random, index.store().extent());
            const int width = std::array{1, 13, 200, 1920}[random() % 4];
            const Picture picture{index.store(), visible, width, runsOf(index, visible, width)};
            SCOPED_TRACE(testing::Message() << "round " << round << " view " << view << " width " << width);
            expectOrder(picture);
            expectEverySpanShown(picture);
            expectRunsWhereSpansAre(picture);
            expectCoverage(picture);
            if (HasFailure())
                return;
        }
    }
}

TEST(SpanIndex, SummarizesARangeAsIfItHadCounted) {
    std::mt19937 random(7); // NOLINT
    for (int round = 0; round < 40; ++round) {
        const SpanIndex index = indexOf(randomSpans(random));
        const SpanStore& store = index.store();
        const TimeRange asked = randomView(random, store.extent());
        RangeSummary expected;
        for (SpanId i = 0; i < store.size(); ++i) {
            if (!store.span(i).time.overlaps(asked))
                continue;
            ++expected.spans;
            expected.covered +=
                std::min(store.span(i).time.end, asked.end) - std::max(store.span(i).time.begin, asked.begin);
        }
        EXPECT_EQ(index.summarize(kRow, asked), expected);
        EXPECT_EQ(index.summarize(kEmptyRow, asked), RangeSummary{});
        EXPECT_EQ(index.summarize(kRow, range(5, 5)), RangeSummary{});
    }
}

TEST(SpanIndex, TakesNoMoreThanTwentyOneBytesASpanWithItsStore) {
    std::vector<Span> spans;
    for (std::int64_t i = 0; i < 100'000; ++i)
        spans.push_back(spanOf(i * 3, i * 3 + 2));
    const SpanIndex index = indexOf(spans);
    EXPECT_LE(index.memoryBytes() + index.store().memoryBytes(), 21U * spans.size());
}

/// Many rows, from none to several segments of spans.
std::shared_ptr<const SpanStore> manyRows() {
    SpanStore::Builder builder;
    for (RowId row = 0; row < 60; ++row) {
        builder.addRow();
        const std::int64_t count = row == 7 ? 150'000 : std::int64_t{row} * row * 3;
        for (std::int64_t i = 0; i < count; ++i)
            builder.add(row, spanOf(i * 10, i * 10 + 1 + (i * i) % 10, static_cast<std::uint8_t>(i % 5)));
    }
    return std::make_shared<const SpanStore>(std::move(builder).build());
}

TEST(SpanIndex, IsTheSameWhoeverIndexesARowAndWhen) {
    const auto store = manyRows();
    const SpanIndex prepared(store);
    prepared.prepareAll(2);
    const SpanIndex lazy(store);
    std::array<std::vector<std::vector<PixelRun>>, 2> runs;
    {
        // All ask for the same rows at the same time.
        std::vector<std::jthread> threads;
        for (auto& mine : runs)
            threads.emplace_back([&] {
                for (RowId row = 0; row < store->rowCount(); ++row)
                    mine.push_back(runsOf(lazy, range(0, 600'000), 500, row));
            });
        threads.emplace_back([&] { lazy.prepareAll(2); });
    }
    for (RowId row = 0; row < store->rowCount(); ++row) {
        for (const auto& mine : runs)
            EXPECT_EQ(mine[row], runsOf(prepared, range(0, 600'000), 500, row)) << row;
        EXPECT_EQ(lazy.summarize(row, range(5, 90'000)), prepared.summarize(row, range(5, 90'000))) << row;
    }
}

} // namespace
} // namespace rt0
