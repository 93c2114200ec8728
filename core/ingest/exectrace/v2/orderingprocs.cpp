#include "ingest/exectrace/v2/orderinginline.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rt0::exectrace::v2 {
namespace {

/// ProcStatus of the file as ProcState: a P in a system call still counts as running, an abandoned one as
/// idle.
constexpr std::array kProcStatusStates{ProcState::Undetermined, ProcState::Running, ProcState::Idle,
                                       ProcState::Running, ProcState::Idle};

} // namespace

Ordering::Step Ordering::procStatus(const WireEvent& event) {
    const std::uint64_t id = event.args[0];
    if (event.args[1] >= kProcStatusStates.size() || id == kNoId)
        return broken(fmt::format("P {} has the invalid status {}", id, event.args[1]));
    const auto status = static_cast<ProcStatus>(event.args[1]);
    ProcState to = kProcStatusStates[event.args[1]];
    ProcState from = to;
    const Index subject = m_ids.procs.findOrAdd(id);
    Proc& state = proc(subject);
    const bool promoted = status == ProcStatus::Abandoned && state.status == ProcStatus::Syscall;
    if (promoted) {
        from = to = ProcState::Running;
    } else if (state.status == ProcStatus::None) {
        state.status = status;
        from = initialGeneration() ? ProcState::Undetermined : ProcState::NotExist;
    } else if (state.status != status) {
        return broken(fmt::format("the status of P {} contradicts its events", id));
    }
    state.sequence = sequenceOf(0);
    if (status == ProcStatus::Running || status == ProcStatus::Syscall)
        m_own->proc = subject;
    if (promoted) {
        // It is about to be stolen, and its status comes from another thread than the one that holds it.
        const auto holder = std::find_if(m_threads.begin(), m_threads.end(),
                                         [subject](const Thread& thread) { return thread.proc == subject; });
        if (holder == m_threads.end())
            return broken(fmt::format("no thread holds P {}, which is about to be stolen", id));
        m_now = {static_cast<Index>(holder - m_threads.begin()), subject, holder->goroutine};
    }
    emitTransition(event, subject, from, to);
    return Step::Done;
}

Ordering::Step Ordering::procStart(const WireEvent& event) {
    const Index subject = m_ids.procs.find(event.args[0]);
    if (subject == kNoIndex)
        return Step::Wait;
    Proc& state = proc(subject);
    const Sequence sequence = sequenceOf(event.args[1]);
    // A thread in a system call may still hold a P that is to be stolen from it.
    if (state.status != ProcStatus::Idle || !sequence.succeeds(state.sequence) || m_now.proc != kNoIndex)
        return Step::Wait;
    if (!require(Need::Not, Need::May))
        return Step::Broken;
    state.status = ProcStatus::Running;
    state.sequence = sequence;
    m_own->proc = subject;
    emitTransition(event, subject, ProcState::Idle, ProcState::Running);
    return Step::Done;
}

Ordering::Step Ordering::procStop(const WireEvent& event) {
    if (!require(Need::Must, Need::May))
        return Step::Broken;
    Proc& state = proc(m_now.proc);
    if (state.status != ProcStatus::Running && state.status != ProcStatus::Syscall)
        return broken("a P stops that was not running");
    state.status = ProcStatus::Idle;
    m_own->proc = kNoIndex;
    emitTransition(event, m_now.proc, ProcState::Running, ProcState::Idle);
    return Step::Done;
}

Ordering::Step Ordering::procSteal(const WireEvent& event) {
    const Index subject = m_ids.procs.find(event.args[0]);
    if (subject == kNoIndex)
        return Step::Wait;
    Proc& state = proc(subject);
    const Sequence sequence = sequenceOf(event.args[1]);
    if ((state.status != ProcStatus::Syscall && state.status != ProcStatus::Abandoned) ||
        !sequence.succeeds(state.sequence))
        return Step::Wait;
    if (!require(Need::May, Need::May))
        return Step::Broken;
    const bool abandoned = state.status == ProcStatus::Abandoned;
    state.status = ProcStatus::Idle;
    state.sequence = sequence;
    if (!abandoned) {
        const Index victim = m_ids.threads.find(event.args[2]);
        if (victim == kNoIndex || !thread(victim).seen)
            return broken(fmt::format("P {} is stolen from a thread that does not exist", event.args[0]));
        if (thread(victim).proc != subject)
            return broken(fmt::format("P {} is stolen from thread {}, which does not hold it", event.args[0],
                                      event.args[2]));
        if (victim == m_now.thread)
            m_own->proc = kNoIndex;
        else
            thread(victim).proc = kNoIndex;
    }
    // Of an abandoned P nobody knows when it was lost; it counts as idle since then.
    emitTransition(event, subject, abandoned ? ProcState::Idle : ProcState::Running, ProcState::Idle);
    return Step::Done;
}

