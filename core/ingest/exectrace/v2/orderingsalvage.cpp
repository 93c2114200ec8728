#include "ingest/exectrace/v2/orderinginline.h"

#include <array>

/// What a damaged trace still says: each event is taken at its word, and the state is made to fit.
namespace rt0::exectrace::v2 {
namespace {

constexpr std::array kStates{GoState::Undetermined, GoState::Runnable, GoState::Running, GoState::Syscall,
                             GoState::Waiting};

} // namespace

void Ordering::force(const WireEvent& event, Index threadIndex) {
    enter(threadIndex);
    if (!forceGo(event) && !forceProc(event))
        forceRange(event);
}

void Ordering::forceState(const WireEvent& event, Index subject, GoStatus status) {
    if (subject == kNoIndex)
        return; // the event is about a goroutine that was lost
    Goroutine& state = goroutine(subject);
    const bool existed = state.status != GoStatus::None;
    const GoState from = existed ? kStates[static_cast<std::size_t>(state.status)] : GoState::Undetermined;
    state.status = status;
    const GoState to =
        status == GoStatus::None ? GoState::NotExist : kStates[static_cast<std::size_t>(status)];
    emitTransition(event, subject, from, to);
}

bool Ordering::forceGo(const WireEvent& event) {
    const auto named = [this, &event] {
        const Index subject = event.args[0] == kNoId ? kNoIndex : m_ids.goroutines.findOrAdd(event.args[0]);
        return subject;
    };
    const auto numbered = [this, &event, &named] {
        const Index subject = named();
        if (subject != kNoIndex)
            goroutine(subject).sequence = sequenceOf(event.args[1]);
        return subject;
    };
    switch (event.type) {
    case EventType::GoStart:
        m_own->goroutine = numbered();
        forceState(event, m_own->goroutine, GoStatus::Running);
        return true;
    case EventType::GoUnblock:
        forceState(event, numbered(), GoStatus::Runnable);
        return true;
    case EventType::GoSwitch:
    case EventType::GoSwitchDestroy:
        forceState(event, m_now.goroutine,
                   event.type == EventType::GoSwitch ? GoStatus::Waiting : GoStatus::None);
        m_own->goroutine = numbered();
        forceState(event, m_own->goroutine, GoStatus::Running);
        return true;
    case EventType::GoCreate:
    case EventType::GoCreateBlocked:
    case EventType::GoCreateSyscall:
    case EventType::GoStatus:
    case EventType::GoStatusStack:
        return forceAppearance(event, named());
    case EventType::GoStop:
    case EventType::GoBlock:
    case EventType::GoDestroy:
    case EventType::GoDestroySyscall:
    case EventType::GoSyscallBegin:
    case EventType::GoSyscallEnd:
    case EventType::GoSyscallEndBlocked:
        return forceOwn(event);
    default:
        return false;
    }
}

/// A goroutine is created, or its status is given.
bool Ordering::forceAppearance(const WireEvent& event, Index subject) {
    if (subject == kNoIndex)
        return true;
    goroutine(subject).sequence = sequenceOf(0);
    GoStatus status = GoStatus::Runnable;
    if (event.type == EventType::GoCreateBlocked)
        status = GoStatus::Waiting;
    else if (event.type == EventType::GoCreateSyscall)
        status = GoStatus::Syscall;
    else if (event.type != EventType::GoCreate && event.args[2] < kStates.size())
        status = static_cast<GoStatus>(event.args[2]);
    if (status == GoStatus::Running || event.type == EventType::GoCreateSyscall)
        m_own->goroutine = subject;
    forceState(event, subject, status);
    return true;
}

/// The thread's own goroutine changes its state.
bool Ordering::forceOwn(const WireEvent& event) {
    GoStatus status = GoStatus::None;
    bool leaves = true;
    switch (event.type) {
    case EventType::GoStop:
    case EventType::GoSyscallEndBlocked:
        status = GoStatus::Runnable;
        break;
    case EventType::GoBlock:
        status = GoStatus::Waiting;
        break;
    case EventType::GoSyscallBegin:
        status = GoStatus::Syscall;
        leaves = false;
        break;
    case EventType::GoSyscallEnd:
        status = GoStatus::Running;
        leaves = false;
        break;
    default:
        break;
    }
    if (m_now.proc != kNoIndex && !leaves) {
        Proc& held = proc(m_now.proc);
        held.status = status == GoStatus::Syscall ? ProcStatus::Syscall : ProcStatus::Running;
        if (status == GoStatus::Syscall)
            held.sequence = sequenceOf(event.args[0]);
    }
    if (leaves)
        m_own->goroutine = kNoIndex;
    forceState(event, m_now.goroutine, status);
    return true;
}

bool Ordering::forceProc(const WireEvent& event) {
    if (event.type < EventType::ProcStart || event.type > EventType::ProcStatus)
        return false;
    const bool stops = event.type == EventType::ProcStop;
    if (!stops && event.args[0] == kNoId)
        return true;
    const Index subject = stops ? m_now.proc : m_ids.procs.findOrAdd(event.args[0]);
    if (subject == kNoIndex)
        return true;
    Proc& state = proc(subject);
    const bool ran = state.status == ProcStatus::Running || state.status == ProcStatus::Syscall;
    const ProcState from = state.status == ProcStatus::None ? ProcState::Undetermined
                           : ran                            ? ProcState::Running
                                                            : ProcState::Idle;
    const bool status = event.type == EventType::ProcStatus;
    const bool runs = event.type == EventType::ProcStart ||
                      (status && (event.args[1] == static_cast<std::uint64_t>(ProcStatus::Running) ||
                                  event.args[1] == static_cast<std::uint64_t>(ProcStatus::Syscall)));
    state.status = runs ? ProcStatus::Running : ProcStatus::Idle;
    if (!stops)
        state.sequence = sequenceOf(status ? 0 : event.args[1]);
    for (Thread& holder : m_threads)
        if (holder.proc == subject)
            holder.proc = kNoIndex;
    if (runs)
        m_own->proc = subject;
    else if (m_own->proc == subject)
        m_own->proc = kNoIndex;
    emitTransition(event, subject, from, runs ? ProcState::Running : ProcState::Idle);
    return true;
}

/// Ranges that do not match are begun or ended all the same; what else contradicts the state is left out.
void Ordering::forceRange(const WireEvent& event) {
    if (event.type == EventType::GcBegin || event.type == EventType::GcActive ||
        event.type == EventType::GcEnd) {
        m_gc = event.type == EventType::GcBegin ? GcState::NotRunning : GcState::Running;
        m_gcSequence = event.args[0] - 1;
    }
    Event* const before = m_out.mark();
    if (rangesAndNotes(event) != Step::Done)
        m_out.takeBackTo(before);
}

} // namespace rt0::exectrace::v2
