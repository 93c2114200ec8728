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

/// Spins for some times what a batch takes, then sleeps until `value` changes.
template <typename Reached>
std::uint64_t waitUntil(const std::atomic<std::uint64_t>& value, Reached reached) {
    constexpr int kSpins = 10000;
    for (int spin = 0;; ++spin) {
        const std::uint64_t now = value.load(std::memory_order_acquire);
        if (reached(now))
            return now;
        if (spin >= kSpins)
            value.wait(now, std::memory_order_acquire);
        else
            relax();
    }
}

} // namespace

EventPipe::EventPipe(EventSink& sink, Directory& directory, const Ids& ids, bool threads)
    : m_sink(sink), m_directory(directory), m_ids(ids), m_batch(m_ring.data()) {
    if (threads)
        m_worker.emplace([this] { run(); });
}

EventPipe::~EventPipe() {
    if (!m_worker)
        return;
    m_sent.fetch_or(kClosed, std::memory_order_release);
    m_sent.notify_one();
    m_worker->join();
}

void EventPipe::pushSync(SyncPoint sync) {
    Event& event = push();
    event = {};
    sync.eventsBefore = count() - 1;
    event.timeNs = sync.timeNs = nextTime(sync.timeNs);
    event.kind = EventKind::Sync;
    event.value = m_syncs++;
    m_batch->syncs.push_back(sync);
}

void EventPipe::submit() {
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
        return;
    }
    const std::uint64_t sent = m_sent.fetch_add(1, std::memory_order_release) + 1;
    m_sent.notify_one();
    waitUntil(m_taken, [sent](std::uint64_t taken) { return taken + kBatches > sent; });
    m_batch = &m_ring[sent % kBatches];
}

void EventPipe::drain() {
    if (m_batch->used != 0)
        submit();
    const std::uint64_t sent = m_sent.load(std::memory_order_relaxed);
    if (m_worker)
        waitUntil(m_taken, [sent](std::uint64_t taken) { return taken == sent; });
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

void EventPipe::run() {
    for (std::uint64_t taken = 0;;) {
        const std::uint64_t sent = waitUntil(m_sent, [taken](std::uint64_t value) { return value != taken; });
        if ((sent & ~kClosed) == taken)
            return;
        deliverSafely(m_ring[taken % kBatches]);
        m_taken.store(++taken, std::memory_order_release);
        m_taken.notify_one();
    }
}

} // namespace rt0::exectrace
