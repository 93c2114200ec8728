#pragma once

#include "timeline/runcollector.h"

#include <span>
#include <vector>

namespace rt0 {

/// Goes through one row from left to right for one query of a SpanIndex and hands its RunCollector the
/// largest parts that are narrower than a pixel, or whole columns where the row is summarised finely enough.
class RowWalker {
public:
    RowWalker(const SpanIndex& index, RowId row, const PixelScale& scale, std::vector<PixelRun>& runs);

    void walk();

private:
    /// A summarised segment and the part of it that is visible.
    struct Segment {
        std::span<const SummaryBucket> buckets;
        std::int64_t beginNs;
        std::int64_t visibleBeginNs;
        std::int64_t visibleEndNs;
        double bucketsPerNs;
    };

    SpanId endOfSegment(SpanId segment) const;
    void walkSpans(SpanId end);
    void walkBlock();
    bool takeSegment(SpanId segment);
    void takePartOfColumn(const Segment& segment, int column, std::int64_t fromNs, std::int64_t toNs);
    void takeColumns(const Segment& segment, int from, int to);
    void takeColumnsBetweenLong(const Segment& segment, int from, int to);
    void findLong(int level, SpanId block);
    std::size_t levelIndex() const { return static_cast<std::size_t>(m_level); }

    const SpanIndex& m_index;
    const SpanStore& m_store;
    RowId m_row;
    SpanId m_first; ///< of the row; all other positions are counted from it
    SpanId m_count;
    SpanIndex::Levels m_levels;
    const PixelScale& m_scale;
    std::vector<PixelRun>& m_runs;
    RunCollector m_collector;
    SpanId m_at = 0;
    int m_level = -1; ///< of the block to try at m_at; -1 = read spans
    std::vector<SpanId> m_long;
};

} // namespace rt0
