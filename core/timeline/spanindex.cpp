#include "timeline/spanindex.h"

#include "timeline/rowwalker.h"
#include "timeline/spanindexfiller.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace rt0 {

namespace {

/// Blocks of all levels of a row; none for a row that is as quickly read span by span.
std::size_t blocksFor(std::size_t spans) {
    if (spans <= SpanIndex::kLeafSpans)
        return 0;
    std::size_t sum = 0;
    std::size_t level = (spans + SpanIndex::kLeafSpans - 1) / SpanIndex::kLeafSpans;
    for (; level > 1; level = (level + 1) / 2)
        sum += level;
    return sum + level;
}

} // namespace

SpanIndex::SpanIndex(std::shared_ptr<const SpanStore> store)
    : m_store(std::move(store)),
      m_segments(*m_store),
      m_states(std::make_unique<std::atomic<State>[]>(m_store->rowCount())) {
    makeRoom();
}

void SpanIndex::makeRoom() {
    std::size_t blocks = 0;
    std::size_t sums = 0;
    m_rowBlocks.reserve(m_store->rowCount());
    m_rowCovered.reserve(m_store->rowCount());
    for (RowId row = 0; row < m_store->rowCount(); ++row) {
        const std::size_t spans = m_store->endOf(row) - m_store->firstOf(row);
        m_rowBlocks.push_back(static_cast<std::uint32_t>(blocks));
        m_rowCovered.push_back(static_cast<std::uint32_t>(sums));
        blocks += blocksFor(spans);
        sums += spans >> kPrefixBits;
        if (spans <= kLeafSpans)
            m_states[row] = State::Ready; // nothing to do
    }
    m_blocks.resize(blocks);
    m_coveredNs.resize(sums);
}

/// True when the caller is to fill the row.
bool SpanIndex::begin(RowId row) const {
    State empty = State::Empty;
    return m_states[row].compare_exchange_strong(empty, State::Busy, std::memory_order_acquire);
}

void SpanIndex::setState(RowId row, State state) const {
    m_states[row].store(state, std::memory_order_release);
    m_states[row].notify_all();
}

/// Rows for which begin() was true.
void SpanIndex::fill(std::vector<RowId> rows, int threads) const {
    try {
        Filler(*this, rows).fill(threads);
    } catch (...) {
        for (const RowId row : rows)
            setState(row, State::Empty); // nobody shall wait for them
        throw;
    }
    for (const RowId row : rows)
        setState(row, State::Ready);
}

void SpanIndex::prepareFirst(RowId row) const {
    if (begin(row))
        return fill({row}, 1);
    m_states[row].wait(State::Busy);
    prepare(row); // the other thread may have failed
}

void SpanIndex::prepare(std::span<const RowId> rows, int threads) const {
    std::vector<RowId> mine;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(mine),
                 [this](RowId row) { return begin(row); });
    fill(std::move(mine), threads);
}

void SpanIndex::prepareAll(int threads) const {
    std::vector<RowId> rows(m_store->rowCount());
    std::iota(rows.begin(), rows.end(), RowId{0});
    prepare(rows, threads);
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
    prepare(row);
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
    prepare(row);
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
