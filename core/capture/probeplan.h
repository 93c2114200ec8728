#pragma once

#include "capture/instructions.h"
#include "capture/probesites.h"
#include "ingest/gobinary/gobinary.h"
#include "recording/launch.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace rt0::capture {

/// How much of a start is timed.
enum class ProbeDetail {
    MainOnly,      ///< the entry of main.main
    Milestones,    ///< the runtime's steps and each package's init
    InitFunctions, ///< and each init function of packages that have several
};

/// What to time in one program, and where it can be done.
struct ProbePlan {
    ProbeSites sites;
    std::vector<LaunchInitTask> tasks;
    std::unordered_map<std::uint64_t, std::int32_t> taskAt; ///< address in the file → index into `tasks`
    std::size_t initSteps = 0; ///< how often runtime.doInit1 (or doInit) is called up to main.main
};

/// Steps of this version of the runtime are found by name: what is not there, or was inlined, is just left
/// out.
ProbePlan planProbes(const gobinary::GoBinary& binary, ProbeDetail detail, const Disassembler& disassembler);

/// Says for each hit of runtime.doInit1 (or doInit) which task it belongs to: entries by their argument,
/// returns by the entry they close.
void resolveInitTasks(LaunchRun& run, const ProbePlan& plan);

} // namespace rt0::capture
