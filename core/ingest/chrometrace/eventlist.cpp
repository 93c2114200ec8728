#include "ingest/chrometrace/eventlist.h"

#include <algorithm>

namespace rt0::chrometrace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;
using exectrace::kNoIndex;
using exectrace::ProcState;

EventList::Lane& EventList::lane(std::uint64_t id) {
    const auto [at, isNew] = m_lanes.try_emplace(id);
    if (isNew && m_view == View::Procs)
        at->second.proc = proc(id);
    if (isNew && m_view == View::Threads)
        at->second.thread = thread(id);
    if (isNew && m_view == View::Goroutines)
        at->second.goroutine = goroutine(id);
    return at->second;
}

/// Follows what runs on the lane, and says so in the event.
void EventList::setContext(Event& event, std::uint64_t laneId) {
    if (laneId == kNoLane)
        return;
    Lane& lane = this->lane(laneId);
    const bool transition = event.kind == EventKind::StateTransition;
    if (transition && event.ofProc()) {
        const bool runs = event.toProc() == ProcState::Running;
        if (m_view == View::Procs && runs)
            lane.thread = event.thread;
        if (m_view == View::Threads)
            lane.proc = runs ? event.subject : kNoIndex;
        event.thread = lane.thread;
        event.proc = runs ? kNoIndex : event.subject;
        return;
    }
    event.goroutine = lane.goroutine;
    event.proc = lane.proc;
    event.thread = lane.thread;
    if (!transition || m_view == View::Goroutines)
        return;
    const bool runs = event.toGo() == GoState::Running || event.toGo() == GoState::Syscall;
    if (runs)
        lane.goroutine = event.subject;
    else if (lane.goroutine == event.subject)
        lane.goroutine = kNoIndex;
}

Event EventList::sync(std::int64_t ns) {
    Event event;
    event.timeNs = ns;
    event.kind = EventKind::Sync;
    event.value = m_outcome.directory.syncs.size();
    m_outcome.directory.syncs.push_back({ns, m_outcome.events, {}});
    ++m_outcome.events;
    return event;
}

bool EventList::deliver(exectrace::EventSink& sink, const Progress& progress) {
    constexpr std::size_t kBatch = 2048;
    const auto before = [](const Pending& a, const Pending& b) { return a.event.timeNs < b.event.timeNs; };
    std::stable_sort(m_pending.begin(), m_pending.end(), before);
    std::vector<Event> batch;
    std::int64_t last = m_pending.front().event.timeNs - 1;
    batch.push_back(sync(last));
    for (Pending& pending : m_pending) {
        Event& event = pending.event;
        setContext(event, pending.lane);
        last = event.timeNs = std::max(event.timeNs, last + 1);
        batch.push_back(event);
        ++m_outcome.events;
        if (batch.size() < kBatch)
            continue;
        if (progress.stop.stop_requested())
            return false;
        sink.take(batch, m_outcome.directory);
        batch.clear();
    }
    batch.push_back(sync(last + 1));
    sink.take(batch, m_outcome.directory);
    return true;
}

} // namespace rt0::chrometrace
