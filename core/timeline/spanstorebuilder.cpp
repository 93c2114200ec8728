#include "timeline/spanstorebuilder.h"

#include <utility>

namespace rt0 {

namespace {

/// Places of chunks are even, and have 32 bits.
constexpr std::size_t kMostWords = std::size_t{1} << 32U;

std::int64_t limited(Nanoseconds time) {
    return std::clamp<std::int64_t>(time.count(), -kTimeLimitNs, kTimeLimitNs);
}

/// Each span begins where the one before ends, at the earliest; how many had to be changed.
std::size_t cutOverlaps(std::vector<Span>& spans) {
    std::size_t cut = 0;
    for (std::size_t i = 1; i < spans.size(); ++i) {
        const Nanoseconds freeFrom = spans[i - 1].time.end;
        if (spans[i].time.begin >= freeFrom)
            continue;
        // Many spans cut at the time limit go up to 4 s beyond it, where there is room enough.
        spans[i].time = {freeFrom, std::max(spans[i].time.end, freeFrom + Nanoseconds(1))};
        ++cut;
    }
    return cut;
}

} // namespace

RowId SpanStore::Builder::addRow() {
    m_rows.emplace_back();
    return static_cast<RowId>(m_rows.size() - 1);
}

/// Whether there is no room for one more chunk.
bool SpanStore::Builder::isFull() const {
    constexpr std::size_t mostWords = kMostWords - 2 * std::size_t{kWide} * kChunkSpans;
    return m_wordCount > mostWords || m_chunkCount + m_rows.size() + 1 >= kNoSpan >> kChunkBits;
}

/// Words for a chunk: of one that moved away, or new ones.
std::uint32_t SpanStore::Builder::takeWords(std::uint8_t stride, std::size_t room) {
    auto& left = m_free[stride][room];
    if (!left.empty()) {
        const std::uint32_t place = left.back();
        left.pop_back();
        return place;
    }
    const auto place = static_cast<std::uint32_t>(m_wordCount);
    // One more than the spans have: the last end of a touching chunk.
    m_wordCount += (std::size_t{stride} * kRooms[room] + 2) & ~std::size_t{1};
    m_store.m_words.growTo(m_wordCount);
    m_words = m_store.m_words.data();
    return place;
}

SpanStore::Chunk SpanStore::Builder::chunkOf(const Row& row) {
    return {row.baseNs, row.place / 2, row.stride, row.colour};
}

/// Moves the row's last chunk to where it has another shape.
void SpanStore::Builder::reshape(Row& row, std::uint8_t stride, std::size_t room) {
    std::array<Span, kChunkSpans> spans;
    const SpanId used = row.used;
    for (SpanId i = 0; i < used; ++i)
        spans[i] = m_store.spanIn(chunkOf(row), i);
    m_free[row.stride][row.room].push_back(row.place);
    row.place = takeWords(stride, room);
    row.stride = stride;
    row.room = static_cast<std::uint8_t>(room);
    row.used = 0;
    for (SpanId i = 0; i < used; ++i)
        append(row, spans[i]);
}

void SpanStore::Builder::closeChunk(Row& row) {
    m_chunks.growTo(m_chunkCount + 1);
    m_chunks[m_chunkCount] = {chunkOf(row), row.lastClosed};
    row.lastClosed = static_cast<std::uint32_t>(m_chunkCount++);
    row.closedSpans += row.used;
    row.stride = 0;
    row.used = 0;
}

void SpanStore::Builder::beginChunk(Row& row, std::uint8_t stride, const Span& span) {
    row.stride = stride;
    row.room = row.closedSpans == 0 ? 0 : static_cast<std::uint8_t>(kRooms.size() - 1);
    row.place = takeWords(row.stride, row.room);
    row.baseNs = span.time.begin.count();
    row.colour = static_cast<std::uint8_t>(span.colour & ~unsigned{kColourMask});
}

/// Makes room for a span behind the row's last one, in a chunk that can hold it.
void SpanStore::Builder::makeRoom(Row& row, const Span& span) {
    if (row.used == kChunkSpans) {
        const std::uint8_t stride = row.stride;
        closeChunk(row);
        // Likely it is like the chunk before.
        beginChunk(row, stride == kApart ? kApart : kTouching, span);
    } else if (row.stride == 0) {
        beginChunk(row, kTouching, span);
    } else if (row.used == kRooms[row.room]) {
        reshape(row, row.stride, row.room + 1U);
    }
    if (row.stride != kWide && (row.unordered() || !fits(row, span)))
        reshape(row, kWide, row.room);
    else if (row.stride == kTouching && row.used != 0 && span.time.begin.count() != row.freeFromNs)
        reshape(row, kApart, row.room);
}

/// Whatever the fast path does not take: full or narrow chunks, empty spans, times out of order or beyond the
/// limit.
bool SpanStore::Builder::addUnusual(RowId row, const Span& span) {
    if (row >= m_rows.size() || isFull())
        return false;
    const std::int64_t beginNs = limited(span.time.begin);
    const std::int64_t endNs = std::max(limited(span.time.end), beginNs + 1);
    Row& to = m_rows[row];
    if (beginNs < to.freeFromNs)
        to.freeFromNs = kUnordered;
    addBehind(to, {{Nanoseconds(beginNs), Nanoseconds(endNs)}, span.item, span.colour});
    return true;
}

void SpanStore::Builder::addBehind(Row& row, const Span& span) {
    makeRoom(row, span);
    append(row, span);
}

/// Calls `take` for the row's chunks from the last to the first, when all are closed.
template <typename Take>
void SpanStore::Builder::forEachChunk(const Row& row, Take&& take) const {
    for (std::uint32_t i = row.lastClosed; i != kNoChunk; i = m_chunks[i].before)
        take(m_chunks[i].chunk);
}

void SpanStore::Builder::putInOrder(Row& row) {
    std::vector<Span> spans(row.closedSpans);
    SpanId end = row.closedSpans;
    forEachChunk(row, [&](const Chunk& chunk) {
        const SpanId begin = (end - 1) & ~(kChunkSpans - 1);
        for (SpanId i = begin; i < end; ++i)
            spans[i] = m_store.spanIn(chunk, i);
        end = begin;
    });
    const auto before = [](const Span& a, const Span& b) { return a.time.begin < b.time.begin; };
    std::stable_sort(spans.begin(), spans.end(), before);
    m_store.m_cutSpans += cutOverlaps(spans);
    row = {};
    for (const Span& span : spans)
        addBehind(row, span);
    closeChunk(row);
}

/// Gives the rows' chunks their final order.
void SpanStore::Builder::layOut() {
    m_store.m_rows.reserve(m_rows.size());
    m_store.m_chunks.resize(m_chunkCount);
    SpanId chunks = 0;
    for (const Row& row : m_rows) {
        const SpanId first = chunks << kChunkBits;
        const SpanId end = first + row.closedSpans;
        chunks += (row.closedSpans + kChunkSpans - 1) >> kChunkBits;
        SpanId at = chunks;
        forEachChunk(row, [&](const Chunk& chunk) { m_store.m_chunks[--at] = chunk; });
        m_store.m_rows.push_back({first, end});
        m_store.m_size += row.closedSpans;
        if (first != end)
            m_store.m_extent = united(
                m_store.m_extent, {Nanoseconds(m_store.beginNs(first)), Nanoseconds(m_store.endNs(end - 1))});
    }
}

SpanStore SpanStore::Builder::build() && {
    for (Row& row : m_rows) {
        if (row.stride != 0)
            closeChunk(row);
        if (row.unordered())
            putInOrder(row);
    }
    layOut();
    m_store.m_words.resize(m_wordCount);
    return std::move(m_store);
}

} // namespace rt0
