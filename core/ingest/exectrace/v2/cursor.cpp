#include "ingest/exectrace/v2/cursor.h"

#include <algorithm>

namespace rt0::exectrace::v2 {

/// Opens the next batch that is not empty. A batch counts its times from its own begin.
bool Cursor::nextBatch() {
    while (m_batch < m_batches.size() && m_batches[m_batch].data.empty())
        ++m_batch;
    if (m_batch == m_batches.size())
        return false;
    const Batch& batch = m_batches[m_batch++];
    m_at = batch.data.data();
    m_end = m_at + batch.data.size();
    m_last_ns = m_clock.toNs(batch.time);
    m_offset = batch.offset;
    return true;
}

/// Near the end of a batch, and for what is rare.
bool Cursor::decodeSlowly() {
    ByteReader in({m_at, static_cast<std::size_t>(m_end - m_at)});
    const std::uint8_t type = in.byte();
    const std::uint8_t arguments = kArguments[type];
    if (arguments == kNotTimed)
        return false;
    m_event.type = static_cast<EventType>(type);
    const std::uint64_t delta = in.varint();
    for (std::uint8_t i = 0; i < arguments; ++i)
        m_event.args[i] = in.varint();
    if (in.failed())
        return false;
    m_at += in.offset();
    m_event.timeNs = m_clock.after(m_last_ns, delta);
    return true;
}

void Cursor::skipBatch() {
    m_at = m_end;
}

void Frontier::insert(Cursor& cursor) {
    m_heap.push_back(kBehind);
    ++m_count;
    siftUp(m_count - 1, {cursor.timeNs(), &cursor});
}

void Frontier::remove(std::size_t i) {
    for (; i > 0; i = (i - 1) / 2)
        std::swap(m_heap[(i - 1) / 2], m_heap[i]);
    const Entry last = m_heap[--m_count];
    m_heap.pop_back();
    m_heap[m_count] = kBehind;
    if (m_count != 0)
        siftDown(0, last);
}

void Frontier::sort() {
    std::stable_sort(m_heap.begin(), m_heap.end() - 1,
                     [](const Entry& a, const Entry& b) { return a.timeNs < b.timeNs; });
}

} // namespace rt0::exectrace::v2
