#pragma once

#include "timeline/spanstore.h"

#include <limits>

namespace rt0 {

/// Collects spans in any order. Fast, and without ever holding a span twice, when each row is added with the
/// number of its spans and gets them in the order of time.
class SpanStore::Builder {
public:
    /// A row of which nothing is known: its spans are kept aside and find their place in build().
    RowId addRow();
    /// A row with room for `expected` spans. It may get more, which costs what addRow() costs, or fewer,
    /// which costs address space. Rows may be added at any time.
    RowId addRow(std::size_t expected);
    /// Room for the spans of all rows with a known number; worth it when that sum is known.
    void reserve(std::size_t spans);
    /// A span that is empty (no length) is kept with the length of 1 ns so that it can be seen and selected.
    /// False, and nothing is added, when `row` was never added or the store is full (2^32 - 2 spans).
    bool add(RowId row, const Span& span) {
        const std::int64_t beginNs = span.time.begin.count();
        // Unsigned, so that no pair of times overflows; 0 is no length of a span and wraps to the longest.
        const auto lengthNs =
            static_cast<std::uint64_t>(span.time.end.count()) - static_cast<std::uint64_t>(beginNs);
        if (row < m_rows.size()) {
            Row& to = m_rows[row];
            if (to.next != to.end && beginNs >= to.freeFromNs && beginNs < kPlainEndNs &&
                lengthNs - 1 < kLong - 1) {
                m_slots[to.next] = {beginNs, static_cast<std::uint32_t>(lengthNs), span.item};
                m_colours[to.next] = span.colour;
                ++to.next;
                to.freeFromNs = beginNs + static_cast<std::int64_t>(lengthNs);
                return true;
            }
        }
        return addUnusual(row, span);
    }
    /// Sorts each row (nothing to do when its spans were added in order) and cuts overlaps: a span that
    /// begins before its predecessor's end has it begin there; one that is wholly covered is kept with 1 ns
    /// behind it. SpanStore::cutSpans() counts them.
    SpanStore build() &&;

private:
    struct Row {
        SpanId next = 0;                         ///< the place of its next span
        SpanId end = 0;                          ///< of its room
        std::int64_t freeFromNs = -kTimeLimitNs; ///< the last span's end; kUnordered when build() must look
    };
    /// A span that has no place yet.
    struct Loose {
        std::int64_t beginNs;
        std::int64_t endNs;
        RowId row;
        std::uint32_t item;
        std::uint8_t colour;
    };
    static constexpr std::int64_t kUnordered = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t kPlainEndNs = kTimeLimitNs - (std::int64_t{1} << 32U);

    bool addUnusual(RowId row, const Span& span);
    std::size_t room() const;
    SpanId take(std::size_t places);
    void put(SpanId place, std::int64_t beginNs, std::int64_t endNs, std::uint32_t item);
    void placeLoose();
    void putInOrder(RowId row);
    void sortRow(SpanId first, SpanId end);
    void cutOverlaps(SpanId first, SpanId end);
    void finishRows();

    SpanStore m_store;
    Slot* m_slots = nullptr; ///< of m_store
    std::uint8_t* m_colours = nullptr;
    std::vector<Row> m_rows;
    std::size_t m_places = 0; ///< taken by rows
    PageArray<Loose> m_loose;
    std::size_t m_looseCount = 0;
};

} // namespace rt0
