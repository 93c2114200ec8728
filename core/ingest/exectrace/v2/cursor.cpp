#include "ingest/exectrace/v2/cursor.h"

#include "base/bytereader.h"

#include <algorithm>
#include <limits>

namespace rt0::exectrace::v2 {
namespace {

/// Type, time and arguments of the longest event.
constexpr std::ptrdiff_t kMaxEventBytes = 1 + (1 + kMaxArguments) * kMaxVarint;

constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max() / 2;

} // namespace

/// Opens the next batch that is not empty. A batch counts its times from its own begin.
bool Cursor::nextBatch() {
    if (m_open)
        ++m_batch;
    while (m_batch < m_batches.size() && m_batches[m_batch].data.empty())
        ++m_batch;
    m_open = m_batch < m_batches.size();
    if (!m_open)
        return false;
    const std::string_view data = m_batches[m_batch].data;
    m_at = data.data();
    m_end = m_at + data.size();
    m_last_ns = m_clock.toNs(m_batches[m_batch].time);
    return true;
}

bool Cursor::decodeNearEnd() {
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
    m_event.timeNs = m_last_ns + m_clock.toNs(delta);
    return true;
}

bool Cursor::decode() {
    if (m_end - m_at < kMaxEventBytes)
        return decodeNearEnd();
    const char* at = m_at;
    const auto type = static_cast<std::uint8_t>(*at++);
    const std::uint8_t arguments = kArguments[type];
    std::uint64_t delta = 0;
    if (arguments == kNotTimed || !takeVarint(at, delta))
        return false;
    for (std::uint8_t i = 0; i < arguments; ++i)
        if (!takeVarint(at, m_event.args[i]))
            return false;
    m_event.type = static_cast<EventType>(type);
    m_at = at;
    m_event.timeNs = m_last_ns + m_clock.toNs(delta);
    return true;
}

Cursor::Read Cursor::advance() {
    if ((!m_open || m_at == m_end) && !nextBatch())
        return Read::End;
    if (!decode())
        return Read::Damage;
    m_event.timeNs = std::min(m_event.timeNs, kLatest);
    m_last_ns = m_event.timeNs;
    return Read::Event;
}

void Cursor::skipBatch() {
    m_at = m_end;
}

void Frontier::insert(Cursor& cursor) {
    m_heap.push_back(&cursor);
    siftUp(m_heap.size() - 1);
}

void Frontier::update(std::size_t i) {
    if (siftUp(i) == i)
        siftDown(i);
}

void Frontier::remove(std::size_t i) {
    for (; i > 0; i = (i - 1) / 2)
        std::swap(m_heap[(i - 1) / 2], m_heap[i]);
    std::swap(m_heap.front(), m_heap.back());
    m_heap.pop_back();
    siftDown(0);
}

void Frontier::sort() {
    std::stable_sort(m_heap.begin(), m_heap.end(),
                     [](const Cursor* a, const Cursor* b) { return a->timeNs() < b->timeNs(); });
}

std::size_t Frontier::siftUp(std::size_t i) {
    while (i > 0 && m_heap[(i - 1) / 2]->timeNs() > m_heap[i]->timeNs()) {
        std::swap(m_heap[(i - 1) / 2], m_heap[i]);
        i = (i - 1) / 2;
    }
    return i;
}

void Frontier::siftDown(std::size_t i) {
    for (;;) {
        std::size_t least = i;
        for (const std::size_t child : {2 * i + 1, 2 * i + 2})
            if (child < m_heap.size() && m_heap[child]->timeNs() < m_heap[least]->timeNs())
                least = child;
        if (least == i)
            return;
        std::swap(m_heap[i], m_heap[least]);
        i = least;
    }
}

} // namespace rt0::exectrace::v2
