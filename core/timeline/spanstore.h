#pragma once

#include "base/time.h"

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

/// All spans of a timeline in columns, row after row. A row's spans are ordered and do not overlap (nesting
/// takes one row per depth), so a row is searched by bisection. Built once, then only read: safe to share
/// between threads.
///
/// A row or span that does not exist is a mistake of the caller and not checked.
class SpanStore {
public:
    class Builder;

    std::size_t size() const { return m_beginNs.size(); }
    RowId rowCount() const { return static_cast<RowId>(m_rowFirst.size() - 1); }
    /// The row's spans are `[firstOf(row), endOf(row))`.
    SpanId firstOf(RowId row) const { return m_rowFirst[row]; }
    SpanId endOf(RowId row) const { return m_rowFirst[row + 1]; }
    RowId rowOf(SpanId span) const;

    Span span(SpanId id) const;
    std::int64_t beginNs(SpanId id) const { return m_beginNs[id]; }
    std::int64_t endNs(SpanId id) const { return m_endNs[id]; }
    std::uint32_t item(SpanId id) const { return m_item[id]; }
    std::uint8_t colour(SpanId id) const { return m_colour[id]; }

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
    std::size_t memoryBytes() const;

private:
    std::vector<std::int64_t> m_beginNs;
    std::vector<std::int64_t> m_endNs;
    std::vector<std::uint32_t> m_item;
    std::vector<std::uint8_t> m_colour;
    std::vector<SpanId> m_rowFirst{0};
    TimeRange m_extent;
    std::size_t m_cutSpans = 0;
};

/// Collects spans in any order.
class SpanStore::Builder {
public:
    RowId addRow();
    void reserve(std::size_t spans);
    /// A span that is empty (no length) is kept with the length of 1 ns so that it can be seen and selected.
    /// False, and nothing is added, when `row` was never added or the store is full (2^32 - 2 spans).
    bool add(RowId row, const Span& span);
    /// Sorts each row (linear when spans were added in order) and cuts overlaps: a span that begins before
    /// its predecessor's end has it begin there; one that is wholly covered is kept with 1 ns behind it.
    /// SpanStore::cutSpans() counts them.
    SpanStore build() &&;

private:
    void groupByRow();
    void sortRow(SpanId first, SpanId end);
    void cutOverlaps(SpanId first, SpanId end);
    void findExtent();

    std::vector<RowId> m_row;
    RowId m_rows = 0;
    bool m_grouped = true; ///< spans came row after row
    SpanStore m_store;
};

} // namespace rt0