Ordering::Step Ordering::syscallBegin(const WireEvent& event) {
    if (!requireState(GoStatus::Running))
        return Step::Broken;
    Proc& held = proc(m_now.proc);
    const Sequence sequence = sequenceOf(event.args[0]);
    if (held.status == ProcStatus::None)
        return broken("a system call on a P that is not known");
    // The number tells which system call a P is stolen from; a running P's must be the next.
    if (!sequence.succeeds(held.sequence))
        return broken("the sequence number of a system call does not follow its P's");
    goroutine(m_now.goroutine).status = GoStatus::Syscall;
    held.status = ProcStatus::Syscall;
    held.sequence = sequence;
    Event& out = emitTransition(event, m_now.goroutine, GoState::Running, GoState::Syscall);
    out.stack = out.subjectStack = stackOf(event.args[1]);
    return Step::Done;
}

Ordering::Step Ordering::syscallEnd(const WireEvent& event) {
    if (!requireState(GoStatus::Syscall))
        return Step::Broken;
    Proc& held = proc(m_now.proc);
    if (held.status != ProcStatus::Syscall)
        return broken("a system call ends whose P was not in one");
    goroutine(m_now.goroutine).status = GoStatus::Running;
    held.status = ProcStatus::Running;
    emitTransition(event, m_now.goroutine, GoState::Syscall, GoState::Running);
    return Step::Done;
}

Ordering::Step Ordering::syscallEndBlocked(const WireEvent& event) {
    // The event says that the P was lost in between, so that must come first.
    if (m_now.proc != kNoIndex && proc(m_now.proc).status == ProcStatus::Syscall)
        return Step::Wait;
    if (!require(Need::May, Need::Must))
        return Step::Broken;
    Goroutine& state = goroutine(m_now.goroutine);
    if (state.status != GoStatus::Syscall)
        return broken("a system call ends for a goroutine that was not in one");
    state.status = GoStatus::Runnable;
    m_own->goroutine = kNoIndex;
    emitTransition(event, m_now.goroutine, GoState::Syscall, GoState::Runnable);
    return Step::Done;
}

/// A C thread calls into Go: its goroutine begins inside of what counts as a system call.
Ordering::Step Ordering::createSyscall(const WireEvent& event) {
    if (!require(Need::May, Need::Not))
        return Step::Broken;
    if (event.args[0] == kNoId)
        return broken("a goroutine without an id");
    const Index created = m_ids.goroutines.findOrAdd(event.args[0]);
    Goroutine& state = goroutine(created);
    if (state.status != GoStatus::None)
        return broken(fmt::format("goroutine {} is created while it exists", event.args[0]));
    state = {sequenceOf(0), GoStatus::Syscall, false};
    m_own->goroutine = created;
    emitTransition(event, created, GoState::NotExist, GoState::Syscall);
    return Step::Done;
}

Ordering::Step Ordering::destroySyscall(const WireEvent& event) {
    if (!require(Need::May, Need::Must))
        return Step::Broken;
    if (goroutine(m_now.goroutine).status != GoStatus::Syscall)
        return broken("a C thread's goroutine ends outside of a system call");
    if (m_now.proc != kNoIndex) {
        if (proc(m_now.proc).status != ProcStatus::Syscall)
            return broken("a C thread leaves Go with a P that is not in a system call");
        emitAbandoned(event);
    }
    forget(m_now.goroutine);
    m_own->goroutine = kNoIndex;
    emitTransition(event, m_now.goroutine, GoState::Syscall, GoState::NotExist);
    return Step::Done;
}

/// The P that a C thread leaves behind may be stolen much later, when the thread's id belongs to another one:
/// it counts as lost at once.
void Ordering::emitAbandoned(const WireEvent& event) {
    proc(m_now.proc).status = ProcStatus::Abandoned;
    m_own->proc = kNoIndex;
    WireEvent stolen = event;
    stolen.type = EventType::ProcSteal;
    emitTransition(stolen, m_now.proc, ProcState::Running, ProcState::Idle);
}

} // namespace rt0::exectrace::v2
