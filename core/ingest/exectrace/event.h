#pragma once

#include "ingest/exectrace/eventtype.h"

#include <cstdint>

namespace rt0::exectrace {

/// Place of a goroutine, P or thread in Directory, counted in the order in which they first appear.
using Index = std::uint32_t;
inline constexpr Index kNoIndex = 0xffff'ffff;

using StringId = std::uint32_t; ///< into Directory::strings; 0 is ""
using StackId = std::uint32_t;  ///< into Directory::stacks; 0 is the empty stack

/// One event in its final order, at the level of internal/trace's Event: a GoSwitch is three of them.
///
///     StateTransition  subject (a goroutine, or a P when `type` is one of Proc*), from, to,
///                      text = reason of GoBlock and GoStop, subjectStack = stack of the subject
///                      (GoCreate: its entry point only); one that changes nothing (a status in a later
///                      generation) has from == to
///     Range*           StwBegin/End: subject goroutine, text = kind ("GC mark termination");
///                      GcBegin/End/Active: no subject; GcSweep*: subject P; GcMarkAssist*: subject
///                      goroutine; GcSweepEnd: value = bytes swept, value2 = bytes reclaimed
///     Metric           value; HeapAlloc, HeapGoal in bytes (goal 0: GC off), ProcsChange: GOMAXPROCS
///     Label            subject goroutine, text
///     Task*            value = task, value2 = parent (kNoTask: none), text = name
///     Region*          value = task (0: background), text = name; on `goroutine`
///     Log              value = task, text = category, text2 = message
///     StackSample      goroutine, proc, thread, stack
///     Sync             value = index into Directory::syncs
///     Experimental     value, value2 = the first two arguments
///
/// Small, for tens of millions of them go from one core to another.
struct Event {
    std::int64_t timeNs = 0;    ///< trace clock; strictly greater than that of the event before
    std::uint64_t value = 0;    ///< see above
    Index goroutine = kNoIndex; ///< that ran on the thread when the event happened; as the next two: context
    Index proc = kNoIndex;
    Index thread = kNoIndex;
    Index subject = kNoIndex;
    StringId text = 0;
    StackId stack = 0;        ///< where in the program the event happened
    StackId subjectStack = 0; ///< of a transition; of others see value2() and text2()
    EventType type = EventType::None;
    EventKind kind = EventKind::Bad;
    std::uint8_t from = 0; ///< GoState or ProcState of the subject
    std::uint8_t to = 0;

    /// See above. It is kept where such events have nothing else: set `kind` first.
    std::uint64_t value2() const {
        const std::uint64_t high = isTask() ? subject : text;
        return high << 32U | subjectStack;
    }
    void setValue2(std::uint64_t number) {
        (isTask() ? subject : text) = static_cast<std::uint32_t>(number >> 32U);
        subjectStack = static_cast<std::uint32_t>(number);
    }
    /// Of a Log.
    StringId text2() const { return subjectStack; }
    void setText2(StringId id) { subjectStack = id; }

    bool isTask() const { return kind == EventKind::TaskBegin || kind == EventKind::TaskEnd; }
    bool ofProc() const { return type >= EventType::ProcStart && type <= EventType::ProcStatus; }
    GoState fromGo() const { return static_cast<GoState>(from); }
    GoState toGo() const { return static_cast<GoState>(to); }
    ProcState fromProc() const { return static_cast<ProcState>(from); }
    ProcState toProc() const { return static_cast<ProcState>(to); }
};
static_assert(sizeof(Event) == 48);

inline constexpr std::uint64_t kNoTask = ~std::uint64_t{0};

} // namespace rt0::exectrace
