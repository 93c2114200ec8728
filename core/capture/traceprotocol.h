#pragma once

#include "base/result.h"
#include "capture/scratchfolder.h"
#include "recording/launch.h"

#include <string>
#include <vector>

/// How the code that TracedBuild adds to a program and the recorder talk, through a folder that an
/// environment variable names: the program writes `part` and renames it `trace` when the trace has ended,
/// which it does as soon as somebody opens the FIFO `stop`.
namespace rt0::capture {

inline constexpr const char* kTraceVariable = "RT0SCOPE_TRACE";
/// "main": the trace ends by itself before main.main, for a program may be gone before anybody can ask.
inline constexpr const char* kTraceEndVariable = "RT0SCOPE_TRACE_END";

/// The recorder's side for one start.
class TraceFolder {
public:
    static Result<TraceFolder> create();

    /// NAME=VALUE for the program.
    std::vector<std::string> environment(LaunchUntil until) const;
    /// Asks the program to end its trace, and waits until it has, but not for long.
    void endTrace() const;
    /// What the program has written, when it has ended. Warns of a trace that is missing or was cut.
    void collect(LaunchRun& run) const;

private:
    explicit TraceFolder(ScratchFolder folder) : m_folder(std::move(folder)) {}
    std::string member(const char* name) const;
    ScratchFolder m_folder;
};

/// The Go files that are added to the module `module`.
std::string traceStartSource();
std::string traceReaderSource(const std::string& module);
std::string traceImportSource(const std::string& module);
std::string traceMainSource(const std::string& module);
/// Folder of the first two below the module's.
inline constexpr const char* kTracePackage = "a0rt0scope";

} // namespace rt0::capture
