#pragma once

#include "timeline/segmentsummary.h"
#include "timeline/spanstore.h"

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <vector>

namespace rt0 {

/// What a run of pixel columns of one row shows.
struct PixelRun {
    int x0 = 0;                  ///< first pixel column
    int x1 = 0;                  ///< one behind the last
    SpanId first = kNoSpan;      ///< the span, or one near those that share these columns; kNoSpan
                                 ///< when the run comes from the summary of very many
    bool single = false;         ///< exactly one span, and it is at least one pixel wide
    std::uint8_t colour = 0;     ///< of the span, or the class that covers most of the run (a majority vote)
    std::uint8_t coverage = 255; ///< share of the run's time that is covered by spans, 255 = all; never 0

    friend constexpr bool operator==(const PixelRun&, const PixelRun&) = default;
};

/// What lies in a stretch of one row.
struct RangeSummary {
    std::size_t spans = 0; ///< that overlap the range
    Nanoseconds covered{}; ///< time covered by spans inside the range
    friend constexpr bool operator==(const RangeSummary&, const RangeSummary&) = default;
};

/// Level-of-detail index over a SpanStore: the cost of drawing a row depends on its pixels, not on its spans.
///
/// Each row has a tree of blocks of 32, 64, 128 … neighbouring spans. A query walks the row from left to
/// right and takes the largest block that is narrower than a pixel; only wider blocks are opened. Blocks hold
/// spans, not slices of time, so clumped rows cost no more than uniform ones and a block never reaches beyond
/// its first and last span.
class SpanIndex {
public:
    /// 32 neighbouring spans, or two neighbouring blocks of the level below.
    struct Block {
        std::int64_t beginNs;
        std::int64_t endNs;
        float coveredNs;
        std::uint8_t colour;      ///< class that covers most of it, as far as its halves or a vote tell
        std::uint8_t longestBits; ///< its longest span is shorter than `1 << longestBits` ns
    };
    static constexpr unsigned kLeafBits = 5; ///< a block of level 0 holds 32 spans
    static constexpr SpanId kLeafSpans = 1U << kLeafBits;
    static constexpr int kMaxLevels = 31;

    /// The blocks of one row, smallest first: `levels[l][i]` holds the row's spans from `i << (kLeafBits +
    /// l)`.
    struct Levels {
        std::array<const Block*, kMaxLevels> levels{};
        int count = 0;
    };

    /// A row is indexed when it is first asked for: nobody looks at all rows of a large trace.
    explicit SpanIndex(std::shared_ptr<const SpanStore> store);

    /// Indexes these rows now, with so many threads. From any thread, as all the rest.
    void prepare(std::span<const RowId> rows, int threads = 2) const;
    void prepareAll(int threads = 2) const;

    const SpanStore& store() const { return *m_store; }
    std::size_t memoryBytes() const; ///< index only, of all rows
    /// The next two are of rows that are prepared.
    Levels levelsOf(RowId row) const;
    const SegmentSummaries& segments() const { return m_segments; }
    void prepare(RowId row) const {
        if (m_states[row].load(std::memory_order_acquire) != State::Ready)
            prepareFirst(row);
    }

    /// Appends what the pixel columns `[0, widthPx)` show of `visible`: runs from left to right that do not
    /// overlap. Time t is at x = (t - visible.begin) * widthPx / visible.length.
    ///
    /// A span of at least one pixel becomes a run of its own from round(x(begin)) to round(x(end)), shortened
    /// by a column where something narrower sits that would not be seen otherwise. What is narrower shares
    /// columns; the smallest span has one. Nothing is drawn further than a pixel from where it is. Nothing
    /// for an empty range.
    void collectRuns(RowId row, TimeRange visible, int widthPx, std::vector<PixelRun>& runs) const;

    /// Calls `onRun(const PixelRun&)` for each run of collectRuns().
    template <typename Fn>
    void forEachRun(RowId row, TimeRange visible, int widthPx, Fn&& onRun) const {
        std::vector<PixelRun> runs;
        collectRuns(row, visible, widthPx, runs);
        for (const PixelRun& run : runs)
            onRun(run);
    }

    /// In O(log n), whatever the range holds.
    RangeSummary summarize(RowId row, TimeRange range) const;

private:
    class Filler;

    enum class State : std::uint8_t { Empty, Busy, Ready };

    void makeRoom();
    void prepareFirst(RowId row) const;
    bool begin(RowId row) const;
    void setState(RowId row, State state) const;
    void fill(std::vector<RowId> rows, int threads) const;
    std::uint64_t coveredBefore(RowId row, SpanId span) const;

    static constexpr unsigned kPrefixBits = 6;

    std::shared_ptr<const SpanStore> m_store;
    // There is room for all rows; what was never filled takes address space only.
    mutable SegmentSummaries m_segments;
    mutable PageArray<Block> m_blocks;      ///< row after row, level after level
    std::vector<std::uint32_t> m_rowBlocks; ///< where a row's blocks begin
    mutable PageArray<std::uint64_t>
        m_coveredNs;                         ///< by the row's spans before its 64th, 128th …, modulo 2^64
    std::vector<std::uint32_t> m_rowCovered; ///< where a row's part of m_coveredNs begins
    std::unique_ptr<std::atomic<State>[]> m_states; ///< of each row; who made it Busy makes it Ready
};

} // namespace rt0
