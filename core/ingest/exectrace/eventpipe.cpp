#include "ingest/exectrace/eventpipe.h"

#include <utility>

namespace rt0::exectrace {
namespace {

/// Leaves the core's resources to a thread that shares them.
void relax() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

} // namespace

EventPipe::EventPipe(EventSink& sink, Directory& directory, const Ids& ids, bool threads,
                     std::int64_t last_ns)
    : m_sink(sink), m_directory(directory), m_ids(ids), m_last_ns(last_ns) {
    m_batches.push_back(std::make_unique<Batch>());
    fill(m_batches.back().get());
    if (threads)
        m_worker.emplace([this] { run(); });
}

EventPipe::~EventPipe() {
    if (!m_worker)
        return;
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
    }
    m_filled.notify_one();
    m_worker->join();
}

void EventPipe::pushSyncAt(SyncPoint sync) {
    Event& event = push();
    event = {};
    sync.eventsBefore = count() - 1;
    event.timeNs = sync.timeNs;
    event.kind = EventKind::Sync;
    event.value = m_syncs++;
    m_batch->syncs.push_back(sync);
}

void EventPipe::fill(Batch* batch) {
    m_batch = batch;
    m_next = batch->events.data();
    m_full = m_next + kBatchEvents;
}

void EventPipe::submit() {
    m_batch->used = pending();
    const auto appendNew = [](const IdIndex& ids, std::size_t& known, std::vector<std::uint64_t>& fresh) {
        fresh.assign(ids.ids().begin() + static_cast<std::ptrdiff_t>(known), ids.ids().end());
        known = ids.ids().size();
    };
    appendNew(m_ids.goroutines, m_goroutines, m_batch->goroutines);
    appendNew(m_ids.procs, m_procs, m_batch->procs);
    appendNew(m_ids.threads, m_threads, m_batch->threads);
    m_submitted += m_batch->used;
    if (!m_worker) {
        deliver(*m_batch);
        fill(m_batch);
        return;
    }
    bool wake = false;
    {
        std::unique_lock lock(m_mutex);
        m_fullBatches.push_back(m_batch);
        m_hasFull.store(true, std::memory_order_relaxed);
        wake = m_sleeping && m_fullBatches.size() >= kWakeBatches;
        fill(takeFree(lock));
    }
    if (wake)
        m_filled.notify_one();
}

EventPipe::Batch* EventPipe::takeFree(std::unique_lock<std::mutex>& lock) {
    if (m_free.empty() && m_batches.size() < kMostBatches) {
        m_batches.push_back(std::make_unique<Batch>());
        return m_batches.back().get();
    }
    if (m_free.empty()) {
        m_filled.notify_one();
        m_freed.wait(lock, [this] { return m_free.size() >= kMostBatches / 2; });
    }
    Batch* const batch = m_free.back();
    m_free.pop_back();
    return batch;
}

void EventPipe::drain() {
    if (pending() != 0)
        submit();
    if (m_worker) {
        std::unique_lock lock(m_mutex);
        m_filled.notify_one();
        m_freed.wait(lock, [this] { return m_fullBatches.empty() && !m_delivering; });
    }
    if (m_failure)
        std::rethrow_exception(std::exchange(m_failure, nullptr));
}

void EventPipe::deliver(Batch& batch) {
    m_directory.goroutines.insert(m_directory.goroutines.end(), batch.goroutines.begin(),
                                  batch.goroutines.end());
    for (const std::uint64_t proc : batch.procs)
        m_directory.procs.push_back(static_cast<std::int64_t>(proc));
    m_directory.threads.insert(m_directory.threads.end(), batch.threads.begin(), batch.threads.end());
    m_directory.syncs.insert(m_directory.syncs.end(), batch.syncs.begin(), batch.syncs.end());
    m_sink.take({batch.events.data(), batch.used}, m_directory);
    batch.used = 0;
    batch.syncs.clear();
}

/// In the other thread: what the sink throws (there was not memory enough) goes to the reader's.
void EventPipe::deliverSafely(Batch& batch) {
    if (!m_failure) {
        try {
            deliver(batch);
            return;
        } catch (...) {
            m_failure = std::current_exception();
        }
    }
    batch.used = 0;
    batch.syncs.clear();
}

/// The next batch to deliver; null when there will be none.
EventPipe::Batch* EventPipe::takeFull() {
    // The next batch takes less time than it takes to wake a thread.
    constexpr int kSpins = 2000;
    for (int i = 0; i < kSpins && !m_hasFull.load(std::memory_order_relaxed); ++i)
        relax();
    std::unique_lock lock(m_mutex);
    m_sleeping = true;
    m_filled.wait(lock, [this] { return !m_fullBatches.empty() || m_closed; });
    m_sleeping = false;
    if (m_fullBatches.empty())
        return nullptr;
    Batch* const batch = m_fullBatches.front();
    m_fullBatches.pop_front();
    m_hasFull.store(!m_fullBatches.empty(), std::memory_order_relaxed);
    m_delivering = true;
    return batch;
}

void EventPipe::giveBack(Batch* batch) {
    const std::scoped_lock lock(m_mutex);
    m_free.push_back(batch);
    m_delivering = false;
    if (m_fullBatches.empty() || m_free.size() == kMostBatches / 2)
        m_freed.notify_one();
}

void EventPipe::run() {
    while (Batch* const batch = takeFull()) {
        deliverSafely(*batch);
        giveBack(batch);
    }
}

} // namespace rt0::exectrace
