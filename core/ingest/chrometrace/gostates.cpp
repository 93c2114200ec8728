#include "ingest/chrometrace/goslices.h"

#include <algorithm>

namespace rt0::chrometrace {
namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;

/// "chan send" of "unblock (chan send)".
std::string_view reasonOf(std::string_view arrow) {
    const std::size_t begin = arrow.find(" (");
    return begin == std::string_view::npos || !arrow.ends_with(')')
               ? std::string_view{}
               : arrow.substr(begin + 2, arrow.size() - begin - 3);
}

bool isUnblock(std::string_view arrow) {
    return arrow.starts_with("unblock");
}
bool isSyscallExit(std::string_view arrow) {
    return arrow == "exit blocked syscall" || arrow == "sysexit";
}

/// Walks along the slices of one goroutine. What it did between two of them is told by the arrow to the
/// second one; without an arrow the state between is Undetermined.
class StateWalker {
public:
    StateWalker(GoTrace& trace, exectrace::Directory& directory, JsonStacks& stacks, EventList& events,
                std::uint64_t id, Goroutine& goroutine)
        : m_trace(trace),
          m_directory(directory),
          m_stacks(stacks),
          m_events(events),
          m_goroutine(goroutine),
          m_self(events.goroutine(id)),
          m_entry(stacks.entry(goroutine.function)) {}

    void run();

private:
    void appear(const GoSlice& first, const GoArrow& arrow);
    void passGap(const GoSlice& before, const GoSlice& next, const GoArrow& arrow);
    void start(const GoSlice& slice);
    void runSyscalls(const GoSlice& slice);
    void end(const GoSlice& last);
    void stop(const GoSlice& slice, EventType type, GoState to, std::string_view reason);
    void wake(const GoArrow& arrow, EventType type);
    GoArrow arrowTo(const GoSlice& slice) const;

    void add(EventType type, GoState to, std::int64_t ns, std::uint64_t lane, std::uint32_t stack,
             std::string_view reason = {});

