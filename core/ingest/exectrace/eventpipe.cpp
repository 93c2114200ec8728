#include "ingest/exectrace/eventpipe.h"

namespace rt0::exectrace {
namespace {

/// Dense tables may hold that many places; behind, ids are looked up by hash.
constexpr std::uint64_t kDenseIds = std::uint64_t{1} << 22;

} // namespace

Index IdIndex::findSparse(std::uint64_t id) const {
    if (id < kDenseIds)
        return kNoIndex;
    const auto found = m_sparse.find(id);
    return found == m_sparse.end() ? kNoIndex : found->second;
}

Index IdIndex::add(std::uint64_t id) {
    const auto index = static_cast<Index>(m_ids.size());
    m_ids.push_back(id);
    if (id >= kDenseIds) {
        m_sparse.emplace(id, index);
        return index;
    }
    if (id >= m_dense.size())
        m_dense.resize(static_cast<std::size_t>(id) + 1, kNoIndex);
    m_dense[static_cast<std::size_t>(id)] = index;
    return index;
}

EventPipe::EventPipe(EventSink& sink, Directory& directory, const Ids& ids, bool threads)
    : m_sink(sink), m_directory(directory), m_ids(ids), m_batch(std::make_unique<Batch>()) {
    if (!threads)
        return;
    for (std::size_t i = 1; i < kBatches; ++i)
        m_free.push_back(std::make_unique<Batch>());
    m_worker.emplace([this] { run(); });
}

EventPipe::~EventPipe() {
    if (!m_worker)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
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
    std::unique_lock lock(m_mutex);
    m_full.push_back(std::move(m_batch));
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return !m_free.empty(); });
    m_batch = std::move(m_free.back());
    m_free.pop_back();
}

void EventPipe::drain() {
    if (m_batch->used != 0)
        submit();
    if (!m_worker)
        return;
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_full.empty() && !m_busy; });
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

void EventPipe::run() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_stop || !m_full.empty(); });
        if (m_full.empty())
            return;
        std::unique_ptr<Batch> batch = std::move(m_full.front());
        m_full.erase(m_full.begin());
        m_busy = true;
        lock.unlock();
        deliver(*batch);
        lock.lock();
        m_busy = false;
        m_free.push_back(std::move(batch));
        m_changed.notify_all();
    }
}

} // namespace rt0::exectrace
