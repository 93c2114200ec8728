#include "timeline/spanstorebuilder.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace rt0 {

namespace {

constexpr std::size_t kMaxSpans = kNoSpan - 1;

std::int64_t limited(Nanoseconds time) {
    return std::clamp<std::int64_t>(time.count(), -kTimeLimitNs, kTimeLimitNs);
}

} // namespace

/// How many more ids there are, when each row may have to move behind all others to get more room.
std::size_t SpanStore::Builder::room() const {
    const std::size_t taken = 2 * m_places + m_looseCount;
    return taken < kMaxSpans ? kMaxSpans - taken : 0;
}

SpanId SpanStore::Builder::take(std::size_t places) {
    const auto first = static_cast<SpanId>(m_places);
    m_places += places;
    m_store.m_slots.growTo(m_places);
    m_store.m_colours.growTo(m_places);
    m_slots = m_store.m_slots.data();
    m_colours = m_store.m_colours.data();
    return first;
}

RowId SpanStore::Builder::addRow() {
    m_rows.emplace_back();
    return static_cast<RowId>(m_rows.size() - 1);
}

RowId SpanStore::Builder::addRow(std::size_t expected) {
    const std::size_t places = std::min(expected, room() / 2);
    const SpanId first = take(places);
    m_store.m_rows.resize(m_rows.size() + 1);
    m_store.m_rows.back().first = first;
    m_rows.push_back({first, first + static_cast<SpanId>(places), -kTimeLimitNs});
    return static_cast<RowId>(m_rows.size() - 1);
}

void SpanStore::Builder::reserve(std::size_t spans) {
    const std::size_t count = std::max(std::min(spans, kMaxSpans), m_places);
    if (count <= m_store.m_slots.size())
        return;
    m_store.m_slots.resize(count);
    m_store.m_colours.resize(count);
    take(0);
}

void SpanStore::Builder::put(SpanId place, std::int64_t beginNs, std::int64_t endNs, std::uint32_t item) {
    const auto lengthNs = static_cast<std::uint64_t>(endNs - beginNs);
    if (lengthNs < kLong) {
        m_slots[place] = {beginNs, static_cast<std::uint32_t>(lengthNs), item};
        return;
    }
    m_slots[place] = {beginNs, kLong, static_cast<std::uint32_t>(m_store.m_long.size())};
    m_store.m_long.push_back({endNs, item});
}

/// Whatever the fast path does not take: long or empty spans, times out of order or beyond the limit, rows
/// without room.
bool SpanStore::Builder::addUnusual(RowId row, const Span& span) {
    if (row >= m_rows.size())
        return false;
    const std::int64_t beginNs = limited(span.time.begin);
    const std::int64_t endNs = std::max(limited(span.time.end), beginNs + 1);
    Row& to = m_rows[row];
    if (to.next != to.end) {
        to.freeFromNs = beginNs < to.freeFromNs ? kUnordered : endNs;
        put(to.next, beginNs, endNs, span.item);
        m_colours[to.next++] = span.colour;
        return true;
    }
    if (room() == 0)
        return false;
    m_loose.growTo(m_looseCount + 1);
    m_loose[m_looseCount++] = {beginNs, endNs, row, span.item, span.colour};
    return true;
}

/// Gives each row with loose spans a new place for all of its spans, behind all others.
void SpanStore::Builder::placeLoose() {
    std::vector<SpanId> count(m_rows.size(), 0);
    for (std::size_t i = 0; i < m_looseCount; ++i)
        ++count[m_loose[i].row];
    const auto sum = m_places + m_looseCount;
    reserve(sum);
    for (RowId row = 0; row < m_rows.size(); ++row) {
        if (count[row] == 0)
            continue;
        Row& moved = m_rows[row];
        const SpanId from = m_store.firstOf(row);
        const SpanId placed = moved.next - from;
        const SpanId first = take(std::size_t{placed} + count[row]);
        std::copy_n(m_slots + from, placed, m_slots + first);
        std::copy_n(m_colours + from, placed, m_colours + first);
        m_store.m_rows[row].first = first;
        moved.next = first + placed;
    }
    for (std::size_t i = 0; i < m_looseCount; ++i) {
        const Loose& span = m_loose[i];
        Row& to = m_rows[span.row];
        to.freeFromNs = span.beginNs < to.freeFromNs ? kUnordered : span.endNs;
        put(to.next, span.beginNs, span.endNs, span.item);
        m_colours[to.next++] = span.colour;
    }
    m_loose = {};
}

void SpanStore::Builder::sortRow(SpanId first, SpanId end) {
    const auto begin = [this](SpanId id) { return m_slots[id].beginNs; };
    std::vector<SpanId> order(end - first);
    std::iota(order.begin(), order.end(), first);
    const auto before = [&](SpanId a, SpanId b) { return begin(a) < begin(b); };
    if (std::is_sorted(order.begin(), order.end(), before))
        return;
    std::stable_sort(order.begin(), order.end(), before);
    std::vector<Slot> slots;
    std::vector<std::uint8_t> colours;
    slots.reserve(order.size());
    colours.reserve(order.size());
    for (const SpanId from : order) {
        slots.push_back(m_slots[from]);
        colours.push_back(m_colours[from]);
    }
    std::copy(slots.begin(), slots.end(), m_slots + first);
    std::copy(colours.begin(), colours.end(), m_colours + first);
}

void SpanStore::Builder::cutOverlaps(SpanId first, SpanId end) {
    std::int64_t freeFromNs = m_store.endNs(first);
    for (SpanId i = first + 1; i < end; ++i) {
        std::int64_t endNs = m_store.endNs(i);
        if (m_slots[i].beginNs < freeFromNs) {
            // Many spans cut at the time limit go up to 4 s beyond it, where there is room enough.
            endNs = std::max(endNs, freeFromNs + 1);
            put(i, freeFromNs, endNs, m_store.item(i));
            ++m_store.m_cutSpans;
        }
        freeFromNs = endNs;
    }
}

void SpanStore::Builder::finishRows() {
    auto& rows = m_store.m_rowsByPlace;
    for (RowId row = 0; row < m_rows.size(); ++row) {
        const SpanId first = m_store.m_rows[row].first;
        const SpanId end = m_store.m_rows[row].end = m_rows[row].next;
        if (first == end)
            continue;
        if (m_rows[row].freeFromNs == kUnordered) {
            sortRow(first, end);
            cutOverlaps(first, end);
        }
        rows.push_back(row);
        m_store.m_size += end - first;
        m_store.m_extent = united(m_store.m_extent,
                                  {Nanoseconds(m_store.beginNs(first)), Nanoseconds(m_store.endNs(end - 1))});
    }
    const auto before = [&](RowId a, RowId b) { return m_store.firstOf(a) < m_store.firstOf(b); };
    if (!std::is_sorted(rows.begin(), rows.end(), before))
        std::sort(rows.begin(), rows.end(), before);
}

SpanStore SpanStore::Builder::build() && {
    m_store.m_rows.resize(m_rows.size());
    if (m_looseCount != 0)
        placeLoose();
    m_store.m_rowsByPlace.reserve(m_rows.size());
    finishRows();
    m_store.m_slots.resize(m_places);
    m_store.m_colours.resize(m_places);
    m_store.m_long.shrink_to_fit();
    m_store.m_rows.shrink_to_fit();
    m_store.m_rowsByPlace.shrink_to_fit();
    return std::move(m_store);
}

} // namespace rt0
