#pragma once

#include "timeline/spanindex.h"

#include <atomic>

namespace rt0 {

/// Builds a SpanIndex: makes room for everything, then fills it part by part with several threads. A part
/// has whole segments (SegmentSummaries), of which each is read once.
class SpanIndex::Filler {
public:
    explicit Filler(SpanIndex& index);
    void fill(int threads);

private:
    /// Whole rows, or segments of one row.
    struct Part {
        RowId row;
        RowId endRow;
        SpanId segment;
        SpanId endSegment;
    };

    SpanId sizeOf(RowId row) const { return m_store.endOf(row) - m_store.firstOf(row); }
    /// The row's blocks of a level, to be written.
    Block* level(const Levels& levels, int number);
    void makeRoom();
    void divide();
    void divideRow(RowId row);
    void fillParts();
    void fillSegment(RowId row, const Levels& levels, SpanId segment);
    Block fillLeaf(SpanId first, SpanId end, std::uint64_t& coveredNs) const;
    void finishRow(RowId row);

    SpanIndex& m_index;
    const SpanStore& m_store;
    std::vector<Part> m_parts;
    std::atomic<std::size_t> m_nextPart = 0;
};

} // namespace rt0
