#pragma once

#include "ingest/exectrace/v2/ordering.h"

/// What every event takes; inline in the files that implement Ordering.
namespace rt0::exectrace::v2 {

inline Ordering::Step Ordering::broken(std::string what) {
    m_error = std::move(what);
    return Step::Broken;
}

inline bool Ordering::requireUserCode() {
    if (m_now.thread != kNoIndex && m_now.proc != kNoIndex && m_now.goroutine != kNoIndex) [[likely]]
        return true;
    return require(Need::Must, Need::Must);
}

inline bool Ordering::requireState(GoStatus status) {
    if (!requireUserCode())
        return false;
    return goroutine(m_now.goroutine).status == status || refuseState();
}

inline StackId Ordering::stackOf(std::uint64_t id) {
    const StackId stack = m_tables->stacks.find(id);
    if (stack != IdTable::kMissing)
        return stack;
    m_missing = true;
    return 0;
}

inline StringId Ordering::textOf(std::uint64_t id) {
    const StringId text = m_tables->strings.find(id);
    if (text != IdTable::kMissing)
        return text;
    m_missing = true;
    return 0;
}

inline Event& Ordering::emit(const WireEvent& event, EventKind kind) {
    Event& out = m_out.push();
    out = {};
    out.timeNs = m_out.nextTime(event.timeNs);
    out.goroutine = m_now.goroutine;
    out.proc = m_now.proc;
    out.thread = m_now.thread;
    out.type = event.type;
    out.kind = kind;
    return out;
}

template <typename State>
Event& Ordering::emitTransition(const WireEvent& event, Index subject, State from, State to) {
    Event& out = emit(event, EventKind::StateTransition);
    out.subject = subject;
    out.from = static_cast<std::uint8_t>(from);
    out.to = static_cast<std::uint8_t>(to);
    return out;
}

/// The goroutine has ended.
inline void Ordering::forget(Index index) {
    goroutine(index) = {};
    m_regions.erase(index);
    m_stopped.erase(index);
}

} // namespace rt0::exectrace::v2
