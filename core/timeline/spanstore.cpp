#include "timeline/spanstore.h"

#include <algorithm>

namespace rt0 {

namespace {

/// The first id of `[first, end)` that is not `before`.
template <typename Before>
SpanId bisect(SpanId first, SpanId end, Before before) {
    while (first < end) {
        const SpanId middle = first + (end - first) / 2;
        if (before(middle))
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

} // namespace

RowId SpanStore::rowOf(SpanId span) const {
    // Rows without spans have the place of the next one that has some.
    const auto behind = std::upper_bound(m_rows.begin(), m_rows.end(), span,
                                         [](SpanId id, const Row& row) { return id < row.first; });
    return static_cast<RowId>(behind - m_rows.begin() - 1);
}

bool SpanStore::has(std::uint64_t id) const {
    if (m_rows.empty() || id >= m_rows.back().end)
        return false;
    const auto span = static_cast<SpanId>(id);
    const RowId row = rowOf(span);
    return span >= firstOf(row) && span < endOf(row);
}

Span SpanStore::spanIn(const Chunk& chunk, SpanId id) const {
    if (chunk.stride == kWide) {
        const WideSpan span = wide(chunk, id);
        return {{Nanoseconds(span.beginNs), Nanoseconds(span.endNs)},
                span.item,
                static_cast<std::uint8_t>(span.colour)};
    }
    const std::uint32_t* const words = wordsOf(chunk, id);
    return {{Nanoseconds(chunk.baseNs + words[0]), Nanoseconds(chunk.baseNs + words[2])},
            words[1] & kItemMask,
            colourIn(chunk, words[1])};
}

SpanId SpanStore::firstEndingAfter(RowId row, Nanoseconds time) const {
    return bisect(firstOf(row), endOf(row), [&](SpanId id) { return endNs(id) <= time.count(); });
}

SpanId SpanStore::firstBeginningAt(RowId row, Nanoseconds time) const {
    return bisect(firstOf(row), endOf(row), [&](SpanId id) { return beginNs(id) < time.count(); });
}

SpanId SpanStore::spanAt(RowId row, Nanoseconds time) const {
    const SpanId candidate = firstEndingAfter(row, time);
    return candidate < endOf(row) && beginNs(candidate) <= time.count() ? candidate : kNoSpan;
}

std::size_t SpanStore::memoryBytes() const {
    return m_words.memoryBytes() + m_chunks.memoryBytes() + m_rows.capacity() * sizeof(Row);
}

} // namespace rt0
