#pragma once

#include "ingest/exectrace/idindex.h"
#include "ingest/exectrace/reader.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace rt0::exectrace {

/// Carries events from a reader to a sink, in batches, which a second thread may take. The Directory belongs
/// to the sink's side: a reader may touch it only between drain() and the next event.
class EventPipe {
public:
    /// The first event comes after `last_ns`.
    EventPipe(EventSink& sink, Directory& directory, const Ids& ids, bool threads, std::int64_t last_ns = 0);
    ~EventPipe();
    EventPipe(const EventPipe&) = delete;
    EventPipe& operator=(const EventPipe&) = delete;

    /// Room for one event, to be filled in at once. Its time must be set through nextTime().
    Event& push() {
        Event* const next = m_next++;
        __builtin_prefetch(next + kPrefetched, 1); // likely in the other thread's cache
        return *next;
    }
    /// Where the next event goes; takeBackTo() takes back what was pushed since, and no flushIfFull()
    /// between.
    Event* mark() const { return m_next; }
    void takeBackTo(Event* mark) { m_next = mark; }
    /// Times are made strictly increasing, as in Go's reader (internal/trace/reader.go).
    std::int64_t nextTime(std::int64_t wished_ns) {
        m_last_ns = wished_ns > m_last_ns ? wished_ns : m_last_ns + 1;
        return m_last_ns;
    }
    std::int64_t lastTime() const { return m_last_ns; }
    std::size_t pending() const { return static_cast<std::size_t>(m_next - m_batch->events.data()); }
    std::uint64_t count() const { return m_submitted + pending(); }

    /// A Sync event with what stands in the Directory about it.
    void pushSync(SyncPoint sync) {
        sync.timeNs = nextTime(sync.timeNs);
        pushSyncAt(sync);
    }
    /// As pushSync(), at a time that need not be later than that of the event before.
    void pushSyncAt(SyncPoint sync);

    /// Call often; true when a batch was handed over.
    bool flushIfFull() {
        if (m_next < m_full)
            return false;
        submit();
        return true;
    }
    /// Waits until the sink has taken everything; throws what it threw.
    void drain();

private:
    static constexpr std::size_t kBatchEvents = 1024; ///< a few batches stay in a core's own cache
    static constexpr std::size_t kPrefetched = 8;
    static constexpr std::size_t kSlack = 16; ///< of one wire event and a Sync
    /// Of the batches on their way: some milliseconds of work, so that neither thread waits when the other
    /// one loses its core for a while.
    static constexpr std::size_t kMostBatches = 64;
    /// To wake a thread takes as long as to fill a batch.
    static constexpr std::size_t kWakeBatches = kMostBatches / 2;

    struct Batch {
        std::vector<Event> events = std::vector<Event>(kBatchEvents + kSlack);
        std::size_t used = 0;
        std::vector<std::uint64_t> goroutines; ///< new ids, as the next two
        std::vector<std::uint64_t> procs;
        std::vector<std::uint64_t> threads;
        std::vector<SyncPoint> syncs;
    };

    void submit();
    void fill(Batch* batch);
    Batch* takeFree(std::unique_lock<std::mutex>& lock);
    Batch* takeFull();
    void giveBack(Batch* batch);
    void deliver(Batch& batch);
    void deliverSafely(Batch& batch);
    void run();

    EventSink& m_sink;
    Directory& m_directory;
    const Ids& m_ids;
    std::vector<std::unique_ptr<Batch>> m_batches;
    Batch* m_batch = nullptr; ///< being filled
    Event* m_next = nullptr;  ///< in m_batch, as the next
    Event* m_full = nullptr;  ///< behind kBatchEvents
    std::int64_t m_last_ns;
    std::uint64_t m_submitted = 0;
    std::size_t m_goroutines = 0; ///< ids handed over, as the next
    std::size_t m_procs = 0;
    std::size_t m_threads = 0;
    std::size_t m_syncs = 0;
    std::exception_ptr m_failure; ///< of the sink; the reader's thread looks at it in drain() only

    // Taken once for each batch by either thread.
    std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_freed;
    std::deque<Batch*> m_fullBatches;
    std::vector<Batch*> m_free; ///< the last one is the likeliest to be in a cache
    bool m_delivering = false;
    bool m_sleeping = false; ///< the second thread; it is woken for several batches at once
    bool m_closed = false;
    std::atomic<bool> m_hasFull = false; ///< to look at without the mutex
    std::optional<std::thread> m_worker;
};

} // namespace rt0::exectrace
