#include "timeline/tracebuilder.h"

#include <algorithm>

namespace rt0 {

namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;
using exectrace::Index;
using exectrace::kNoIndex;
using exectrace::ProcState;

constexpr std::int64_t kLatestNs = kTimeLimitNs >> 1U;

/// Times of a damaged file may be anything; differences stop at the drawing limit.
std::int64_t difference(std::int64_t later, std::int64_t earlier) {
    const std::uint64_t ns = static_cast<std::uint64_t>(later) - static_cast<std::uint64_t>(earlier);
    return later < earlier ? 0
                           : static_cast<std::int64_t>(std::min(ns, static_cast<std::uint64_t>(kLatestNs)));
}

/// How far callIn() looks.
constexpr std::size_t kAhead = 32;

bool isStatus(EventType type) {
    return type == EventType::GoStatus || type == EventType::GoStatusStack;
}

} // namespace

/// Flattened: calls from event to span take a tenth of the time. What is rare is kept out of it (noinline).
[[gnu::flatten]] void TraceBuilder::take(std::span<const Event> events,
                                         const exectrace::Directory& directory) {
    if (events.empty())
        return;
    m_directory = &directory;
    if (!m_started) {
        m_started = true;
        m_trace.originNs = events.front().timeNs;
    }
    if (directory.salvaging && !m_trace.damagedFrom)
        m_trace.damagedFrom = Nanoseconds(difference(events.front().timeNs, m_trace.originNs));
    std::size_t i = 0;
    for (; i + kAhead < events.size(); ++i) {
        callIn(&events[i]);
        handle(events[i]);
    }
    for (; i < events.size(); ++i)
        handle(events[i]);
    m_directory = nullptr;
}

/// What is kept of many goroutines is more than a core's own cache holds: what the events soon to come need
/// is on its way while others are handled.
void TraceBuilder::callIn(const Event* next) const {
    constexpr std::size_t kTrack = 9;
    constexpr std::size_t kRow = 6;
    constexpr std::size_t kSpan = 3;
    __builtin_prefetch(next + kAhead);
    if (next[kTrack].subject < m_tracks.size())
        __builtin_prefetch(&m_tracks[next[kTrack].subject], 1);
    if (next[kRow].subject < m_tracks.size())
        m_spans->callInRow(m_tracks[next[kRow].subject].row);
    if (next[kSpan].subject < m_tracks.size())
        m_spans->callInEnd(m_tracks[next[kSpan].subject].row);
}

void TraceBuilder::handle(const Event& event) {
    const std::int64_t ns = difference(event.timeNs, m_trace.originNs);
    if (event.kind == EventKind::Sync) {
        m_generationNs = ns;
        return;
    }
    m_lastNs = ns;
    if (event.goroutine == m_main && event.stack != 0)
        sight(event.stack, ns);
    if (event.proc >= m_procs.count() && event.proc != kNoIndex)
        m_procs.ensure(event.proc);
    if (event.thread >= m_threads.count() && event.thread != kNoIndex)
        m_threads.ensure(event.thread);
    if (event.kind != EventKind::StateTransition)
        return handleOther(event, ns);
    if (event.subject == kNoIndex)
        return;
    if (event.ofProc())
        onProc(event, ns);
    else
        onGoroutine(event, ns);
}

void TraceBuilder::onGoroutine(const Event& event, std::int64_t ns) {
    Track& track = trackOf(event.subject);
    if (!track.named && event.subjectStack != 0) {
        track.named = true;
        m_entries[event.subject] = event.subjectStack;
    }
    if (!track.seen)
        appear(event, track, ns);
    if (track.state == event.toGo())
        return; // a status that repeats what is known
    const bool heldProc = leaveState(event.subject, track, ns);
    enterState(event, track, {event.toGo(), ns, heldProc});
}

