#pragma once

#include "timeline/pagebuffer.h"
#include "timeline/spanstore.h"

#include <vector>

namespace rt0 {

/// Ordered spans of a row whose number is not known beforehand, 16 bytes each: a SpanStore gets them at the
/// end, when it can be told how many they are, and never holds them twice.
///
/// Times are from 0 to kLatestNs, colours are TraceColour::Running and the seven behind it.
class TraceSpanList {
public:
    static constexpr std::int64_t kLatestNs = kTimeLimitNs >> 1U;

    void add(const Span& span);
    std::size_t size() const { return m_size; }
    /// A new row with all spans; the list is empty then.
    RowId moveTo(SpanStore::Builder& spans);

private:
    struct Packed {
        std::uint64_t beginAndColour; ///< the colour in its lowest three bits
        std::uint32_t lengthNs;       ///< kLong: see `m_long`
        std::uint32_t item;
    };
    static constexpr unsigned kColourBits = 3;
    static constexpr std::uint32_t kLong = 0xffff'ffff;

    void addChunk();

    std::vector<PageArray<Packed>> m_chunks;
    std::vector<std::int64_t> m_long; ///< lengths of kLong or more, in order
    Packed* m_next = nullptr;
    Packed* m_end = nullptr;
    std::size_t m_size = 0;
};

inline void TraceSpanList::add(const Span& span) {
    if (m_next == m_end)
        addChunk();
    const std::int64_t lengthNs = span.time.length().count();
    const std::uint64_t begin = static_cast<std::uint64_t>(span.time.begin.count()) << kColourBits;
    const bool isLong = lengthNs >= std::int64_t{kLong};
    if (isLong)
        m_long.push_back(lengthNs);
    *m_next++ = {begin | (span.colour & 7U), isLong ? kLong : static_cast<std::uint32_t>(lengthNs),
                 span.item};
    ++m_size;
}

} // namespace rt0
