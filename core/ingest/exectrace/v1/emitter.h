#pragma once

#include "ingest/exectrace/eventpipe.h"
#include "ingest/exectrace/v1/order.h"

namespace rt0::exectrace::v1 {

/// Hands events to the sink, with strictly increasing times, and numbers what they name. The outcome's
/// directory belongs to the sink between the first event and flush(), see EventPipe.
class Emitter {
public:
    Emitter(EventSink& sink, Outcome& outcome, const Goroutines& goroutines, bool threads)
        : m_outcome(outcome),
          m_goroutines(goroutines),
          m_pipe(sink, outcome.directory, m_ids, threads, kBeforeFirstNs) {}

    Index goroutineOf(std::uint32_t slot);
    Index procOf(std::int64_t id) {
        return id < 0 ? kNoIndex : m_ids.procs.findOrAdd(static_cast<std::uint64_t>(id));
    }
    Index threadOf(std::uint64_t id) { return m_ids.threads.findOrAdd(id); }

    void emit(Event& event, std::int64_t wished_ns) {
        event.timeNs = m_pipe.nextTime(wished_ns);
        m_pipe.push() = event;
        m_pipe.flushIfFull();
    }
    /// Its time need not be later than that of the event before.
    void sync(std::int64_t time_ns) { m_pipe.pushSyncAt({time_ns, 0, {}}); }
    /// Waits until the sink has taken everything, and counts it.
    void flush();
    std::int64_t lastNs() const { return m_pipe.lastTime(); }

private:
    static constexpr std::int64_t kBeforeFirstNs = -1;

    Outcome& m_outcome;
    const Goroutines& m_goroutines;
    std::vector<Index> m_bySlot;
    Ids m_ids;
    std::uint64_t m_counted = 0;
    EventPipe m_pipe;
};

} // namespace rt0::exectrace::v1
