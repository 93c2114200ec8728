#include "timeline/spanstore.h"

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
    const auto behind = std::upper_bound(m_rowsByPlace.begin(), m_rowsByPlace.end(), span,
                                         [&](SpanId id, RowId row) { return id < firstOf(row); });
    return *(behind - 1);
}

Span SpanStore::span(SpanId id) const {
    return {{Nanoseconds(beginNs(id)), Nanoseconds(endNs(id))}, item(id), colour(id)};
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
    return m_slots.memoryBytes() + m_colours.memoryBytes() + m_long.capacity() * sizeof(LongSpan) +
           m_rows.capacity() * sizeof(Place) + m_rowsByPlace.capacity() * sizeof(RowId);
}

} // namespace rt0