/// The first event of a goroutine that was not created in the trace tells what it has been doing since the
/// generation began.
[[gnu::noinline]] void TraceBuilder::appear(const Event& event, Track& track, std::int64_t ns) {
    track.seen = true;
    TraceGoroutine& goroutine = m_trace.goroutines[event.subject];
    if (event.fromGo() == GoState::NotExist) {
        goroutine.creator = event.goroutine;
        goroutine.creation = event.stack;
        goroutine.life.begin = Nanoseconds(ns);
        return;
    }
    goroutine.bornBefore = true;
    goroutine.life.begin = Nanoseconds(m_generationNs);
    const GoState since = event.fromGo() == GoState::Undetermined ? event.toGo() : event.fromGo();
    Event status = event;
    if (since != event.toGo()) {
        status = {}; // what led to the state before is not known
        status.subject = event.subject;
        status.type = EventType::GoStatus;
    }
    enterState(status, track, {since, m_generationNs, false});
}

/// Makes spans of the state that ends now. True when the goroutine had a P until now.
bool TraceBuilder::leaveState(Index goroutine, Track& track, std::int64_t ns) {
    if (!track.lives())
        return false;
    m_spans->addTouching(
        track.row,
        {{Nanoseconds(track.sinceNs), Nanoseconds(ns)}, track.item, static_cast<std::uint8_t>(track.colour)});
    track.inState() += ns - track.sinceNs;
    if (!track.onThread())
        return false;
    m_threads.leave(track.thread, goroutine, ns);
    return m_procs.leave(track.proc, goroutine, ns);
}

void TraceBuilder::enterState(const Event& event, Track& track, const Entry& entry) {
    const bool status = isStatus(event.type);
    const SiteId site = m_sites.intern({event.type, event.text, status ? event.subjectStack : event.stack});
    track.state = entry.state;
    track.sinceNs = entry.ns;
    track.item = site;
    switch (entry.state) {
    case GoState::Running:
        return enterRunning(event, track, entry.ns);
    case GoState::Syscall:
        return enterSyscall(event, track, entry);
    case GoState::Waiting:
        track.colour = TraceColour::Waiting;
        return;
    case GoState::Runnable: {
        const bool byOther = !status && event.goroutine != event.subject;
        track.colour = TraceColour::Runnable;
        track.item = track.wakeup = wakeupOf(track, {byOther ? event.goroutine : kNoIndex, site});
        return;
    }
    default:
        m_trace.goroutines[event.subject].life.end = Nanoseconds(entry.ns);
    }
}

/// Most goroutines are woken by the same other one in the same place again and again, which is kept once.
std::uint32_t TraceBuilder::wakeupOf(const Track& track, const TraceWakeup& wakeup) {
    if (track.wakeup != kNoWakeup && m_trace.wakeups[track.wakeup] == wakeup)
        return track.wakeup;
    m_trace.wakeups.growTo(m_wakeups + 1);
    m_trace.wakeups[m_wakeups] = wakeup;
    return static_cast<std::uint32_t>(m_wakeups++);
}

void TraceBuilder::enterRunning(const Event& event, Track& track, std::int64_t ns) {
    track.colour = track.gcWorker ? TraceColour::GcWorker : TraceColour::Running;
    track.proc = event.proc;
    track.thread = event.thread;
    enterPlace(event.subject, track, track.proc != kNoIndex, ns);
}

void TraceBuilder::enterPlace(Index goroutine, const Track& track, bool hasProc, std::int64_t ns) {
    if (!hasProc) {
        if (track.thread != kNoIndex)
            m_threads.enter(track.thread, goroutine, ns, track.colour);
        return;
    }
    if (m_procs.goroutineAt(track.proc) != kNoIndex)
        loseProc(track.proc, ns);
    m_threads.clear(track.thread, ns);
    m_holders.hold(track.proc, track.thread, m_procs.enter(track.proc, goroutine, ns, track.colour));
}

/// The goroutine that has the P, if any, goes on without it, on its thread.
[[gnu::noinline]] void TraceBuilder::loseProc(Index proc, std::int64_t ns) {
    const Index goroutine = m_procs.goroutineAt(proc);
    m_procs.clear(proc, ns);
    if (goroutine >= m_tracks.size() || m_tracks[goroutine].thread == kNoIndex)
        return;
    const Track& track = m_tracks[goroutine];
    m_threads.enter(track.thread, goroutine, ns, track.colour);
}

