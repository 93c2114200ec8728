#pragma once

#include "base/time.h"
#include "timeline/pagebuffer.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rt0 {

using SpanId = std::uint32_t;
using RowId = std::uint32_t;
inline constexpr SpanId kNoSpan = 0xffff'ffff;

/// Times beyond ±73 years (which holds the Unix time until 2043) are drawn at this limit, so that no
/// difference or sum of a row's times can overflow.
inline constexpr std::int64_t kTimeLimitNs = std::int64_t{1} << 61;

/// One span as a value; the store keeps its parts in columns.
struct Span {
    TimeRange time;
    std::uint32_t item = 0;  ///< what it stands for: an index whose meaning belongs to the row
    std::uint8_t colour = 0; ///< colour class, an index into the view's palette
    friend constexpr bool operator==(const Span&, const Span&) = default;
};

/// All spans of a timeline, 17 bytes each. A row's spans have neighbouring ids, are ordered and do not
/// overlap (nesting takes one row per depth), so a row is searched by bisection. Rows may lie in any order,
/// with ids between them that no span has. Built once (SpanStoreBuilder, "timeline/spanstorebuilder.h"), then
/// only read: safe to share between threads.
///
/// A row or span that does not exist is a mistake of the caller and not checked.
class SpanStore {
public:
    class Builder;

    std::size_t size() const { return m_size; }
    RowId rowCount() const { return static_cast<RowId>(m_rows.size()); }
    /// The row's spans are `[firstOf(row), endOf(row))`.
    SpanId firstOf(RowId row) const { return m_rows[row].first; }
    SpanId endOf(RowId row) const { return m_rows[row].end; }
    RowId rowOf(SpanId span) const;

    Span span(SpanId id) const;
    std::int64_t beginNs(SpanId id) const { return m_slots[id].beginNs; }
    std::int64_t endNs(SpanId id) const {
        const Slot& slot = m_slots[id];
        return slot.lengthNs != kLong ? slot.beginNs + slot.lengthNs : m_long[slot.item].endNs;
    }
    std::uint32_t item(SpanId id) const {
        const Slot& slot = m_slots[id];
        return slot.lengthNs != kLong ? slot.item : m_long[slot.item].item;
    }
    std::uint8_t colour(SpanId id) const { return m_colours[id]; }

    /// First span of `row` that ends after `time`; endOf(row) when there is none.
    SpanId firstEndingAfter(RowId row, Nanoseconds time) const;
    /// First span of `row` that begins at or after `time`; endOf(row) when there is none.
    SpanId firstBeginningAt(RowId row, Nanoseconds time) const;
    /// The span of `row` that contains `time`, or kNoSpan.
    SpanId spanAt(RowId row, Nanoseconds time) const;

    /// From the first begin to the last end; empty without spans.
    TimeRange extent() const { return m_extent; }
    /// How many spans had to be shortened or moved because they overlapped their predecessor in the row.
    std::size_t cutSpans() const { return m_cutSpans; }
    /// With what was reserved for rows that then got fewer spans than expected.
    std::size_t memoryBytes() const;

private:
    /// What is searched and drawn together; the colour apart, or it would take 24 bytes.
    struct Slot {
        std::int64_t beginNs;
        std::uint32_t lengthNs; ///< kLong: see `m_long[item]`
        std::uint32_t item;
    };
    struct LongSpan {
        std::int64_t endNs;
        std::uint32_t item;
    };
    struct Place {
        SpanId first = 0;
        SpanId end = 0;
    };
    static constexpr std::uint32_t kLong = 0xffff'ffff; ///< 4.29 s

    PageArray<Slot> m_slots;
    PageArray<std::uint8_t> m_colours;
    std::vector<LongSpan> m_long; ///< those of kLong or more, in no order
    std::vector<Place> m_rows;
    std::vector<RowId> m_rowsByPlace; ///< those that have spans
    std::size_t m_size = 0;
    TimeRange m_extent;
    std::size_t m_cutSpans = 0;
};

} // namespace rt0

#include "timeline/spanstorebuilder.h"
