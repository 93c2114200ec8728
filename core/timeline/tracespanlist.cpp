#include "timeline/tracespanlist.h"

#include "timeline/traceparts.h"

#include <algorithm>

namespace rt0 {

namespace {

constexpr std::size_t kSmallestChunk = 64;
constexpr std::size_t kLargestChunk = std::size_t{1} << 18U;

static_assert((static_cast<unsigned>(TraceColour::Running) & 7U) == 0, "colours are kept in three bits");

} // namespace

void TraceSpanList::addChunk() {
    // As many as there are: a row with few spans takes little, a large one wastes at most half of a chunk.
    const std::size_t count = std::clamp(m_size, kSmallestChunk, kLargestChunk);
    m_chunks.emplace_back();
    m_chunks.back().resize(count);
    m_next = m_chunks.back().data();
    m_end = m_next + count;
}

RowId TraceSpanList::moveTo(SpanStore::Builder& spans) {
    const RowId row = spans.addRow(m_size);
    auto longOne = m_long.begin();
    for (PageArray<Packed>& chunk : m_chunks) {
        const std::size_t count = std::min(m_size, chunk.size());
        for (std::size_t i = 0; i < count; ++i) {
            const Packed& packed = chunk[i];
            const Nanoseconds begin(static_cast<std::int64_t>(packed.beginAndColour >> kColourBits));
            const Nanoseconds length(packed.lengthNs == kLong ? *longOne++ : packed.lengthNs);
            const auto colour = static_cast<std::uint8_t>(static_cast<unsigned>(TraceColour::Running) |
                                                          (packed.beginAndColour & 7U));
            spans.add(row, {{begin, begin + length}, packed.item, colour});
        }
        m_size -= count;
        chunk.resize(0);
    }
    m_chunks.clear();
    m_long.clear();
    m_next = m_end = nullptr;
    return row;
}

} // namespace rt0
