#pragma once

#include "base/time.h"
#include "ingest/exectrace/directory.h"

#include <array>
#include <cstdint>
#include <vector>

/// What an execution trace is made of, as the views use it. All times are since the trace's origin.
namespace rt0 {

/// Why a goroutine got into a state, and where in the program: each different one once.
struct TraceSite {
    exectrace::EventType type{};
    exectrace::StringId reason = 0; ///< of GoBlock and GoStop
    exectrace::StackId stack = 0;
    friend bool operator==(const TraceSite&, const TraceSite&) = default;
};
using SiteId = std::uint32_t;

/// Begin of a runnable span: who made the goroutine runnable.
struct TraceWakeup {
    exectrace::Index waker = exectrace::kNoIndex; ///< a goroutine; none: the runtime, or itself (GoStop)
    SiteId site = 0;
    friend bool operator==(const TraceWakeup&, const TraceWakeup&) = default;
};

/// Colours of trace spans (Span::colour); they follow ColourClass in the view's palette.
enum class TraceColour : std::uint8_t {
    Running = 64,
    Runnable,
    Waiting,
    Syscall,
    Gc,
    GcWorker,
    Stw,
    Sweep,
    Assist,
    User,
    Last = User
};

/// Which thread a P has had from a time on.
struct TraceHolder {
    Nanoseconds from{};
    exectrace::Index thread = exectrace::kNoIndex;
};

struct TraceGoroutine {
    exectrace::StringId entry = 0; ///< name of its first function; 0 when the trace does not tell
    exectrace::Index creator = exectrace::kNoIndex;
    exectrace::StackId creation = 0; ///< where it was created
    TimeRange life;                  ///< as far as the trace saw it
    bool bornBefore = false;         ///< it was there when the trace began
    bool alive = false;              ///< it was there when the trace ended
    std::uint32_t group = 0;         ///< into ExecTrace::groups
    /// Time in each state, by GoState.
    std::array<Nanoseconds, exectrace::kGoStates> inState{};
};

/// Goroutines of one entry function.
struct TraceGroup {
    exectrace::StringId entry = 0;
    std::vector<exectrace::Index> members; ///< in the order in which they appeared
    Nanoseconds running{};                 ///< of all of them
};

enum class TraceRangeKind : std::uint8_t { GcMark, Stw, Sweep, MarkAssist };

struct TraceRange {
    TimeRange time;
    TraceRangeKind kind{};
    exectrace::StringId reason = 0;                 ///< of a stop-the-world
    exectrace::Index subject = exectrace::kNoIndex; ///< goroutine (Stw, MarkAssist) or P (Sweep)
    bool openBegin = false;                         ///< began before the trace
    bool openEnd = false;                           ///< went on when the trace ended
    std::uint64_t sweptBytes = 0;
    std::uint64_t reclaimedBytes = 0;
};

struct TraceTask {
    std::uint64_t id = 0;
    std::uint64_t parent = exectrace::kNoTask;
    exectrace::StringId name = 0;
    TimeRange time;
    bool openBegin = false;
    bool openEnd = false;
};

struct TraceRegion {
    exectrace::Index goroutine = exectrace::kNoIndex;
    std::uint64_t task = 0; ///< 0: none
    exectrace::StringId name = 0;
    TimeRange time;
    std::uint32_t depth = 0; ///< 0: not inside another one
    bool openBegin = false;
    bool openEnd = false;
};

struct TraceLog {
    Nanoseconds time{};
    exectrace::Index goroutine = exectrace::kNoIndex;
    std::uint64_t task = 0;
    exectrace::StringId category = 0;
    exectrace::StringId message = 0;
    exectrace::StackId stack = 0;
};

struct TraceSample {
    Nanoseconds time{};
    exectrace::Index goroutine = exectrace::kNoIndex;
    exectrace::Index proc = exectrace::kNoIndex;
    exectrace::Index thread = exectrace::kNoIndex;
    exectrace::StackId stack = 0;
};

struct TraceMetric {
    Nanoseconds time{};
    std::uint64_t value = 0;
};

struct TraceLabel {
    Nanoseconds time{};
    exectrace::Index goroutine = exectrace::kNoIndex;
    exectrace::StringId text = 0;
};

/// When the main goroutine's own events came from a stack: tells which init ran and when main.main did.
struct TraceSighting {
    exectrace::StackId stack = 0;
    Nanoseconds first{};
    Nanoseconds last{};
};

} // namespace rt0
