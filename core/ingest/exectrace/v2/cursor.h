#pragma once

#include "ingest/exectrace/event.h"
#include "ingest/exectrace/v2/generation.h"
#include "ingest/exectrace/v2/spec.h"

#include <array>
#include <cstdint>
#include <span>
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
    Read advance();
    /// After damage: gives up what is left of the batch.
    void skipBatch();

    const WireEvent& event() const { return m_event; }
    std::int64_t timeNs() const { return m_event.timeNs; }
    /// kNoIndex for batches that no thread owns.
    Index thread() const { return m_thread; }
    /// Of the batch of the current event, for messages.
    std::uint64_t offset() const { return m_batch < m_batches.size() ? m_batches[m_batch].offset : 0; }

private:
    bool nextBatch();
    bool decode();
    bool decodeNearEnd();

    std::span<const Batch> m_batches;
    Clock m_clock;
    Index m_thread;
    std::size_t m_batch = 0; ///< next one to open, or the open one
    bool m_open = false;
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
    bool empty() const { return m_heap.empty(); }
    std::size_t size() const { return m_heap.size(); }
    Cursor& at(std::size_t i) { return *m_heap[i]; }
    Cursor& head() { return *m_heap.front(); }

    void insert(Cursor& cursor);
    /// After the time of the i-th cursor changed.
    void update(std::size_t i);
    void remove(std::size_t i);
    /// By time; what is sorted is still a heap.
    void sort();
    void clear() { m_heap.clear(); }

private:
    std::size_t siftUp(std::size_t i);
    void siftDown(std::size_t i);

    std::vector<Cursor*> m_heap;
};

} // namespace rt0::exectrace::v2
