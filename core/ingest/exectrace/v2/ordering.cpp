#include "ingest/exectrace/v2/orderinginline.h"

#include <array>
#include <fmt/format.h>

namespace rt0::exectrace::v2 {
namespace {

/// GoStatus of the file as GoState.
constexpr std::array kGoStatusStates{GoState::Undetermined, GoState::Runnable, GoState::Running,
                                     GoState::Syscall, GoState::Waiting};

} // namespace

void Ordering::beginGeneration(const Generation& generation) {
    m_tables = &generation.tables;
    m_generation = generation.number;
    if (m_initialGeneration == 0)
        m_initialGeneration = generation.number;
}

bool Ordering::require(Need needProc, Need needGoroutine) {
    const auto check = [this](Need need, Index bound, const char* what) {
        if (need == Need::Must && bound == kNoIndex)
            m_error = fmt::format("expected a {} but the thread has none", what);
        else if (need == Need::Not && bound != kNoIndex)
            m_error = fmt::format("expected no {} but the thread has one", what);
        else
            return true;
        return false;
    };
    if (m_now.thread == kNoIndex) {
        m_error = "expected a thread but the batch has none";
        return false;
    }
    return check(needProc, m_now.proc, "P") && check(needGoroutine, m_now.goroutine, "goroutine");
}

/// Says why the goroutine may not do that; false.
bool Ordering::refuseState() {
    m_error = fmt::format("goroutine {} is not in the state that the event ends",
                          m_ids.goroutines.ids()[m_now.goroutine]);
    return false;
}

void Ordering::enter(Index threadIndex) {
    m_own = threadIndex == kNoIndex ? &m_nobody : &thread(threadIndex);
    m_nobody = {};
    m_own->seen = true;
    m_now.thread = threadIndex;
    m_now.proc = m_own->proc;
    m_now.goroutine = m_own->goroutine;
    m_missing = false;
}

/// Flattened: calls from event to handler take a fifth of the time.
[[gnu::flatten]] Ordering::Step Ordering::advance(const WireEvent& event, Index threadIndex) {
    enter(threadIndex);
    const Step step = dispatch(event);
    if (step == Step::Done && m_missing)
        return broken(
            fmt::format("{} names a string or stack that is not in the tables", nameOf(event.type)));
    return step;
}

Ordering::Step Ordering::dispatch(const WireEvent& event) {
    switch (event.type) {
    case EventType::GoStart:
        return goStart(event);
    case EventType::GoUnblock:
        return goUnblock(event);
    case EventType::GoStop:
    case EventType::GoBlock:
    case EventType::GoDestroy:
        return goStop(event);
    default:
        return dispatchOther(event);
    }
}

/// What is rare: not part of what advance() becomes.
[[gnu::noinline]] Ordering::Step Ordering::dispatchOther(const WireEvent& event) {
    switch (event.type) {
    case EventType::GoCreate:
    case EventType::GoCreateBlocked:
        return goCreate(event);
    case EventType::GoSyscallBegin:
        return syscallBegin(event);
    case EventType::GoSyscallEnd:
        return syscallEnd(event);
    case EventType::GoSyscallEndBlocked:
        return syscallEndBlocked(event);
    case EventType::GoCreateSyscall:
        return createSyscall(event);
    case EventType::GoDestroySyscall:
        return destroySyscall(event);
    case EventType::GoSwitch:
    case EventType::GoSwitchDestroy:
        return goSwitch(event);
    case EventType::GoStatus:
    case EventType::GoStatusStack:
        return goStatus(event);
    case EventType::ProcStart:
        return procStart(event);
    case EventType::ProcStop:
        return procStop(event);
    case EventType::ProcSteal:
        return procSteal(event);
    case EventType::ProcStatus:
        return procStatus(event);
    default:
        return rangesAndNotes(event);
    }
}

Ordering::Step Ordering::goCreate(const WireEvent& event) {
    // The runtime also creates goroutines without a running one.
    if (!require(Need::Must, Need::May))
        return Step::Broken;
    if (m_now.goroutine != kNoIndex && goroutine(m_now.goroutine).status != GoStatus::Running &&
        goroutine(m_now.goroutine).status != GoStatus::None)
        return broken("a goroutine that is not running creates one");
    const Index created = m_ids.goroutines.findOrAdd(event.args[0]);
    Goroutine& state = goroutine(created);
    if (state.status != GoStatus::None)
        return broken(fmt::format("goroutine {} is created while it exists", event.args[0]));
    const bool blocked = event.type == EventType::GoCreateBlocked;
    state = {sequenceOf(0), blocked ? GoStatus::Waiting : GoStatus::Runnable, false};
    Event& out =
        emitTransition(event, created, GoState::NotExist, blocked ? GoState::Waiting : GoState::Runnable);
    out.subjectStack = stackOf(event.args[1]);
    out.stack = stackOf(event.args[2]);
    return Step::Done;
}

Ordering::Step Ordering::goStart(const WireEvent& event) {
    const Index started = m_ids.goroutines.find(event.args[0]);
    if (started == kNoIndex)
        return Step::Wait;
    Goroutine& state = goroutine(started);
    const Sequence sequence = sequenceOf(event.args[1]);
    if (state.status != GoStatus::Runnable || !sequence.succeeds(state.sequence))
        return Step::Wait;
    if (!require(Need::Must, Need::Not))
        return Step::Broken;
    state.status = GoStatus::Running;
    state.sequence = sequence;
    emitTransition(event, started, GoState::Runnable, GoState::Running);
    m_own->goroutine = started;
    return Step::Done;
}

/// GoStop, GoBlock and GoDestroy: the running goroutine leaves its thread.
Ordering::Step Ordering::goStop(const WireEvent& event) {
    if (!requireState(GoStatus::Running))
        return Step::Broken;
    m_own->goroutine = kNoIndex;
    Goroutine& state = m_goroutines[m_now.goroutine];
    if (event.type == EventType::GoDestroy) {
        forget(m_now.goroutine);
        emitTransition(event, m_now.goroutine, GoState::Running, GoState::NotExist);
        return Step::Done;
    }
    const bool blocks = event.type == EventType::GoBlock;
    state.status = blocks ? GoStatus::Waiting : GoStatus::Runnable;
    Event& out = emitTransition(event, m_now.goroutine, GoState::Running,
                                blocks ? GoState::Waiting : GoState::Runnable);
    out.text = textOf(event.args[0]);
    out.stack = out.subjectStack = stackOf(event.args[1]);
    return Step::Done;
}

/// Anything can unblock a goroutine, even what has no thread.
Ordering::Step Ordering::goUnblock(const WireEvent& event) {
    const Index woken = m_ids.goroutines.find(event.args[0]);
    if (woken == kNoIndex)
        return Step::Wait;
    Goroutine& state = goroutine(woken);
    const Sequence sequence = sequenceOf(event.args[1]);
    if (state.status != GoStatus::Waiting || !sequence.succeeds(state.sequence))
        return Step::Wait;
    state.status = GoStatus::Runnable;
    state.sequence = sequence;
    emitTransition(event, woken, GoState::Waiting, GoState::Runnable).stack = stackOf(event.args[2]);
    return Step::Done;
}

/// A coroutine switch is three transitions at one time: the next goroutine is unblocked, the current one
/// blocks or ends, the next one starts.
Ordering::Step Ordering::goSwitch(const WireEvent& event) {
    if (!requireState(GoStatus::Running))
        return Step::Broken;
    const Index next = m_ids.goroutines.find(event.args[0]);
    if (next == kNoIndex)
        return Step::Wait;
    Goroutine& nextState = goroutine(next);
    const Sequence sequence = sequenceOf(event.args[1]);
    if (nextState.status != GoStatus::Waiting || !sequence.succeeds(nextState.sequence))
        return Step::Wait;
    emitTransition(event, next, GoState::Waiting, GoState::Runnable);
    WireEvent part = event;
    if (event.type == EventType::GoSwitch) {
        part.type = EventType::GoBlock;
        goroutine(m_now.goroutine).status = GoStatus::Waiting;
        emitTransition(part, m_now.goroutine, GoState::Running, GoState::Waiting);
    } else {
        part.type = EventType::GoDestroy;
        forget(m_now.goroutine);
        emitTransition(part, m_now.goroutine, GoState::Running, GoState::NotExist);
    }
    nextState.status = GoStatus::Running;
    nextState.sequence = sequence;
    m_own->goroutine = next;
    m_now.goroutine = kNoIndex;
    part.type = EventType::GoStart;
    emitTransition(part, next, GoState::Runnable, GoState::Running);
    return Step::Done;
}

Ordering::Step Ordering::goStatus(const WireEvent& event) {
    const std::uint64_t id = event.args[0];
    if (event.args[2] >= kGoStatusStates.size())
        return broken(fmt::format("goroutine {} has the invalid status {}", id, event.args[2]));
    if (id == kNoId)
        return broken("a status without a goroutine");
    const auto status = static_cast<GoStatus>(event.args[2]);
    const GoState to = kGoStatusStates[event.args[2]];
    GoState from = to;
    const Index subject = m_ids.goroutines.findOrAdd(id);
    Goroutine& state = goroutine(subject);
    if (state.status == GoStatus::None) {
        if (!initialGeneration())
            return broken(
                fmt::format("goroutine {} turns up in a later generation without having been created", id));
        from = GoState::Undetermined;
    } else if (state.status != status) {
        return broken(fmt::format("the status of goroutine {} contradicts its events", id));
    }
    state.status = status;
    state.sequence = sequenceOf(0);
    if (status == GoStatus::Running)
        m_own->goroutine = subject;
    else if (status == GoStatus::Syscall)
        if (const Step step = statusInSyscall(event, subject, id); step != Step::Done)
            return step;
    Event& out = emitTransition(event, subject, from, to);
    if (event.type == EventType::GoStatusStack)
        out.stack = out.subjectStack = stackOf(event.args[3]);
    return Step::Done;
}

/// Binds the goroutine to the thread that is in the system call, which need not be the one that writes.
Ordering::Step Ordering::statusInSyscall(const WireEvent& event, Index subject, std::uint64_t id) {
    const std::uint64_t threadId = event.args[1];
    if (threadId == kNoId)
        return broken(fmt::format("goroutine {} is in a system call without a thread", id));
    const Index other = m_ids.threads.findOrAdd(threadId);
    const auto contradiction = [id] {
        return fmt::format("goroutine {} is in a system call of a thread that has another goroutine", id);
    };
    if (other == m_now.thread) {
        if (!initialGeneration() && m_now.goroutine != subject)
            return broken(contradiction());
        m_own->goroutine = subject;
        return Step::Done;
    }
    Thread& state = thread(other);
    if (m_now.thread != kNoIndex)
        m_own = &m_threads[m_now.thread]; // the table may have moved
    if (state.seen && state.goroutine != subject)
        return broken(contradiction());
    if (state.seen)
        m_now.goroutine = subject;
    else
        state = {subject, kNoIndex, true};
    m_now.thread = other;
    return Step::Done;
}

} // namespace rt0::exectrace::v2
