#include "timeline/spanstore.h"

#include <numeric>
#include <span>
#include <utility>

namespace rt0 {

namespace {

constexpr std::size_t kMaxSpans = kNoSpan - 1;

std::int64_t limited(Nanoseconds time) {
    return std::clamp<std::int64_t>(time.count(), -kTimeLimitNs, kTimeLimitNs);
}

/// `column[i] = column[order[i]]` for the part of a column that starts at `first`.
template <typename T>
void reorder(std::vector<T>& column, SpanId first, std::span<const SpanId> order) {
    std::vector<T> sorted;
    sorted.reserve(order.size());
    for (const SpanId from : order)
        sorted.push_back(column[from]);
    std::copy(sorted.begin(), sorted.end(), column.begin() + first);
}

/// Moves each value to the place that `target` names for its row, counting that place up.
template <typename T>
void scatter(std::vector<T>& column, std::span<const RowId> rows, std::vector<SpanId> target) {
    std::vector<T> grouped(column.size());
    for (std::size_t i = 0; i < column.size(); ++i)
        grouped[target[rows[i]]++] = column[i];
    column = std::move(grouped);
}

} // namespace

RowId SpanStore::rowOf(SpanId span) const {
    const auto behind = std::upper_bound(m_rowFirst.begin(), m_rowFirst.end(), span);
    return static_cast<RowId>(behind - m_rowFirst.begin() - 1);
}

Span SpanStore::span(SpanId id) const {
    return {{Nanoseconds(m_beginNs[id]), Nanoseconds(m_endNs[id])}, m_item[id], m_colour[id]};
}

SpanId SpanStore::firstEndingAfter(RowId row, Nanoseconds time) const {
    const auto first = m_endNs.begin() + firstOf(row);
    const auto end = m_endNs.begin() + endOf(row);
    return static_cast<SpanId>(std::upper_bound(first, end, time.count()) - m_endNs.begin());
}

SpanId SpanStore::firstBeginningAt(RowId row, Nanoseconds time) const {
    const auto first = m_beginNs.begin() + firstOf(row);
    const auto end = m_beginNs.begin() + endOf(row);
    return static_cast<SpanId>(std::lower_bound(first, end, time.count()) - m_beginNs.begin());
}

SpanId SpanStore::spanAt(RowId row, Nanoseconds time) const {
    const SpanId candidate = firstEndingAfter(row, time);
    return candidate < endOf(row) && m_beginNs[candidate] <= time.count() ? candidate : kNoSpan;
}

std::size_t SpanStore::memoryBytes() const {
    return m_beginNs.capacity() * sizeof(m_beginNs[0]) + m_endNs.capacity() * sizeof(m_endNs[0]) +
           m_item.capacity() * sizeof(m_item[0]) + m_colour.capacity() * sizeof(m_colour[0]) +
           m_rowFirst.capacity() * sizeof(m_rowFirst[0]);
}

RowId SpanStore::Builder::addRow() {
    return m_rows++;
}

void SpanStore::Builder::reserve(std::size_t spans) {
    const std::size_t count = std::min(spans, kMaxSpans);
    m_row.reserve(count);
    m_store.m_beginNs.reserve(count);
    m_store.m_endNs.reserve(count);
    m_store.m_item.reserve(count);
    m_store.m_colour.reserve(count);
}

bool SpanStore::Builder::add(RowId row, const Span& span) {
    if (row >= m_rows || m_row.size() >= kMaxSpans)
        return false;
    m_grouped = m_grouped && (m_row.empty() || m_row.back() <= row);
    const std::int64_t begin = limited(span.time.begin);
    m_row.push_back(row);
    m_store.m_beginNs.push_back(begin);
    m_store.m_endNs.push_back(std::max(limited(span.time.end), begin + 1));
    m_store.m_item.push_back(span.item);
    m_store.m_colour.push_back(span.colour);
    return true;
}

void SpanStore::Builder::groupByRow() {
    std::vector<SpanId> first(std::size_t{m_rows} + 1, 0);
    for (const RowId row : m_row)
        ++first[row + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    if (!m_grouped) {
        scatter(m_store.m_beginNs, m_row, first);
        scatter(m_store.m_endNs, m_row, first);
        scatter(m_store.m_item, m_row, first);
        scatter(m_store.m_colour, m_row, first);
    }
    m_store.m_rowFirst = std::move(first);
}

void SpanStore::Builder::sortRow(SpanId first, SpanId end) {
    const auto& begins = m_store.m_beginNs;
    if (std::is_sorted(begins.begin() + first, begins.begin() + end))
        return;
    std::vector<SpanId> order(end - first);
    std::iota(order.begin(), order.end(), first);
    std::stable_sort(order.begin(), order.end(), [&](SpanId a, SpanId b) { return begins[a] < begins[b]; });
    reorder(m_store.m_endNs, first, order);
    reorder(m_store.m_item, first, order);
    reorder(m_store.m_colour, first, order);
    reorder(m_store.m_beginNs, first, order);
}

void SpanStore::Builder::cutOverlaps(SpanId first, SpanId end) {
    for (SpanId i = first + 1; i < end; ++i) {
        const std::int64_t free = m_store.m_endNs[i - 1];
        if (m_store.m_beginNs[i] >= free)
            continue;
        // Many spans cut at the time limit go up to 4 s beyond it, where there is room enough.
        m_store.m_beginNs[i] = free;
        m_store.m_endNs[i] = std::max(m_store.m_endNs[i], free + 1);
        ++m_store.m_cutSpans;
    }
}

void SpanStore::Builder::findExtent() {
    for (RowId row = 0; row < m_rows; ++row) {
        const SpanId first = m_store.firstOf(row);
        const SpanId end = m_store.endOf(row);
        if (first != end)
            m_store.m_extent = united(m_store.m_extent, {Nanoseconds(m_store.m_beginNs[first]),
                                                         Nanoseconds(m_store.m_endNs[end - 1])});
    }
}

SpanStore SpanStore::Builder::build() && {
    groupByRow();
    m_row = {};
    for (RowId row = 0; row < m_rows; ++row) {
        sortRow(m_store.firstOf(row), m_store.endOf(row));
        cutOverlaps(m_store.firstOf(row), m_store.endOf(row));
    }
    m_store.m_beginNs.shrink_to_fit();
    m_store.m_endNs.shrink_to_fit();
    m_store.m_item.shrink_to_fit();
    m_store.m_colour.shrink_to_fit();
    findExtent();
    return std::move(m_store);
}

} // namespace rt0
