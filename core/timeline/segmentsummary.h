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

    /// Makes room only; then every segment must be filled.
    explicit SegmentSummaries(const SpanStore& store);
    /// Different segments may be filled at the same time.
    void fill(const SpanStore& store, RowId row, SpanId segment);

    /// The row's `segment`-th segment in at least `atLeast`, less than `2 * atLeast` buckets (but
    /// kFewestBuckets at least); nothing when it is not summarised that finely.
    std::span<const SummaryBucket> buckets(RowId row, SpanId segment, std::size_t atLeast) const;
    std::size_t memoryBytes() const;

private:
    PageArray<SummaryBucket> m_buckets;
    std::vector<std::size_t> m_firstBucket;   ///< of each segment, and one behind the last
    std::vector<std::uint32_t> m_rowSegments; ///< the row's first segment, and one behind the last
};

} // namespace rt0
