#pragma once

#include "timeline/spanstore.h"

#include <array>
#include <limits>

namespace rt0 {

/// Collects spans in any order. Fast, and without ever holding a span twice, when each row gets its spans in
/// the order of time, whatever comes between them for other rows.
class SpanStore::Builder {
public:
    RowId addRow();
    /// Spans of this colour shall not hide others that share their pixel (SpanStore::voteOf).
    void setQuietColour(std::uint8_t colour) { m_store.m_quietColour = colour; }
    /// A span that is empty (no length) is kept with the length of 1 ns so that it can be seen and selected.
    /// False, and nothing is added, when `row` was never added or the store is full (about 2^32 spans, or
    /// 16 GiB).
    bool add(RowId row, const Span& span) {
        const std::int64_t beginNs = span.time.begin.count();
        const std::int64_t endNs = span.time.end.count();
        if (row < m_rows.size()) {
            Row& to = m_rows[row];
            const bool follows = to.stride == kApart ? beginNs >= to.freeFromNs
                                                     : to.stride == kTouching && beginNs == to.freeFromNs;
            if (follows && to.used != kRooms[to.room] && endNs > beginNs && fits(to, span)) {
                append(to, span);
                return true;
            }
        }
        return addUnusual(row, span);
    }
    /// As add(), quicker for a span that begins where the row's last one ends.
    void addTouching(RowId row, const Span& span) {
        Row& to = m_rows[row];
        if (to.stride != kTouching || span.time.begin.count() != to.freeFromNs ||
            to.used == kRooms[to.room] || span.time.end <= span.time.begin || !fits(to, span)) [[unlikely]] {
            add(row, span);
            return;
        }
        std::uint32_t* const words = m_words + to.place + std::size_t{to.used} * kTouching;
        ++to.used;
        to.freeFromNs = span.time.end.count();
        // Its begin stands there: it is the end before.
        words[1] = wordOf(span);
        words[2] = static_cast<std::uint32_t>(to.freeFromNs - to.baseNs);
    }
    /// Fetches what the next span of a row will need, when it is known some time before.
    void callInRow(RowId row) const { __builtin_prefetch(&m_rows[row], 1); }
    /// As callInRow(), a bit later: it looks into the row.
    void callInEnd(RowId row) const {
        __builtin_prefetch(m_words + m_rows[row].place + std::size_t{m_rows[row].used} * m_rows[row].stride,
                           1);
    }
    /// Sorts each row (nothing to do when its spans were added in order) and cuts overlaps: a span that
    /// begins before its predecessor's end has it begin there; one that is wholly covered is kept with 1 ns
    /// behind it. SpanStore::cutSpans() counts them.
    SpanStore build() &&;

private:
    static constexpr std::int64_t kUnordered = std::numeric_limits<std::int64_t>::max();

    /// A row and its last chunk.
    struct Row {
        std::int64_t freeFromNs = -kTimeLimitNs; ///< the last span's end; kUnordered: build() must sort
        std::int64_t baseNs = 0;
        std::uint32_t place = 0; ///< of the chunk, in words
        SpanId closedSpans = 0;  ///< in chunks before
        std::uint32_t lastClosed = kNoChunk;
        std::uint8_t used = 0;   ///< spans in the chunk
        std::uint8_t room = 0;   ///< into kRooms
        std::uint8_t stride = 0; ///< 0: no chunk
        std::uint8_t colour = 0;

        bool unordered() const { return freeFromNs == kUnordered; }
    };
    struct ClosedChunk {
        Chunk chunk;
        std::uint32_t before; ///< of the same row
    };
    static_assert(sizeof(Row) == 32);
    static constexpr std::uint32_t kNoChunk = 0xffff'ffff;
    /// A row's first chunk is small, and moves when it grows.
    static constexpr std::array<std::uint8_t, 3> kRooms{4, 16, kChunkSpans};

    /// Whether a span that does not begin before the chunk's last one can be written in 32 bits a part.
    static bool fits(const Row& row, const Span& span) {
        const auto endNs = static_cast<std::uint64_t>(span.time.end.count());
        return row.stride != kWide && (endNs - static_cast<std::uint64_t>(row.baseNs)) >> 32U == 0 &&
               span.item <= kItemMask && (span.colour & ~unsigned{kColourMask}) == row.colour;
    }
    static std::uint32_t wordOf(const Span& span) {
        return span.item | static_cast<std::uint32_t>(span.colour & kColourMask) << kItemBits;
    }
    static Chunk chunkOf(const Row& row);
    bool addUnusual(RowId row, const Span& span);
    void addBehind(Row& row, const Span& span);
    void makeRoom(Row& row, const Span& span);
    void append(Row& to, const Span& span);
    void beginChunk(Row& row, std::uint8_t stride, const Span& span);
    void closeChunk(Row& row);
    void reshape(Row& row, std::uint8_t stride, std::size_t room);
    std::uint32_t takeWords(std::uint8_t stride, std::size_t room);
    bool isFull() const;
    template <typename Take>
    void forEachChunk(const Row& row, Take&& take) const;
    void putInOrder(Row& row);
    void layOut();

    SpanStore m_store;
    std::uint32_t* m_words = nullptr; ///< of m_store
    std::size_t m_wordCount = 0;
    std::vector<Row> m_rows;
    PageArray<ClosedChunk> m_chunks;
    std::size_t m_chunkCount = 0;
    /// Words that moved chunks left, by the stride and room of those that fit in.
    std::array<std::array<std::vector<std::uint32_t>, kRooms.size()>, kWide + 1> m_free;
};

/// Inlined: called for every state of a trace.
inline void SpanStore::Builder::append(Row& to, const Span& span) {
    std::uint32_t* const words = m_words + to.place + std::size_t{to.used} * to.stride;
    const std::int64_t beginNs = span.time.begin.count();
    const std::int64_t endNs = span.time.end.count();
    ++to.used;
    if (to.stride == kWide) {
        const WideSpan wide{beginNs, endNs, span.item, span.colour};
        std::memcpy(words, &wide, sizeof wide);
        to.freeFromNs = to.unordered() ? kUnordered : endNs;
        return;
    }
    to.freeFromNs = endNs;
    words[0] = static_cast<std::uint32_t>(beginNs - to.baseNs);
    words[1] = wordOf(span);
    words[2] = static_cast<std::uint32_t>(endNs - to.baseNs);
}

} // namespace rt0
