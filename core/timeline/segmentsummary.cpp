#include "timeline/segmentsummary.h"

#include <algorithm>
#include <bit>

namespace rt0 {

namespace {

/// Smaller segments are as quickly read span by span.
constexpr SpanId kFewestSpans = 256;

std::size_t finestBuckets(std::size_t spans) {
    return spans < kFewestSpans ? 0 : std::bit_floor(spans) / 2;
}

std::size_t bucketsOfAllLevels(std::size_t spans) {
    const std::size_t finest = finestBuckets(spans);
    return finest == 0 ? 0 : 2 * finest - SegmentSummaries::kFewestBuckets;
}

SummaryBucket merged(const SpanStore& store, const SummaryBucket& a, const SummaryBucket& b) {
    // Rounded up: what is there stays there.
    return {static_cast<std::uint8_t>((a.coverage + b.coverage + 1) / 2),
            store.voteOf(a.colour, int{a.coverage}) >= store.voteOf(b.colour, int{b.coverage}) ? a.colour
                                                                                               : b.colour};
}

} // namespace

void SegmentSummaries::Scratch::restart(const SpanStore& store, std::int64_t beginNs, std::int64_t endNs,
                                        std::size_t buckets) {
    m_store = &store;
    m_beginNs = beginNs;
    m_bucketPerNs = static_cast<double>(buckets) / static_cast<double>(endNs - beginNs);
    m_last = static_cast<std::int64_t>(buckets) - 1;
    m_endNs = beginNs;
    m_end = {};
    std::fill_n(m_sums.begin(), buckets, Sum{});
}

void SegmentSummaries::Scratch::addToMany(double from, double to, std::int64_t first, std::int64_t last,
                                          std::uint8_t colour) {
    for (std::int64_t i = first; i <= last; ++i) {
        const double share =
            std::min(to, static_cast<double>(i + 1)) - std::max(from, static_cast<double>(i));
        // A span that ends where a bucket begins is not in it.
        if (share > 0)
            vote(m_sums[static_cast<std::size_t>(i)], static_cast<float>(share), colour);
    }
}

SummaryBucket SegmentSummaries::Scratch::bucket(std::size_t i) const {
    const Sum& sum = m_sums[i];
    if (sum.covered <= 0)
        return {};
    return {static_cast<std::uint8_t>(std::clamp(sum.covered * 255 + 0.5F, 1.0F, 255.0F)), sum.colour};
}

SegmentSummaries::SegmentSummaries(const SpanStore& store) {
    std::size_t buckets = 0;
    std::size_t segments = 0;
    m_rowSegments.reserve(std::size_t{store.rowCount()} + 1);
    for (RowId row = 0; row < store.rowCount(); ++row) {
        m_rowSegments.push_back(static_cast<std::uint32_t>(segments));
        const std::size_t spans = store.endOf(row) - store.firstOf(row);
        if (spans >= kFewestSpans)
            segments += (spans + kSpans - 1) / kSpans;
    }
    m_rowSegments.push_back(static_cast<std::uint32_t>(segments));
    m_firstBucket.reserve(segments + 1);
    for (RowId row = 0; row < store.rowCount(); ++row) {
        std::size_t spans = store.endOf(row) - store.firstOf(row);
        for (std::uint32_t i = m_rowSegments[row]; i < m_rowSegments[row + 1]; ++i) {
            m_firstBucket.push_back(buckets);
            const std::size_t size = std::min<std::size_t>(spans, kSpans);
            buckets += bucketsOfAllLevels(size);
            spans -= size;
        }
    }
    m_firstBucket.push_back(buckets);
    m_buckets.resize(buckets);
}

void SegmentSummaries::fill(const SpanStore& store, RowId row, SpanId segment, Scratch& scratch) {
    const std::size_t id = std::size_t{m_rowSegments[row]} + segment;
    if (id >= m_rowSegments[row + 1])
        return;
    const SpanId first = store.firstOf(row) + (segment << kBits);
    const SpanId end = first + std::min(store.endOf(row) - first, kSpans);
    const std::size_t finest = finestBuckets(end - first);
    if (finest == 0)
        return;
    scratch.restart(store, store.beginNs(first), store.endNs(end - 1), finest);
    store.forEach(first, end, [&](std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        scratch.add(beginNs, endNs, colour);
    });
    SummaryBucket* below = m_buckets.data() + m_firstBucket[id];
    for (std::size_t i = 0; i < finest; ++i)
        below[i] = scratch.bucket(i);
    for (std::size_t count = finest; count > kFewestBuckets; count /= 2) {
        SummaryBucket* const level = below + count;
        for (std::size_t i = 0; i < count; i += 2)
            level[i / 2] = merged(store, below[i], below[i + 1]);
        below = level;
    }
}

std::span<const SummaryBucket> SegmentSummaries::buckets(RowId row, SpanId segment,
                                                         std::size_t atLeast) const {
    const std::size_t id = std::size_t{m_rowSegments[row]} + segment;
    if (id >= m_rowSegments[row + 1])
        return {};
    const std::size_t all = m_firstBucket[id + 1] - m_firstBucket[id];
    const std::size_t finest = (all + kFewestBuckets) / 2;
    const std::size_t count = std::bit_ceil(std::max(atLeast, kFewestBuckets));
    if (all == 0 || count > finest)
        return {};
    return {m_buckets.data() + m_firstBucket[id] + 2 * (finest - count), count};
}

std::size_t SegmentSummaries::memoryBytes() const {
    return m_buckets.memoryBytes() + m_firstBucket.capacity() * sizeof(m_firstBucket[0]) +
           m_rowSegments.capacity() * sizeof(m_rowSegments[0]);
}

} // namespace rt0
