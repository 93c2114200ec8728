#include "timeline/spanindexfiller.h"

#include <algorithm>
#include <bit>
#include <thread>
#include <utility>

namespace rt0 {

namespace {

using Block = SpanIndex::Block;

constexpr SpanId kSegmentSpans = SegmentSummaries::kSpans;
constexpr int kSegmentLevel = static_cast<int>(SegmentSummaries::kBits - SpanIndex::kLeafBits);
/// Of a part: a few tenths of a millisecond.
constexpr SpanId kPartSegments = 16;

SpanId segmentsFor(SpanId spans) {
    return spans / kSegmentSpans + (spans % kSegmentSpans != 0 ? 1 : 0);
}

/// The colour of the two that covers more; of equal ones the first, so that the order of merging shows
/// nowhere.
Block merged(const SpanStore& store, const Block& a, const Block& b) {
    const bool first = store.voteOf(a.colour, a.coveredNs) >= store.voteOf(b.colour, b.coveredNs);
    return {a.beginNs, b.endNs, a.coveredNs + b.coveredNs, first ? a.colour : b.colour,
            std::max(a.longestBits, b.longestBits)};
}

/// Makes blocks `[first, (end + 1) / 2)` of a level from `[2 * first, end)` of the one below.
void mergeLevel(const SpanStore& store, const Block* below, std::size_t end, Block* level,
                std::size_t first) {
    for (std::size_t i = 2 * first; i < end; i += 2)
        level[i / 2] = i + 1 < end ? merged(store, below[i], below[i + 1]) : below[i];
}

} // namespace

SpanIndex::Filler::Filler(const SpanIndex& index, std::vector<RowId> rows)
    : m_index(index), m_store(*index.m_store), m_rows(std::move(rows)) {
    divide();
}

/// Small rows together, large ones in pieces.
void SpanIndex::Filler::divide() {
    SpanId spans = 0;
    std::size_t begin = 0;
    const auto closePart = [&](std::size_t end) {
        if (begin != end)
            m_parts.push_back({begin, end, 0, kPartSegments});
        spans = 0;
    };
    for (std::size_t place = 0; place < m_rows.size(); ++place) {
        const SpanId size = sizeOf(m_rows[place]);
        if (size > kPartSegments * kSegmentSpans) {
            closePart(place);
            divideRow(place);
            begin = place + 1;
            continue;
        }
        spans += size;
        if (spans >= kPartSegments * kSegmentSpans) {
            closePart(place + 1);
            begin = place + 1;
        }
    }
    closePart(m_rows.size());
}

void SpanIndex::Filler::divideRow(std::size_t place) {
    const SpanId segments = segmentsFor(sizeOf(m_rows[place]));
    for (SpanId first = 0; first < segments; first += kPartSegments)
        m_parts.push_back({place, place + 1, first, std::min(first + kPartSegments, segments)});
}

void SpanIndex::Filler::fill(int threads) {
    const auto most = static_cast<int>(std::min<std::size_t>(m_parts.size(), 64));
    std::vector<std::jthread> helpers;
    for (int i = 1; i < std::min(threads, most); ++i)
        helpers.emplace_back([this] { fillParts(); });
    fillParts();
    helpers.clear();
    for (const RowId row : m_rows)
        if (sizeOf(row) > kSegmentSpans)
            finishRow(row);
}

void SpanIndex::Filler::fillParts() {
    for (std::size_t i = m_nextPart++; i < m_parts.size(); i = m_nextPart++) {
        const Part& part = m_parts[i];
        for (std::size_t place = part.begin; place < part.end; ++place) {
            const RowId row = m_rows[place];
            if (sizeOf(row) <= kLeafSpans)
                continue;
            const Levels levels = m_index.levelsOf(row);
            const SpanId end = std::min(part.endSegment, segmentsFor(sizeOf(row)));
            for (SpanId segment = part.segment; segment < end; ++segment) {
                fillSegment(row, levels, segment);
                m_index.m_segments.fill(m_store, row, segment);
            }
        }
    }
}

Block* SpanIndex::Filler::level(const Levels& levels, int number) {
    const Block* const begin = levels.levels[static_cast<std::size_t>(number)];
    return m_index.m_blocks.data() + (begin - std::as_const(m_index.m_blocks).data());
}

/// The blocks and sums of one segment; the sums are those from the segment's begin.
void SpanIndex::Filler::fillSegment(RowId row, const Levels& levels, SpanId segment) {
    const SpanId first = segment << SegmentSummaries::kBits;
    const SpanId size = std::min(sizeOf(row) - first, kSegmentSpans);
    Block* const leaves = level(levels, 0);
    std::uint64_t* const sums = m_index.m_coveredNs.data() + m_index.m_rowCovered[row];
    const SpanId rowFirst = m_store.firstOf(row);
    std::uint64_t coveredNs = 0;
    for (SpanId done = 0; done < size;) {
        const SpanId at = first + done;
        const SpanId count = std::min(size - done, kLeafSpans);
        leaves[at >> kLeafBits] = fillLeaf(rowFirst + at, rowFirst + at + count, coveredNs);
        done += count;
        if (done % (1U << kPrefixBits) == 0)
            sums[((first + done) >> kPrefixBits) - 1] = coveredNs;
    }
    std::size_t end = (std::size_t{first} + size + kLeafSpans - 1) >> kLeafBits;
    for (int number = 1; number < std::min(levels.count, kSegmentLevel + 1); ++number) {
        mergeLevel(m_store, level(levels, number - 1), end, level(levels, number),
                   first >> (kLeafBits + static_cast<unsigned>(number)));
        end = (end + 1) / 2;
    }
}

/// Adds what the spans cover to `coveredNs`.
Block SpanIndex::Filler::fillLeaf(SpanId first, SpanId end, std::uint64_t& coveredNs) const {
    std::uint64_t sum = 0;
    std::uint64_t lengths = 0; // or-ed: all that is wanted is the highest bit
    const std::uint8_t only = m_store.colour(first);
    std::uint8_t different = 0;
    m_store.forEach(first, end, [&](std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        const auto length = static_cast<std::uint64_t>(endNs - beginNs);
        sum += length;
        lengths |= length;
        different |= static_cast<std::uint8_t>(colour ^ only);
    });
    coveredNs += sum;
    return {m_store.beginNs(first), m_store.endNs(end - 1), static_cast<float>(sum),
            different == 0 ? only : fullestColour(first, end),
            static_cast<std::uint8_t>(std::bit_width(lengths))};
}

/// The result of a majority vote.
std::uint8_t SpanIndex::Filler::fullestColour(SpanId first, SpanId end) const {
    std::int64_t lead = 0;
    std::uint8_t best = m_store.colour(first);
    m_store.forEach(first, end, [&](std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        const std::int64_t vote = m_store.voteOf(colour, endNs - beginNs);
        lead += colour == best ? vote : -vote;
        best = lead < 0 ? colour : best;
        lead = lead < 0 ? -lead : lead;
    });
    return best;
}

/// What goes beyond a segment: larger blocks, and the sums from the row's begin.
void SpanIndex::Filler::finishRow(RowId row) {
    const Levels levels = m_index.levelsOf(row);
    std::size_t end = segmentsFor(sizeOf(row));
    for (int number = kSegmentLevel + 1; number < levels.count; ++number) {
        mergeLevel(m_store, level(levels, number - 1), end, level(levels, number), 0);
        end = (end + 1) / 2;
    }
    std::uint64_t* const sums = m_index.m_coveredNs.data() + m_index.m_rowCovered[row];
    const std::size_t count = sizeOf(row) >> kPrefixBits;
    constexpr std::size_t segmentSums = kSegmentSpans >> kPrefixBits;
    for (std::size_t i = segmentSums; i < count; ++i)
        sums[i] += sums[i / segmentSums * segmentSums - 1];
}

} // namespace rt0
