#pragma once

#include "capture/programfile.h"
#include "capture/recordlaunch.h"
#include "capture/startrun.h"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0::capture {

/// A start that is going to be made.
struct PlannedRun {
    LaunchPurpose purpose;
    std::vector<std::string> environment; ///< in addition
    std::uint32_t round = 0;              ///< those behind the last round belong to it
};

/// What the kinds of starts need.
struct ProbeSets {
    PreparedProbes mainOnly;
    PreparedProbes milestones;
    PreparedProbes functions; ///< empty when they are not wanted
};

/// Makes the starts of one program, one after the other, so that those of several programs can be made in
/// turns.
class Recorder {
public:
    /// Keeps a reference to `progress`.
    Recorder(LaunchOptions options, const LaunchProgress& progress, std::stop_token stop)
        : m_options(std::move(options)), m_progress(progress), m_stop(std::move(stop)) {}

    /// Reads the program and plans probes and starts. Errors: as recordLaunch.
    Result<void> prepare();
    const std::vector<PlannedRun>& planned() const { return m_planned; }
    /// The file as it was found.
    const ProgramFile& program() const { return *m_original; }
    /// Start this file from now on, which is a copy of the program.
    Result<void> useCopy(const std::string& path);
    /// Makes a planned start. False: a further one makes no sense, and a warning says why.
    Result<bool> start(std::size_t index);
    /// The recording was cancelled in the last start.
    bool interrupted() const { return m_stop.stop_requested(); }
    /// There is a start with probes, at least a part of one.
    bool hasMeasured() const;
    Launch take() && { return std::move(m_launch); }

private:
    Result<LaunchRun> makeTraced(const PlannedRun& planned) const;
    Result<LaunchRun> make(const PlannedRun& planned) const;
    void keepInterrupted(LaunchRun run, std::size_t index);
    void noteInterrupted(const std::string& when);
    void describe();

    LaunchOptions m_options;
    const LaunchProgress& m_progress;
    std::stop_token m_stop;
    EndConditions m_conditions;
    std::optional<ProgramFile> m_original;
    std::optional<ProgramFile> m_copy; ///< what is started instead
    ProbeSets m_probes;
    std::vector<PlannedRun> m_planned;
    Launch m_launch;
};

} // namespace rt0::capture
