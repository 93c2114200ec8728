#pragma once

#include <cstdint>
#include <string_view>

/// Types and states of Go execution traces, by Go's names (internal/trace/tracev2/events.go, Go 1.22–1.27).
namespace rt0::exectrace {

/// Wire types of format v2; the values are those of the file. Formats v1 are given as the same types.
enum class EventType : std::uint8_t {
    None = 0, ///< made by the reader: a Sync event
    EventBatch = 1,
    Stacks,
    Stack,
    Strings,
    String,
    CpuSamples,
    CpuSample,
    Frequency,
    ProcsChange,
    ProcStart,
    ProcStop,
    ProcSteal,
    ProcStatus,
    GoCreate,
    GoCreateSyscall,
    GoStart,
    GoDestroy,
    GoDestroySyscall,
    GoStop,
    GoBlock,
    GoUnblock,
    GoSyscallBegin,
    GoSyscallEnd,
    GoSyscallEndBlocked,
    GoStatus,
    StwBegin,
    StwEnd,
    GcActive,
    GcBegin,
    GcEnd,
    GcSweepActive,
    GcSweepBegin,
    GcSweepEnd,
    GcMarkAssistActive,
    GcMarkAssistBegin,
    GcMarkAssistEnd,
    HeapAlloc,
    HeapGoal,
    GoLabel,
    UserTaskBegin,
    UserTaskEnd,
    UserRegionBegin,
    UserRegionEnd,
    UserLog,
    GoSwitch, ///< since 1.23, as the next four
    GoSwitchDestroy,
    GoCreateBlocked,
    GoStatusStack,
    ExperimentalBatch,
    Sync, ///< since 1.25, as the next
    ClockSnapshot,
    EndOfGeneration, ///< since 1.26
    FirstExperimental = 128,
    Span = FirstExperimental,
    SpanAlloc,
    SpanFree,
    HeapObject,
    HeapObjectAlloc,
    HeapObjectFree,
    GoroutineStack,
    GoroutineStackAlloc,
    GoroutineStackFree,
    LastExperimental = GoroutineStackFree,
};

/// Go's name of a wire type ("GoSyscallBegin"); empty for a value that is none.
std::string_view nameOf(EventType type);

/// What an event says (internal/trace/event.go, EventKind).
enum class EventKind : std::uint8_t {
    Bad,
    Sync,
    Metric,
    Label,
    StackSample,
    RangeBegin,
    RangeActive,
    RangeEnd,
    TaskBegin,
    TaskEnd,
    RegionBegin,
    RegionEnd,
    Log,
    StateTransition,
    Experimental,
};
inline constexpr std::size_t kEventKinds = 15;

std::string_view nameOf(EventKind kind);

/// internal/trace/resources.go, GoState.
enum class GoState : std::uint8_t { Undetermined, NotExist, Runnable, Running, Waiting, Syscall };
inline constexpr std::size_t kGoStates = 6;

std::string_view nameOf(GoState state);

/// internal/trace/resources.go, ProcState.
enum class ProcState : std::uint8_t { Undetermined, NotExist, Running, Idle };
inline constexpr std::size_t kProcStates = 4;

std::string_view nameOf(ProcState state);

} // namespace rt0::exectrace
