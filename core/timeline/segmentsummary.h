#pragma once

#include "timeline/spanstore.h"

#include <span>
#include <vector>

namespace rt0 {

/// What lies in one of a segment's equally long stretches of time.
struct SummaryBucket {
    std::uint8_t coverage = 0; ///< share covered by spans, 255 = all; 0 only when there is no span at all
    std::uint8_t colour = 0;   ///< class that covers most of it (a majority vote)
};

/// Summaries by time of segments of neighbouring spans: what a pixel column of a dense row shows is read, not
/// added up.
///
/// A segment is a number of spans, not a stretch of time, so that a burst is as finely resolved as anything
/// else; its buckets divide the time from its first span's begin to its last span's end. Every level has half
/// of the buckets of the one before.
class SegmentSummaries {
public:
    static constexpr unsigned kBits = 12;
    static constexpr SpanId kSpans = 1U << kBits; ///< of a segment; a row's last one may have fewer
    static constexpr std::size_t kFewestBuckets = 16;
    static constexpr std::size_t kMostBuckets = kSpans / 2;

    /// What filling one segment after the other needs; one for each thread.
    class Scratch;

    /// Makes room only; then every segment must be filled.
    explicit SegmentSummaries(const SpanStore& store);
    /// Different segments may be filled at the same time.
    void fill(const SpanStore& store, RowId row, SpanId segment, Scratch& scratch);

    /// The row's `segment`-th segment in at least `atLeast`, less than `2 * atLeast` buckets (but
    /// kFewestBuckets at least); nothing when it is not summarised that finely.
    std::span<const SummaryBucket> buckets(RowId row, SpanId segment, std::size_t atLeast) const;
    std::size_t memoryBytes() const;

private:
    PageArray<SummaryBucket> m_buckets;
    std::vector<std::size_t> m_firstBucket;   ///< of each segment, and one behind the last
    std::vector<std::uint32_t> m_rowSegments; ///< the row's first segment, and one behind the last
};

/// Sums of one segment's buckets.
class SegmentSummaries::Scratch {
public:
    void restart(const SpanStore& store, std::int64_t beginNs, std::int64_t endNs, std::size_t buckets);
    void add(std::int64_t beginNs, std::int64_t endNs, std::uint8_t colour) {
        // Spans of states touch: where one begins is known from the one before.
        const Place from = beginNs == m_endNs ? m_end : placeOf(beginNs);
        m_endNs = endNs;
        m_end = placeOf(endNs);
        if (from.bucket == m_end.bucket)
            vote(m_sums[static_cast<std::size_t>(from.bucket)], static_cast<float>(m_end.at - from.at),
                 colour);
        else
            addToMany(from.at, m_end.at, from.bucket, m_end.bucket, colour);
    }
    SummaryBucket bucket(std::size_t i) const;

private:
    struct Sum {
        float covered; ///< of 1
        float lead;    ///< of the colour over all others
        std::uint8_t colour;
    };

    /// A point of time in buckets.
    struct Place {
        double at = 0;
        std::int64_t bucket = 0;
    };

    Place placeOf(std::int64_t ns) const {
        const double at = static_cast<double>(ns - m_beginNs) * m_bucketPerNs;
        return {at, std::min(static_cast<std::int64_t>(at), m_last)};
    }
    void vote(Sum& sum, float share, std::uint8_t colour) const {
        sum.covered += share;
        const float counted = m_store->voteOf(colour, share);
        const float lead = sum.lead + (colour == sum.colour ? counted : -counted);
        sum.colour = lead < 0 ? colour : sum.colour;
        sum.lead = lead < 0 ? -lead : lead;
    }
    void addToMany(double from, double to, std::int64_t first, std::int64_t last, std::uint8_t colour);

    const SpanStore* m_store = nullptr;
    std::int64_t m_beginNs = 0;
    double m_bucketPerNs = 0;
    std::int64_t m_last = 0;
    std::int64_t m_endNs = 0; ///< of the last span
    Place m_end;
    std::vector<Sum> m_sums = std::vector<Sum>(kMostBuckets);
};

} // namespace rt0
