#include "ingest/exectrace/v1/emitter.h"

#include <utility>

namespace rt0::exectrace::v1 {

Index Emitter::goroutineOf(std::uint32_t slot) {
    if (slot == 0)
        return kNoIndex;
    if (slot >= m_bySlot.size())
        m_bySlot.resize(m_goroutines.size(), kNoIndex);
    Index& index = m_bySlot[slot];
    if (index == kNoIndex)
        index = m_ids.goroutines.findOrAdd(m_goroutines.idOf(slot));
    return index;
}

void Emitter::flush() {
    m_pipe.drain();
    const std::uint64_t before = std::exchange(m_counted, m_pipe.count());
    (m_outcome.directory.salvaging ? m_outcome.salvaged : m_outcome.events) += m_counted - before;
}

} // namespace rt0::exectrace::v1
