#pragma once

#include "base/bytereader.h"
#include "ingest/exectrace/event.h"
#include "ingest/exectrace/v2/generation.h"
#include "ingest/exectrace/v2/spec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace rt0::exectrace::v2 {

/// An event as written.
struct WireEvent {
    EventType type = EventType::None;
    std::int64_t timeNs = 0;
    std::array<std::uint64_t, kMaxArguments> args{};
};

/// Walks the events that one thread wrote in a generation.
class Cursor {
public:
    Cursor(std::span<const Batch> batches, const Clock& clock, Index thread)
        : m_batches(batches), m_clock(clock), m_thread(thread) {}

    enum class Read { Event, End, Damage };

    /// Makes the next event the current one.
    Read advance() {
        if (m_at == m_end && !nextBatch())
            return Read::End;
        if (!decode())
            return Read::Damage;
        m_last_ns = m_event.timeNs;
        return Read::Event;
    }
    /// After damage: gives up what is left of the batch.
    void skipBatch();

    const WireEvent& event() const { return m_event; }
    std::int64_t timeNs() const { return m_event.timeNs; }
    /// kNoIndex for batches that no thread owns.
    Index thread() const { return m_thread; }
    /// Of the batch of the current event, for messages.
    std::uint64_t offset() const { return m_offset; }

private:
    /// Type, time and arguments of the longest event.
    static constexpr std::ptrdiff_t kMaxEventBytes = 1 + (1 + kMaxArguments) * kMaxVarint;

    bool nextBatch();
    bool decodeSlowly();

    bool decode() {
        const char* at = m_at;
        const auto type = static_cast<std::uint8_t>(*at++);
        const std::uint8_t arguments = kArguments[type];
        std::uint64_t delta = 0;
        if (m_end - m_at < kMaxEventBytes || arguments == kNotTimed || !takeVarint(at, delta))
            return decodeSlowly();
        for (std::uint8_t i = 0; i < arguments; ++i)
            if (!takeVarint(at, m_event.args[i]))
                return false;
        m_event.type = static_cast<EventType>(type);
        m_event.timeNs = m_clock.after(m_last_ns, delta);
        m_at = at;
        return true;
    }

    std::span<const Batch> m_batches;
    Clock m_clock;
    Index m_thread;
    std::size_t m_batch = 0; ///< next one to open
    std::uint64_t m_offset = 0;
    const char* m_at = nullptr;
    const char* m_end = nullptr;
    std::int64_t m_last_ns = 0;
    WireEvent m_event;
};

/// The cursors that have an event, as a binary heap by time.
///
/// Events of equal time are common and come out in the order of Go's own heap
/// (internal/trace/batchcursor.go), so that both readers give the same sequence.
class Frontier {
public:
    bool empty() const { return m_count == 0; }
    std::size_t size() const { return m_count; }
    Cursor& at(std::size_t i) { return *m_heap[i].cursor; }
    Cursor& head() { return *m_heap[0].cursor; }

    void insert(Cursor& cursor);
    /// After the time of the i-th cursor changed.
    void update(std::size_t i) {
        const Entry changed{m_heap[i].cursor->timeNs(), m_heap[i].cursor};
        if (siftUp(i, changed) == i)
            siftDown(i, changed);
    }
    void remove(std::size_t i);
    /// By time; what is sorted is still a heap.
    void sort();
    void clear() {
        m_heap.assign(1, kBehind);
        m_count = 0;
    }

private:
    struct Entry {
        std::int64_t timeNs; ///< of the cursor's event
        Cursor* cursor;
    };

    // The entry that moves is kept aside and stored once, at its final place.

    std::size_t siftUp(std::size_t i, Entry moving) {
        while (i > 0 && m_heap[(i - 1) / 2].timeNs > moving.timeNs) {
            m_heap[i] = m_heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        m_heap[i] = moving;
        return i;
    }

    void siftDown(std::size_t i, Entry moving) {
        // Which child is the earlier one cannot be foreseen: no branch asks.
        for (std::size_t child = 2 * i + 1; child < m_count; child = 2 * i + 1) {
            child += static_cast<std::size_t>(m_heap[child + 1].timeNs < m_heap[child].timeNs);
            if (m_heap[child].timeNs >= moving.timeNs)
                break;
            m_heap[i] = m_heap[child];
            i = child;
        }
        m_heap[i] = moving;
    }

    /// Is never earlier than another one.
    static constexpr Entry kBehind{INT64_MAX, nullptr};

    std::vector<Entry> m_heap{kBehind}; ///< and kBehind
    std::size_t m_count = 0;
};

} // namespace rt0::exectrace::v2
