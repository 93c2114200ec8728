#include "timeline/spanindex.h"

#include "timeline/rowwalker.h"

#include <bit>
#include <utility>

namespace rt0 {

namespace {

using Block = SpanIndex::Block;

constexpr SpanId kLeafSpans = 1U << SpanIndex::kLeafBits;
constexpr unsigned kPrefixBits = 6;

std::size_t leavesFor(std::size_t spans) {
    return (spans + kLeafSpans - 1) / kLeafSpans;
}

/// Blocks of all levels of a row; none for a row that is as quickly read span by span.
std::size_t blocksFor(std::size_t spans) {
    std::size_t sum = 0;
    if (spans <= kLeafSpans)
        return sum;
    std::size_t level = leavesFor(spans);
    for (; level > 1; level = (level + 1) / 2)
        sum += level;
    return sum + level;
}

/// The colour of the two that covers more; of equal ones the first, so that the order of merging shows
/// nowhere.
Block merged(const Block& a, const Block& b) {
    return {a.beginNs, b.endNs, a.coveredNs + b.coveredNs, a.coveredNs >= b.coveredNs ? a.colour : b.colour,
            std::max(a.longestBits, b.longestBits)};
}

Block leafOf(const SpanStore& store, SpanId first, SpanId end) {
    std::array<float, kLeafSpans> covered{};
    float sum = 0;
    std::uint64_t lengths = 0; // or-ed: all that is wanted is the highest bit
    SpanId best = first;
    for (SpanId i = first; i < end; ++i) {
        lengths |= static_cast<std::uint64_t>(store.endNs(i) - store.beginNs(i));
        const auto length = static_cast<float>(store.endNs(i) - store.beginNs(i));
        sum += length;
        for (SpanId same = first; same <= i; ++same) {
            if (store.colour(same) == store.colour(i)) {
                covered[same - first] += length;
                best = covered[same - first] > covered[best - first] ? same : best;
                break;
            }
        }
    }
    return {store.beginNs(first), store.endNs(end - 1), sum, store.colour(best),
            static_cast<std::uint8_t>(std::bit_width(lengths))};
}

} // namespace

SpanIndex::SpanIndex(std::shared_ptr<const SpanStore> store)
    : m_store(std::move(store)), m_segments(*m_store) {
    std::size_t blocks = 0;
    for (RowId row = 0; row < m_store->rowCount(); ++row)
        blocks += blocksFor(m_store->endOf(row) - m_store->firstOf(row));
    m_blocks.reserve(blocks);
    m_rowBlocks.reserve(m_store->rowCount());
    for (RowId row = 0; row < m_store->rowCount(); ++row)
        buildRow(row);
    buildPrefix();
}

void SpanIndex::buildRow(RowId row) {
    m_rowBlocks.push_back(m_blocks.size());
    const SpanId first = m_store->firstOf(row);
    const SpanId end = m_store->endOf(row);
    if (end - first <= kLeafSpans)
        return;
    std::size_t below = m_blocks.size();
    appendLeaves(first, end);
    for (std::size_t count = m_blocks.size() - below; count > 1; count = (count + 1) / 2) {
        for (std::size_t i = 0; i + 1 < count; i += 2)
            m_blocks.push_back(merged(m_blocks[below + i], m_blocks[below + i + 1]));
        if (count % 2 != 0)
            m_blocks.push_back(Block(m_blocks[below + count - 1]));
        below += count;
    }
}

void SpanIndex::appendLeaves(SpanId first, SpanId end) {
    // Not `i += kLeafSpans` against `end`: the last step could pass 2^32.
    for (SpanId left = end - first; left > 0;) {
        const SpanId size = std::min(left, kLeafSpans);
        m_blocks.push_back(leafOf(*m_store, end - left, end - left + size));
        left -= size;
    }
}

void SpanIndex::buildPrefix() {
    const std::size_t size = m_store->size();
    m_coveredNs.reserve((size >> kPrefixBits) + 1);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const auto id = static_cast<SpanId>(i);
        if ((i & ((1U << kPrefixBits) - 1)) == 0)
            m_coveredNs.push_back(sum);
        sum += static_cast<std::uint64_t>(m_store->endNs(id) - m_store->beginNs(id));
    }
    if ((size & ((1U << kPrefixBits) - 1)) == 0)
        m_coveredNs.push_back(sum);
}

std::size_t SpanIndex::memoryBytes() const {
    return m_segments.memoryBytes() + m_blocks.capacity() * sizeof(Block) +
           m_rowBlocks.capacity() * sizeof(m_rowBlocks[0]) + m_coveredNs.capacity() * sizeof(m_coveredNs[0]);
}

SpanIndex::Levels SpanIndex::levelsOf(RowId row) const {
    Levels found;
    const std::size_t spans = m_store->endOf(row) - m_store->firstOf(row);
    if (spans <= kLeafSpans)
        return found;
    const Block* level = m_blocks.data() + m_rowBlocks[row];
    for (std::size_t count = leavesFor(spans);; count = (count + 1) / 2) {
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

std::uint64_t SpanIndex::coveredBefore(SpanId span) const {
    const SpanId from = span & ~((1U << kPrefixBits) - 1);
    std::uint64_t sum = m_coveredNs[span >> kPrefixBits];
    for (SpanId i = from; i < span; ++i)
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
    std::uint64_t covered = coveredBefore(end) - coveredBefore(first);
    if (const std::int64_t begin = m_store->beginNs(first); begin < range.begin.count())
        covered -= static_cast<std::uint64_t>(range.begin.count() - begin);
    if (const std::int64_t last = m_store->endNs(end - 1); last > range.end.count())
        covered -= static_cast<std::uint64_t>(last - range.end.count());
    return {end - first, Nanoseconds(static_cast<std::int64_t>(covered))};
}

} // namespace rt0
