#include "ingest/exectrace/eventtype.h"

#include <array>
#include <cstddef>

namespace rt0::exectrace {
namespace {

constexpr std::array<std::string_view, 53> kTypes{"None",
                                                  "EventBatch",
                                                  "Stacks",
                                                  "Stack",
                                                  "Strings",
                                                  "String",
                                                  "CPUSamples",
                                                  "CPUSample",
                                                  "Frequency",
                                                  "ProcsChange",
                                                  "ProcStart",
                                                  "ProcStop",
                                                  "ProcSteal",
                                                  "ProcStatus",
                                                  "GoCreate",
                                                  "GoCreateSyscall",
                                                  "GoStart",
                                                  "GoDestroy",
                                                  "GoDestroySyscall",
                                                  "GoStop",
                                                  "GoBlock",
                                                  "GoUnblock",
                                                  "GoSyscallBegin",
                                                  "GoSyscallEnd",
                                                  "GoSyscallEndBlocked",
                                                  "GoStatus",
                                                  "STWBegin",
                                                  "STWEnd",
                                                  "GCActive",
                                                  "GCBegin",
                                                  "GCEnd",
                                                  "GCSweepActive",
                                                  "GCSweepBegin",
                                                  "GCSweepEnd",
                                                  "GCMarkAssistActive",
                                                  "GCMarkAssistBegin",
                                                  "GCMarkAssistEnd",
                                                  "HeapAlloc",
                                                  "HeapGoal",
                                                  "GoLabel",
                                                  "UserTaskBegin",
                                                  "UserTaskEnd",
                                                  "UserRegionBegin",
                                                  "UserRegionEnd",
                                                  "UserLog",
                                                  "GoSwitch",
                                                  "GoSwitchDestroy",
                                                  "GoCreateBlocked",
                                                  "GoStatusStack",
                                                  "ExperimentalBatch",
                                                  "Sync",
                                                  "ClockSnapshot",
                                                  "EndOfGeneration"};

constexpr std::array<std::string_view, 9> kExperimental{
    "Span",           "SpanAlloc",           "SpanFree",
    "HeapObject",     "HeapObjectAlloc",     "HeapObjectFree",
    "GoroutineStack", "GoroutineStackAlloc", "GoroutineStackFree"};

constexpr std::array<std::string_view, kEventKinds> kKinds{
    "Bad",         "Sync",        "Metric",   "Label",           "StackSample",
    "RangeBegin",  "RangeActive", "RangeEnd", "TaskBegin",       "TaskEnd",
    "RegionBegin", "RegionEnd",   "Log",      "StateTransition", "Experimental"};

constexpr std::array<std::string_view, kGoStates> kGoStateNames{"Undetermined", "NotExist", "Runnable",
                                                                "Running",      "Waiting",  "Syscall"};
constexpr std::array<std::string_view, kProcStates> kProcStateNames{"Undetermined", "NotExist", "Running",
                                                                    "Idle"};

template <std::size_t N>
constexpr std::string_view at(const std::array<std::string_view, N>& names, std::size_t i) {
    return i < N ? names[i] : std::string_view{};
}

} // namespace

std::string_view nameOf(EventType type) {
    const auto value = static_cast<std::size_t>(type);
    const auto first = static_cast<std::size_t>(EventType::FirstExperimental);
    return value < first ? at(kTypes, value) : at(kExperimental, value - first);
}

std::string_view nameOf(EventKind kind) {
    return at(kKinds, static_cast<std::size_t>(kind));
}

std::string_view nameOf(GoState state) {
    return at(kGoStateNames, static_cast<std::size_t>(state));
}

std::string_view nameOf(ProcState state) {
    return at(kProcStateNames, static_cast<std::size_t>(state));
}

} // namespace rt0::exectrace
