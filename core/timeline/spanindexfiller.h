#pragma once

#include "timeline/spanindex.h"

#include <atomic>

namespace rt0 {

/// Fills rows of a SpanIndex part by part with several threads. A part has whole segments (SegmentSummaries),
/// of which each is read once.
class SpanIndex::Filler {
public:
    /// The rows that SpanIndex::begin() gave to the caller.
    Filler(const SpanIndex& index, std::vector<RowId> rows);
    void fill(int threads);

private:
    /// Whole rows, by their places in m_rows, or segments of one row.
    struct Part {
        std::size_t begin;
        std::size_t end;
        SpanId segment;
        SpanId endSegment;
    };

    SpanId sizeOf(RowId row) const { return m_store.endOf(row) - m_store.firstOf(row); }
    /// The row's blocks of a level, to be written.
    Block* level(const Levels& levels, int number);
    void divide();
    void divideRow(std::size_t place);
    void fillParts();
    void fillSegment(RowId row, const Levels& levels, SpanId segment);
    Block fillLeaf(SpanId first, SpanId end, std::uint64_t& coveredNs) const;
    std::uint8_t fullestColour(SpanId first, SpanId end) const;
    void finishRow(RowId row);

    const SpanIndex& m_index;
    const SpanStore& m_store;
    std::vector<RowId> m_rows;
    std::vector<Part> m_parts;
    std::atomic<std::size_t> m_nextPart = 0;
};

} // namespace rt0
