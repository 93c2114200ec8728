#pragma once

#include "base/time.h"
#include "timeline/pagebuffer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace rt0 {

using SpanId = std::uint32_t;
using RowId = std::uint32_t;
inline constexpr SpanId kNoSpan = 0xffff'ffff;

/// Times beyond ±73 years (which holds the Unix time until 2043) are drawn at this limit, so that no
/// difference or sum of a row's times can overflow.
inline constexpr std::int64_t kTimeLimitNs = std::int64_t{1} << 61;

/// One span as a value; the store keeps it in fewer bytes.
struct Span {
    TimeRange time;
    std::uint32_t item = 0;  ///< what it stands for: an index whose meaning belongs to the row
    std::uint8_t colour = 0; ///< colour class, an index into the view's palette
    friend constexpr bool operator==(const Span&, const Span&) = default;
};

/// All spans of a timeline. A row's spans have neighbouring ids, are ordered and do not overlap (nesting
/// takes one row per depth), so a row is searched by bisection. There are ids between the rows that no span
/// has. Built once (SpanStoreBuilder, "timeline/spanstorebuilder.h"), then only read: safe to share between
/// threads.
///
/// 64 neighbouring spans are a chunk, which takes what its spans need: 8 bytes a span where each one begins
/// when the one before ends, 12 where there is time between them, 24 when times lie more than 4 s apart.
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
    /// Whether there is a span with this id.
    bool has(std::uint64_t id) const;

    Span span(SpanId id) const { return spanIn(chunkOf(id), id); }
    std::int64_t beginNs(SpanId id) const {
        const Chunk& chunk = chunkOf(id);
        return chunk.stride != kWide ? chunk.baseNs + wordsOf(chunk, id)[0] : wide(chunk, id).beginNs;
    }
    std::int64_t endNs(SpanId id) const {
        const Chunk& chunk = chunkOf(id);
        return chunk.stride != kWide ? chunk.baseNs + wordsOf(chunk, id)[2] : wide(chunk, id).endNs;
    }
    std::uint32_t item(SpanId id) const {
        const Chunk& chunk = chunkOf(id);
        return chunk.stride != kWide ? wordsOf(chunk, id)[1] & kItemMask : wide(chunk, id).item;
    }
    std::uint8_t colour(SpanId id) const {
        const Chunk& chunk = chunkOf(id);
        return chunk.stride != kWide ? colourIn(chunk, wordsOf(chunk, id)[1])
                                     : static_cast<std::uint8_t>(wide(chunk, id).colour);
    }
    /// Calls `take(beginNs, endNs, colour)` for the spans `[first, end)` of one row: faster than asking for
    /// each.
    template <typename Take>
    void forEach(SpanId first, SpanId end, Take&& take) const;

    /// First span of `row` that ends after `time`; endOf(row) when there is none.
    SpanId firstEndingAfter(RowId row, Nanoseconds time) const;
    /// First span of `row` that begins at or after `time`; endOf(row) when there is none.
    SpanId firstBeginningAt(RowId row, Nanoseconds time) const;
    /// The span of `row` that contains `time`, or kNoSpan.
    SpanId spanAt(RowId row, Nanoseconds time) const;

    /// From the first begin to the last end; empty without spans.
    TimeRange extent() const { return m_extent; }
    /// What `amount` of a colour counts where one must be chosen for many spans: a quiet one yields to what
    /// takes an eighth of its time.
    template <typename Amount>
    Amount voteOf(std::uint8_t colour, Amount amount) const {
        if (colour != m_quietColour)
            return amount;
        if constexpr (std::is_integral_v<Amount>)
            return (amount + 7) / 8; // what is there keeps its vote
        else
            return amount / 8;
    }
    /// How many spans had to be shortened or moved because they overlapped their predecessor in the row.
    std::size_t cutSpans() const { return m_cutSpans; }
    std::size_t memoryBytes() const;

private:
    static constexpr unsigned kChunkBits = 6;
    static constexpr SpanId kChunkSpans = 1U << kChunkBits;
    static constexpr unsigned kItemBits = 28; ///< of a word; the others are the colour
    static constexpr std::uint32_t kItemMask = (1U << kItemBits) - 1;
    static constexpr std::uint8_t kColourMask = 15;

    /// How many words it is from a span to the next one in a chunk. But for wide chunks a span is {begin,
    /// item and colour, end}; times are counted from the chunk's base.
    static constexpr std::uint8_t kTouching = 2; ///< the next begin is the end
    static constexpr std::uint8_t kApart = 3;
    static constexpr std::uint8_t kWide = 6; ///< WideSpan

    struct Chunk {
        std::int64_t baseNs;
        std::uint32_t place; ///< of its words, in units of 8 bytes
        std::uint8_t stride;
        std::uint8_t colour; ///< what all its colours have in common; the words have the last four bits
    };
    struct WideSpan {
        std::int64_t beginNs;
        std::int64_t endNs;
        std::uint32_t item;
        std::uint32_t colour;
    };
    static_assert(sizeof(WideSpan) == kWide * sizeof(std::uint32_t));
    struct Row {
        SpanId first = 0;
        SpanId end = 0;
    };

    const Chunk& chunkOf(SpanId id) const { return m_chunks[id >> kChunkBits]; }
    const std::uint32_t* wordsOf(const Chunk& chunk, SpanId id) const {
        return m_words.data() + 2 * std::size_t{chunk.place} +
               static_cast<std::size_t>(id & (kChunkSpans - 1)) * chunk.stride;
    }
    WideSpan wide(const Chunk& chunk, SpanId id) const {
        WideSpan span;
        std::memcpy(&span, wordsOf(chunk, id), sizeof span);
        return span;
    }
    /// The span that has the place of `id` in `chunk`.
    Span spanIn(const Chunk& chunk, SpanId id) const;
    static std::uint8_t colourIn(const Chunk& chunk, std::uint32_t word) {
        return static_cast<std::uint8_t>(chunk.colour | word >> kItemBits);
    }

    PageArray<std::uint32_t> m_words;
    PageArray<Chunk> m_chunks; ///< row after row
    std::vector<Row> m_rows;
    std::size_t m_size = 0;
    TimeRange m_extent;
    std::size_t m_cutSpans = 0;
    int m_quietColour = -1; ///< none
};

template <typename Take>
void SpanStore::forEach(SpanId first, SpanId end, Take&& take) const {
    while (first < end) {
        const Chunk& chunk = chunkOf(first);
        const SpanId count = std::min(end - first, kChunkSpans - (first & (kChunkSpans - 1)));
        if (chunk.stride == kWide) {
            for (SpanId id = first; id < first + count; ++id) {
                const WideSpan span = wide(chunk, id);
                take(span.beginNs, span.endNs, static_cast<std::uint8_t>(span.colour));
            }
        } else {
            // Copies stay in registers, whatever `take` writes.
            const std::int64_t baseNs = chunk.baseNs;
            const std::uint8_t colour = chunk.colour;
            const std::size_t stride = chunk.stride;
            const std::uint32_t* words = wordsOf(chunk, first);
            for (SpanId i = 0; i < count; ++i, words += stride)
                take(baseNs + words[0], baseNs + words[2],
                     static_cast<std::uint8_t>(colour | words[1] >> kItemBits));
        }
        first += count;
    }
}

} // namespace rt0

#include "timeline/spanstorebuilder.h"
