#include "timeline/spanindex.h"

#include "timeline/rowwalker.h"
#include "timeline/spanindexfiller.h"

#include <utility>

namespace rt0 {

SpanIndex::SpanIndex(std::shared_ptr<const SpanStore> store, int threads)
    : m_store(std::move(store)), m_segments(*m_store) {
    Filler(*this).fill(threads);
}

std::size_t SpanIndex::memoryBytes() const {
    return m_segments.memoryBytes() + m_blocks.memoryBytes() + m_coveredNs.memoryBytes() +
           m_rowBlocks.capacity() * sizeof(m_rowBlocks[0]) +
           m_rowCovered.capacity() * sizeof(m_rowCovered[0]);
}

SpanIndex::Levels SpanIndex::levelsOf(RowId row) const {
    Levels found;
    const std::size_t spans = m_store->endOf(row) - m_store->firstOf(row);
    if (spans <= kLeafSpans)
        return found;
    const Block* level = m_blocks.data() + m_rowBlocks[row];
    for (std::size_t count = (spans + kLeafSpans - 1) / kLeafSpans;; count = (count + 1) / 2) {
        found.levels[static_cast<std::size_t>(found.count++)] = level;
        if (count == 1)
            return found;
        level += count;
    }
}

void SpanIndex::collectRuns(RowId row, TimeRange visible, int widthPx, std::vector<PixelRun>& runs) const {
    if (visible.empty() || widthPx <= 0)
        return;
    const PixelScale scale(visible, widthPx);
    RowWalker(*this, row, scale, runs).walk();
}

/// By the row's spans before `span`.
std::uint64_t SpanIndex::coveredBefore(RowId row, SpanId span) const {
    const SpanId first = m_store->firstOf(row);
    const SpanId known = (span - first) >> kPrefixBits;
    std::uint64_t sum = known == 0 ? 0 : m_coveredNs[m_rowCovered[row] + known - 1];
    for (SpanId i = first + (known << kPrefixBits); i < span; ++i)
        sum += static_cast<std::uint64_t>(m_store->endNs(i) - m_store->beginNs(i));
    return sum;
}

RangeSummary SpanIndex::summarize(RowId row, TimeRange range) const {
    if (range.empty())
        return {};
    const SpanId first = m_store->firstEndingAfter(row, range.begin);
    const SpanId end = m_store->firstBeginningAt(row, range.end);
    if (first >= end)
        return {};
    std::uint64_t covered = coveredBefore(row, end) - coveredBefore(row, first);
    if (const std::int64_t begin = m_store->beginNs(first); begin < range.begin.count())
        covered -= static_cast<std::uint64_t>(range.begin.count() - begin);
    if (const std::int64_t last = m_store->endNs(end - 1); last > range.end.count())
        covered -= static_cast<std::uint64_t>(last - range.end.count());
    return {end - first, Nanoseconds(static_cast<std::int64_t>(covered))};
}

} // namespace rt0
