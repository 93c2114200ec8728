#include "timeline/segmentsummary.h"

#include <algorithm>
#include <bit>
#include <limits>

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

/// Fills a segment's finest buckets from left to right with its spans, which come in order.
class BucketWriter {
public:
    BucketWriter(const SpanStore& store, std::int64_t beginNs, std::int64_t endNs,
                 std::span<SummaryBucket> to)
        : m_store(store),
          m_beginNs(beginNs),
          m_bucketPerNs(static_cast<double>(to.size()) / static_cast<double>(endNs - beginNs)),
          m_next(to.data()),
          m_last(to.data() + to.size() - 1) {}

    void add(std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        // Spans of states touch: where one begins is known from the one before.
        if (beginNs != m_endNs)
            skipTo(placeOf(beginNs));
        m_endNs = endNs;
        const double end = placeOf(endNs);
        while (end > m_bucketEnd && m_next != m_last) {
            vote(m_bucketEnd - m_at, colour);
            closeBucket();
        }
        vote(end - m_at, colour);
        m_at = end;
    }
    void finish() {
        while (m_next != m_last)
            closeBucket();
        closeBucket();
    }

private:
    /// In buckets.
    double placeOf(std::int64_t ns) const { return static_cast<double>(ns - m_beginNs) * m_bucketPerNs; }

    void skipTo(double place) {
        while (place >= m_bucketEnd && m_next != m_last)
            closeBucket();
        m_at = place;
    }
    void vote(double part, std::uint8_t colour) {
        const auto share = static_cast<float>(part);
        m_covered += share;
        const float counted = m_store.voteOf(colour, share);
        m_lead += colour == m_colour ? counted : -counted;
        m_colour = m_lead < 0 ? colour : m_colour;
        m_lead = m_lead < 0 ? -m_lead : m_lead;
    }
    void closeBucket() {
        *m_next++ =
            m_covered <= 0
                ? SummaryBucket{}
                : SummaryBucket{static_cast<std::uint8_t>(std::clamp(m_covered * 255 + 0.5F, 1.0F, 255.0F)),
                                m_colour};
        m_covered = 0;
        m_lead = 0;
        m_colour = 0;
        m_at = m_bucketEnd;
        m_bucketEnd += 1;
    }

    const SpanStore& m_store;
    std::int64_t m_beginNs;
    double m_bucketPerNs;
    std::int64_t m_endNs = std::numeric_limits<std::int64_t>::min(); ///< of the last span
    double m_at = 0;                                                 ///< the same in buckets
    // Of the bucket under way.
    double m_bucketEnd = 1;
    float m_covered = 0; ///< of 1
    float m_lead = 0;    ///< of the colour over all others
    std::uint8_t m_colour = 0;
    SummaryBucket* m_next;
    SummaryBucket* m_last;
};

} // namespace

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

void SegmentSummaries::fill(const SpanStore& store, RowId row, SpanId segment) {
    const std::size_t id = std::size_t{m_rowSegments[row]} + segment;
    if (id >= m_rowSegments[row + 1])
        return;
    const SpanId first = store.firstOf(row) + (segment << kBits);
    const SpanId end = first + std::min(store.endOf(row) - first, kSpans);
    const std::size_t finest = finestBuckets(end - first);
    if (finest == 0)
        return;
    SummaryBucket* below = m_buckets.data() + m_firstBucket[id];
    BucketWriter writer(store, store.beginNs(first), store.endNs(end - 1), {below, finest});
    store.forEach(first, end, [&](std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        writer.add(beginNs, endNs, colour);
    });
    writer.finish();
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
