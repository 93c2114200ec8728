#include "ingest/exectrace/v1/emitter.h"

namespace rt0::exectrace::v1 {

Index Emitter::goroutineOf(std::uint32_t slot) {
    if (slot == 0)
        return kNoIndex;
    if (slot >= m_bySlot.size())
        m_bySlot.resize(m_goroutines.size(), kNoIndex);
    Index& index = m_bySlot[slot];
    if (index == kNoIndex) {
        index = static_cast<Index>(m_outcome.directory.goroutines.size());
        m_outcome.directory.goroutines.push_back(m_goroutines.idOf(slot));
    }
    return index;
}

Index Emitter::procOf(std::int64_t id) {
    if (id < 0)
        return kNoIndex;
    const auto [known, isNew] = m_procs.emplace(id, static_cast<Index>(m_outcome.directory.procs.size()));
    if (isNew)
        m_outcome.directory.procs.push_back(id);
    return known->second;
}

Index Emitter::threadOf(std::uint64_t id) {
    std::uint32_t& index = m_threads.at(id);
    if (index == IdMap::kNone) {
        index = static_cast<Index>(m_outcome.directory.threads.size());
        m_outcome.directory.threads.push_back(id);
    }
    return index;
}

void Emitter::sync(std::int64_t time_ns) {
    Event event;
    event.type = EventType::None;
    event.kind = EventKind::Sync;
    event.timeNs = time_ns;
    event.value = m_outcome.directory.syncs.size();
    const std::uint64_t before = m_outcome.events + m_outcome.salvaged + m_events.size();
    m_outcome.directory.syncs.push_back({time_ns, before, {}});
    m_events.push_back(event);
}

void Emitter::flush() {
    if (m_events.empty())
        return;
    (m_outcome.directory.salvaging ? m_outcome.salvaged : m_outcome.events) += m_events.size();
    m_sink.take(m_events, m_outcome.directory);
    m_events.clear();
}

} // namespace rt0::exectrace::v1
