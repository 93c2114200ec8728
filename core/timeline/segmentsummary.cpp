#include "timeline/segmentsummary.h"

#include <bit>

namespace rt0 {

namespace {

/// Smaller segments are as quickly read span by span.
constexpr SpanId kFewestSpans = 256;

std::size_t finestBuckets(std::size_t spans) {
    return spans < kFewestSpans ? 0 : std::bit_floor(spans);
}

std::size_t bucketsOfAllLevels(std::size_t spans) {
    const std::size_t finest = finestBuckets(spans);
    return finest == 0 ? 0 : 2 * finest - SegmentSummaries::kFewestBuckets;
}

/// Adds up one segment's spans in buckets of time.
class Adder {
public:
    Adder(std::int64_t beginNs, std::int64_t endNs, std::size_t buckets)
        : m_beginNs(beginNs),
          m_bucketPerNs(static_cast<double>(buckets) / static_cast<double>(endNs - beginNs)),
          m_sums(buckets) {}

    void add(std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        const double from = static_cast<double>(beginNs - m_beginNs) * m_bucketPerNs;
        const double to = static_cast<double>(endNs - m_beginNs) * m_bucketPerNs;
        const std::size_t first = std::min(static_cast<std::size_t>(from), m_sums.size() - 1);
        const std::size_t last = std::clamp(static_cast<std::size_t>(to), first, m_sums.size() - 1);
        for (std::size_t i = first; i <= last; ++i) {
            const double share =
                std::min(to, static_cast<double>(i + 1)) - std::max(from, static_cast<double>(i));
            // A span that ends where a bucket begins is not in it.
            if (share > 0)
                vote(m_sums[i], static_cast<float>(share), colour);
        }
    }

    SummaryBucket bucket(std::size_t i) const {
        const Sum& sum = m_sums[i];
        if (sum.covered <= 0)
            return {};
        return {static_cast<std::uint8_t>(std::clamp(sum.covered * 255 + 0.5F, 1.0F, 255.0F)), sum.colour};
    }

private:
    struct Sum {
        float covered = 0; ///< of 1
        float lead = 0;    ///< of the colour over all others
        std::uint8_t colour = 0;
    };

    static void vote(Sum& sum, float share, std::uint8_t colour) {
        sum.covered += share;
        sum.lead += colour == sum.colour ? share : -share;
        if (sum.lead < 0) {
            sum.colour = colour;
            sum.lead = -sum.lead;
        }
    }

    std::int64_t m_beginNs;
    double m_bucketPerNs;
    std::vector<Sum> m_sums;
};

SummaryBucket merged(const SummaryBucket& a, const SummaryBucket& b) {
    // Rounded up: what is there stays there.
    return {static_cast<std::uint8_t>((a.coverage + b.coverage + 1) / 2),
            a.coverage >= b.coverage ? a.colour : b.colour};
}

} // namespace

SegmentSummaries::SegmentSummaries(const SpanStore& store) {
    std::size_t buckets = 0;
    std::size_t segments = 0;
    for (RowId row = 0; row < store.rowCount(); ++row) {
        const std::size_t spans = store.endOf(row) - store.firstOf(row);
        buckets += spans / kSpans * bucketsOfAllLevels(kSpans) + bucketsOfAllLevels(spans % kSpans);
        segments += (spans + kSpans - 1) / kSpans;
    }
    m_buckets.reserve(buckets);
    m_firstBucket.reserve(segments + 1);
    m_rowSegments.reserve(store.rowCount());
    for (RowId row = 0; row < store.rowCount(); ++row) {
        m_rowSegments.push_back(m_firstBucket.size());
        SpanId first = store.firstOf(row);
        while (first != store.endOf(row)) {
            const SpanId size = std::min(store.endOf(row) - first, kSpans);
            append(store, first, first + size);
            first += size;
        }
    }
    m_firstBucket.push_back(m_buckets.size());
}

void SegmentSummaries::append(const SpanStore& store, SpanId first, SpanId end) {
    m_firstBucket.push_back(m_buckets.size());
    const std::size_t finest = finestBuckets(end - first);
    if (finest == 0)
        return;
    Adder adder(store.beginNs(first), store.endNs(end - 1), finest);
    for (SpanId i = first; i < end; ++i)
        adder.add(store.beginNs(i), store.endNs(i), store.colour(i));
    std::size_t below = m_buckets.size();
    for (std::size_t i = 0; i < finest; ++i)
        m_buckets.push_back(adder.bucket(i));
    for (std::size_t count = finest; count > kFewestBuckets; count /= 2) {
        for (std::size_t i = 0; i < count; i += 2)
            m_buckets.push_back(merged(m_buckets[below + i], m_buckets[below + i + 1]));
        below += count;
    }
}

std::span<const SummaryBucket> SegmentSummaries::buckets(RowId row, SpanId segment,
                                                         std::size_t atLeast) const {
    const std::size_t id = m_rowSegments[row] + segment;
    const std::size_t all = m_firstBucket[id + 1] - m_firstBucket[id];
    const std::size_t finest = (all + kFewestBuckets) / 2;
    const std::size_t count = std::bit_ceil(std::max(atLeast, kFewestBuckets));
    if (all == 0 || count > finest)
        return {};
    return {m_buckets.data() + m_firstBucket[id] + 2 * (finest - count), count};
}

std::size_t SegmentSummaries::memoryBytes() const {
    return m_buckets.capacity() * sizeof(SummaryBucket) +
           m_firstBucket.capacity() * sizeof(m_firstBucket[0]) +
           m_rowSegments.capacity() * sizeof(m_rowSegments[0]);
}

} // namespace rt0
