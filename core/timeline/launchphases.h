#pragma once

#include "timeline/launchsteps.h"
#include "timeline/startup.h"

#include <array>
#include <optional>
#include <vector>

namespace rt0 {

/// A run with probes and what it consists of.
struct ProbedRun {
    const LaunchRun* run = nullptr;
    LaunchSteps steps;
    bool drawn = false;
};
using DetailRun = ProbedRun;

/// All runs with probes that saw something, taken apart; `drawnRun` becomes the index in launch.runs of the
/// one to draw: of those that show most phases and waited least for a CPU the one nearest to the median.
std::vector<ProbedRun> probedRuns(const Launch& launch, bool isStatic, std::optional<std::size_t>& drawnRun);

/// Runs that timed each init function, which costs more: nothing else is taken from them.
std::vector<ProbedRun> functionRuns(const Launch& launch, bool isStatic);

/// What phases and inits are made of.
struct RecordedRuns {
    const Launch& launch;
    const std::vector<ProbedRun>& probed;
    const std::vector<ProbedRun>& functions; ///< runs that timed init functions besides
    const LaunchRun* drawn;                  ///< may be null
    const DetailRun* detail;                 ///< may be null
};

/// The ruler of the drawn run, with statistics over all and counts of the detailed one.
std::array<Phase, kPhaseCount> recordedPhases(const RecordedRuns& runs,
                                              const std::optional<LoaderRecord>& loader);

/// Inits of the drawn run, as above; bytes and allocations are not known to it.
std::vector<PackageInit> recordedInits(const RecordedRuns& runs);

} // namespace rt0
