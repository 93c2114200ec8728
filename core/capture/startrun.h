#pragma once

#include "base/result.h"
#include "capture/breakpointtracer.h"
#include "capture/instructions.h"
#include "capture/probeplan.h"
#include "capture/programfile.h"
#include "capture/recordlaunch.h"
#include "capture/supervisor.h"
#include "capture/trampolines.h"

#include <optional>
#include <string>
#include <vector>

namespace rt0::capture {

/// Probes for one program, with the code that times them where that is possible.
struct PreparedProbes {
    ProbePlan plan;
    std::optional<Trampolines> trampolines;
    std::string fallbackReason; ///< why there are none
};

/// Makes single starts of one program.
class StartRuns {
public:
    StartRuns(const ProgramFile& program, const LaunchOptions& options, EndConditions conditions,
              const LaunchProgress& progress, std::stop_token stop)
        : m_program(program),
          m_options(options),
          m_conditions(std::move(conditions)),
          m_progress(progress),
          m_stop(std::move(stop)) {}

    /// Nothing is touched.
    Result<LaunchRun> unperturbed(LaunchPurpose purpose, const std::vector<std::string>& environment) const;
    /// With trampolines where there are some, else with breakpoints.
    Result<LaunchRun> probed(LaunchPurpose purpose, const PreparedProbes& probes,
                             const std::vector<std::string>& environment) const;
    /// Under ptrace: page faults, CPU time, m0 and g0, and system calls where they are asked for.
    Result<LaunchRun> detailed(const PreparedProbes& probes) const;

private:
    Result<ProgramProcess> prepare(const std::vector<std::string>& environment, int inherited) const;
    Result<LaunchRun> breakpoints(const PreparedProbes& probes, const std::vector<std::string>& environment,
                                  const TraceExtras& extras) const;
    Result<LaunchRun> trampolines(const PreparedProbes& probes, const std::vector<std::string>& environment,
                                  bool takeOutHits) const;

    const ProgramFile& m_program;
    const LaunchOptions& m_options;
    EndConditions m_conditions;
    const LaunchProgress& m_progress;
    std::stop_token m_stop;
};

} // namespace rt0::capture