    GoTrace& m_trace;
    exectrace::Directory& m_directory;
    JsonStacks& m_stacks;
    EventList& m_events;
    Goroutine& m_goroutine;
    exectrace::Index m_self;
    exectrace::StackId m_entry; ///< given with the first event: it names the goroutine
    GoState m_state = GoState::Undetermined;
    std::int64_t m_last = 0; ///< time of the last event
    std::size_t m_syscall = 0;
};

void StateWalker::add(EventType type, GoState to, std::int64_t ns, std::uint64_t lane, std::uint32_t stack,
                      std::string_view reason) {
    Event event;
    event.timeNs = m_last = std::max(ns, m_last);
    event.type = type;
    event.kind = EventKind::StateTransition;
    event.subject = m_self;
    event.from = static_cast<std::uint8_t>(m_state);
    event.to = static_cast<std::uint8_t>(to);
    event.stack = m_stacks.at(stack);
    event.subjectStack = std::exchange(m_entry, 0);
    if (!reason.empty())
        event.text = m_directory.strings.intern(reason);
    m_state = to;
    m_events.add(lane, event);
}

GoArrow StateWalker::arrowTo(const GoSlice& slice) const {
    const auto found = m_trace.arrows.find({slice.begin, slice.lane});
    return found == m_trace.arrows.end() ? GoArrow{} : found->second;
}

void StateWalker::run() {
    std::vector<GoSlice>& slices = m_goroutine.slices;
    if (slices.empty())
        return; // known by its syscalls or tasks only
    const auto earlier = [](const auto& a, const auto& b) { return a.begin < b.begin; };
    std::ranges::stable_sort(slices, earlier);
    std::ranges::stable_sort(m_goroutine.syscalls, earlier);
    m_last = m_trace.beginNs;
    for (std::size_t i = 0; i < slices.size(); ++i) {
        if (i == 0)
            appear(slices[0], arrowTo(slices[0]));
        else
            passGap(slices[i - 1], slices[i], arrowTo(slices[i]));
        start(slices[i]);
        runSyscalls(slices[i]);
    }
    end(slices.back());
}

/// The state before the first slice; nothing is known of it without an arrow.
void StateWalker::appear(const GoSlice& first, const GoArrow& arrow) {
    const std::string_view name = m_directory.text(arrow.name);
    if (name == "go") {
        m_state = GoState::NotExist;
        add(EventType::GoCreate, GoState::Runnable, arrow.ns, arrow.lane, arrow.stack);
    } else if (isUnblock(name)) {
        add(EventType::GoStatus, GoState::Waiting, m_trace.beginNs, EventList::kNoLane, 0, reasonOf(name));
        wake(arrow, EventType::GoUnblock);
    } else if (isSyscallExit(name)) {
        add(EventType::GoStatus, GoState::Syscall, m_trace.beginNs, EventList::kNoLane, 0);
        wake(arrow, EventType::GoSyscallEndBlocked);
    } else if (first.begin > m_trace.beginNs) {
        // An Undetermined goroutine would be taken to have been running since the trace began.
        m_state = GoState::NotExist;
    }
}

void StateWalker::wake(const GoArrow& arrow, EventType type) {
    // A syscall ends in no lane: its goroutine has none then.
    const std::uint64_t lane =
        type == EventType::GoUnblock && arrow.lane < 1'000'000 ? arrow.lane : EventList::kNoLane;
    add(type, GoState::Runnable, arrow.ns, lane, arrow.stack);
}

void StateWalker::stop(const GoSlice& slice, EventType type, GoState to, std::string_view reason) {
    add(type, to, slice.end, slice.lane, slice.endStack, reason);
}

void StateWalker::passGap(const GoSlice& before, const GoSlice& next, const GoArrow& arrow) {
    const std::string_view name = m_directory.text(arrow.name);
    if (m_state == GoState::Syscall) {
        if (isSyscallExit(name) && arrow.ns >= before.end)
            wake(arrow, EventType::GoSyscallEndBlocked);
        return;
    }
    if (m_state != GoState::Running)
        return;
    if (!isUnblock(name) || arrow.ns < before.end || arrow.ns > next.begin)
        return stop(before, EventType::GoStop, GoState::Undetermined, {});
    stop(before, EventType::GoBlock, GoState::Waiting, reasonOf(name));
    wake(arrow, EventType::GoUnblock);
}

void StateWalker::start(const GoSlice& slice) {
    const EventType type = m_state == GoState::Syscall    ? EventType::GoSyscallEnd
                           : m_state == GoState::Runnable ? EventType::GoStart
                                                          : EventType::GoStatus;
    add(type, GoState::Running, slice.begin, slice.lane, 0);
    if (slice.label == 0)
        return;
    Event label;
    label.timeNs = m_last;
    label.type = EventType::GoLabel;
    label.kind = EventKind::Label;
    label.subject = m_self;
    label.text = slice.label;
    m_events.add(slice.lane, label);
}

/// A blocked one takes the goroutine off its P, which ends a slice of the P; slices of threads and goroutines
/// go on until the call returns.
void StateWalker::runSyscalls(const GoSlice& slice) {
    const std::vector<GoSyscall>& all = m_goroutine.syscalls;
    for (; m_syscall < all.size() && all[m_syscall].begin < slice.end; ++m_syscall) {
        const GoSyscall& call = all[m_syscall];
        if (call.begin < slice.begin || m_state != GoState::Running)
            continue;
        add(EventType::GoSyscallBegin, GoState::Syscall, call.begin, slice.lane, call.stack);
        const bool returned = call.end < slice.end || (!call.blocked && call.end < m_trace.endNs);
        if (returned)
            add(EventType::GoSyscallEnd, GoState::Running, call.end, slice.lane, 0);
        else if (call.blocked && m_trace.view != View::Procs)
            add(EventType::GoSyscallEndBlocked, GoState::Runnable, call.end, slice.lane, 0);
    }
}

/// Only the end of a goroutine, or of the trace, ends a slice without a stack (cmd/trace/gstate.go, Go 1.27).
void StateWalker::end(const GoSlice& last) {
    if (m_state != GoState::Running)
        return;
    if (last.end >= m_trace.endNs)
        add(EventType::GoStatus, GoState::Running, last.end, last.lane, 0); // no change, but the trace's end
    else if (last.endStack == 0)
        stop(last, EventType::GoDestroy, GoState::NotExist, {});
    else
        stop(last, EventType::GoStop, GoState::Undetermined, {});
}

} // namespace

void addTransitions(GoTrace& trace, exectrace::Directory& directory, JsonStacks& stacks, EventList& events) {
    for (auto& [id, goroutine] : trace.goroutines)
        StateWalker(trace, directory, stacks, events, id, goroutine).run();
}

} // namespace rt0::chrometrace
