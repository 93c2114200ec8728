#pragma once

#include "ingest/exectrace/idindex.h"
#include "ingest/exectrace/reader.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

namespace rt0::exectrace {

/// Carries events from a reader to a sink, in batches, which a second thread may take. The Directory belongs
/// to the sink's side: a reader may touch it only between drain() and the next event.
class EventPipe {
public:
    EventPipe(EventSink& sink, Directory& directory, const Ids& ids, bool threads);
    ~EventPipe();
    EventPipe(const EventPipe&) = delete;
    EventPipe& operator=(const EventPipe&) = delete;

    /// Room for one event, to be filled in at once. Its time must be set through nextTime().
    Event& push() { return m_batch->events[m_batch->used++]; }
    /// Takes back the last events pushed; at most those since the last flushIfFull().
    void takeBack(std::size_t events) { m_batch->used -= events; }
    /// Times are made strictly increasing, as in Go's reader (internal/trace/reader.go).
    std::int64_t nextTime(std::int64_t wished_ns) {
        m_last_ns = wished_ns > m_last_ns ? wished_ns : m_last_ns + 1;
        return m_last_ns;
    }
    std::int64_t lastTime() const { return m_last_ns; }
    std::size_t pending() const { return m_batch->used; }
    std::uint64_t count() const { return m_submitted + m_batch->used; }

    /// A Sync event with what stands in the Directory about it.
    void pushSync(SyncPoint sync);

    /// Call often; true when a batch was handed over.
    bool flushIfFull() {
        if (m_batch->used < kBatchEvents)
            return false;
        submit();
        return true;
    }
    /// Waits until the sink has taken everything; throws what it threw.
    void drain();

private:
    static constexpr std::size_t kBatchEvents = 1024; ///< four batches stay in a core's own cache
    static constexpr std::size_t kSlack = 16;         ///< of one wire event and a Sync
    static constexpr std::size_t kBatches = 4;

    struct Batch {
        std::vector<Event> events = std::vector<Event>(kBatchEvents + kSlack);
        std::size_t used = 0;
        std::vector<std::uint64_t> goroutines; ///< new ids, as the next two
        std::vector<std::uint64_t> procs;
        std::vector<std::uint64_t> threads;
        std::vector<SyncPoint> syncs;
    };

    void submit();
    void deliver(Batch& batch);
    void deliverSafely(Batch& batch);
    void run();

    EventSink& m_sink;
    Directory& m_directory;
    const Ids& m_ids;
    std::array<Batch, kBatches> m_ring;
    Batch* m_batch = nullptr; ///< being filled
    std::int64_t m_last_ns = 0;
    std::uint64_t m_submitted = 0;
    std::size_t m_goroutines = 0; ///< ids handed over, as the next
    std::size_t m_procs = 0;
    std::size_t m_threads = 0;
    std::size_t m_syncs = 0;
    std::exception_ptr m_failure; ///< of the sink; the reader's thread looks at it in drain() only

    // A batch takes microseconds to fill and to take, less than to wake a thread: waiting begins with
    // spinning.
    static constexpr std::size_t kCacheLine = 64;
    static constexpr std::uint64_t kClosed = std::uint64_t{1} << 63;
    // Both have a cache line of their own: who waits must not slow down who works.
    alignas(kCacheLine) std::atomic<std::uint64_t> m_sent = 0; ///< batches; kClosed: no more
    alignas(kCacheLine) std::atomic<std::uint64_t> m_taken = 0;
    alignas(kCacheLine) std::optional<std::thread> m_worker;
};

} // namespace rt0::exectrace
