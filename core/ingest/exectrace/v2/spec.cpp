#include "ingest/exectrace/v2/spec.h"

namespace rt0::exectrace::v2 {
namespace {

constexpr std::array<std::uint8_t, 256> makeArguments() {
    std::array<std::uint8_t, 256> counts{};
    counts.fill(kNotTimed);
    const auto set = [&counts](std::uint8_t arguments, auto... types) {
        ((counts[static_cast<std::size_t>(types)] = arguments), ...);
    };
    using enum EventType;
    set(0, ProcStop, GoDestroy, GoDestroySyscall, GoSyscallEnd, GoSyscallEndBlocked, StwEnd, GcMarkAssistEnd);
    set(1, GoCreateSyscall, GcActive, GcEnd, GcSweepActive, GcSweepBegin, GcMarkAssistActive,
        GcMarkAssistBegin, HeapAlloc, HeapGoal, GoLabel, SpanFree, HeapObjectFree, GoroutineStackFree);
    set(2, ProcsChange, ProcStart, ProcStatus, GoStart, GoStop, GoBlock, GoSyscallBegin, StwBegin, GcBegin,
        GcSweepEnd, UserTaskEnd, GoSwitch, GoSwitchDestroy, HeapObject, HeapObjectAlloc, GoroutineStack,
        GoroutineStackAlloc);
    // ClockSnapshot is timed by its spec, yet nothing takes it outside of a sync batch.
    set(3, ProcSteal, GoCreate, GoUnblock, GoStatus, UserRegionBegin, UserRegionEnd, GoCreateBlocked, Span,
        SpanAlloc, ClockSnapshot);
    set(4, UserTaskBegin, UserLog, GoStatusStack);
    return counts;
}

} // namespace

constexpr std::array<std::uint8_t, 256> kArguments = makeArguments();

} // namespace rt0::exectrace::v2
