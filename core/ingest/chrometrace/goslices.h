#pragma once

#include "ingest/chrometrace/eventlist.h"
#include "ingest/chrometrace/jsonstacks.h"

#include <map>

namespace rt0::chrometrace {

/// A goroutine runs: a slice of a lane. Times in ns.
struct GoSlice {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::uint64_t lane = 0;
    std::uint32_t endStack = 0;    ///< where it stopped; 0: it ended, or the trace did
    exectrace::StringId label = 0; ///< "GC (idle)"
};

/// A system call within a slice.
struct GoSyscall {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::uint32_t stack = 0;
    bool blocked = false; ///< it lost its P
};

/// An arrow to the moment a goroutine starts running: "go", "unblock (chan send)", "exit blocked syscall".
struct GoArrow {
    std::int64_t ns = 0;    ///< of its tail
    std::uint64_t lane = 0; ///< of its tail
    std::uint32_t stack = 0;
    exectrace::StringId name = 0; ///< 0: there is none
};

struct Goroutine {
    std::string_view function; ///< its first one; empty when the file does not tell
    std::vector<GoSlice> slices;
    std::vector<GoSyscall> syscalls;
};

/// The lane and the time at which an arrow ends.
using ArrowHead = std::pair<std::int64_t, std::uint64_t>;

/// What `go tool trace` writes, sorted by what it belongs to.
struct GoTrace {
    View view = View::Procs;
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    std::map<std::uint64_t, Goroutine> goroutines;
    std::map<ArrowHead, GoArrow> arrows;
    std::size_t unknown = 0; ///< slices of which the meaning is not known
};

/// Whether `go tool trace` wrote the file, by the names of its sections and slices.
bool isOfGo(const JsonTrace& json, const exectrace::Directory& directory);

/// Sorts the file's records; ranges, tasks, regions, logs, metrics and Ps become events at once.
GoTrace sortGoTrace(const JsonTrace& json, exectrace::Directory& directory, JsonStacks& stacks,
                    EventList& events);

/// Makes the goroutines' state transitions of slices and arrows.
void addTransitions(GoTrace& trace, exectrace::Directory& directory, JsonStacks& stacks, EventList& events);

} // namespace rt0::chrometrace