[[gnu::noinline]] void TraceBuilder::enterSyscall(const Event& event, Track& track, const Entry& entry) {
    track.colour = TraceColour::Syscall;
    bool hasProc = entry.heldProc;
    if (!hasProc && event.thread != kNoIndex) {
        // Found in a syscall: its P is the one that its thread has. An event's P may be another thread's.
        hasProc = event.proc < m_threadOfProc.size() && m_threadOfProc[event.proc] == event.thread;
        track.proc = hasProc ? event.proc : kNoIndex;
        track.thread = event.thread;
    }
    enterPlace(event.subject, track, hasProc, entry.ns);
}

[[gnu::noinline]] void TraceBuilder::onProc(const Event& event, std::int64_t ns) {
    m_procs.ensure(event.subject);
    if (event.subject >= m_threadOfProc.size())
        m_threadOfProc.resize(std::size_t{event.subject} + 1, kNoIndex);
    const bool running = event.toProc() == ProcState::Running;
    if (!running)
        loseProc(event.subject, ns);
    m_threadOfProc[event.subject] = running ? event.thread : kNoIndex;
}

[[gnu::noinline]] void TraceBuilder::handleOther(const Event& event, std::int64_t ns) {
    switch (event.kind) {
    case EventKind::RangeBegin:
    case EventKind::RangeActive:
    case EventKind::RangeEnd:
        return m_ranges.take(event, ns);
    case EventKind::TaskBegin:
    case EventKind::TaskEnd:
    case EventKind::RegionBegin:
    case EventKind::RegionEnd:
        return m_user.take(event, ns);
    case EventKind::Metric:
        return onMetric(event, ns);
    case EventKind::Label:
        return onLabel(event, ns);
    case EventKind::Log:
        return onLog(event, ns);
    case EventKind::StackSample:
        m_trace.samples.push_back({Nanoseconds(ns), event.goroutine, event.proc, event.thread, event.stack});
        return;
    default:
        return;
    }
}

void TraceBuilder::onLog(const Event& event, std::int64_t ns) {
    m_trace.logs.push_back(
        {Nanoseconds(ns), event.goroutine, event.value, event.text, event.text2(), event.stack});
}

void TraceBuilder::onMetric(const Event& event, std::int64_t ns) {
    const TraceMetric metric{Nanoseconds(ns), event.value};
    if (event.type == EventType::HeapAlloc)
        m_trace.heapLive.push_back(metric);
    else if (event.type == EventType::HeapGoal)
        m_trace.heapGoal.push_back(metric);
    else if (event.type == EventType::ProcsChange)
        m_trace.gomaxprocs.push_back(metric);
}

/// The runtime labels its GC workers when it starts them, not when they go on after having been preempted.
void TraceBuilder::onLabel(const Event& event, std::int64_t ns) {
    if (event.subject == kNoIndex)
        return;
    m_trace.labels.push_back({Nanoseconds(ns), event.subject, event.text});
    Track& track = trackOf(event.subject);
    if (track.state != GoState::Running || !m_directory->text(event.text).starts_with("GC ("))
        return;
    track.gcWorker = true;
    track.colour = TraceColour::GcWorker;
    m_procs.recolour(track.proc, event.subject, track.colour);
    m_threads.recolour(track.thread, event.subject, track.colour);
}

[[gnu::noinline]] void TraceBuilder::sight(exectrace::StackId stack, std::int64_t ns) {
    if (stack >= m_sightingOf.size())
        m_sightingOf.resize(std::size_t{stack} * 2 + 1);
    std::uint32_t& sighting = m_sightingOf[stack];
    if (sighting == 0) {
        m_trace.mainSightings.push_back({stack, Nanoseconds(ns), {}});
        sighting = static_cast<std::uint32_t>(m_trace.mainSightings.size());
    }
    m_trace.mainSightings[sighting - 1].last = Nanoseconds(ns);
}

} // namespace rt0
