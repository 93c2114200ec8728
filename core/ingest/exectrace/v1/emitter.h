#pragma once

#include "ingest/exectrace/reader.h"
#include "ingest/exectrace/v1/order.h"

#include <unordered_map>

namespace rt0::exectrace::v1 {

/// Hands events to the sink in batches, with strictly increasing times, and numbers what they name.
class Emitter {
public:
    Emitter(EventSink& sink, Outcome& outcome, const Goroutines& goroutines)
        : m_sink(sink), m_outcome(outcome), m_goroutines(goroutines) {
        m_events.reserve(kBatch);
    }

    Index goroutineOf(std::uint32_t slot);
    Index procOf(std::int64_t id);
    Index threadOf(std::uint64_t id);

    void emit(Event& event, std::int64_t wished_ns) {
        event.timeNs = m_last_ns = wished_ns > m_last_ns ? wished_ns : m_last_ns + 1;
        m_events.push_back(event);
        if (m_events.size() == kBatch)
            flush();
    }
    void sync(std::int64_t time_ns);
    void flush();
    std::int64_t lastNs() const { return m_last_ns; }

private:
    static constexpr std::size_t kBatch = 2048;

    EventSink& m_sink;
    Outcome& m_outcome;
    const Goroutines& m_goroutines;
    std::vector<Event> m_events;
    std::int64_t m_last_ns = -1;
    std::vector<Index> m_bySlot;
    std::unordered_map<std::int64_t, Index> m_procs;
    IdMap m_threads;
};

} // namespace rt0::exectrace::v1
