#pragma once

#include "base/result.h"
#include "capture/listening.h"
#include "capture/outputcollector.h"
#include "capture/programprocess.h"
#include "recording/launch.h"

#include <functional>
#include <optional>
#include <regex>
#include <stop_token>
#include <string>

namespace rt0::capture {

/// When a run ends.
struct EndConditions {
    LaunchUntil until = LaunchUntil::Exit;
    std::optional<std::regex> readyLine;
    Nanoseconds duration{};                          ///< for LaunchUntil::Duration
    Nanoseconds timeLimit = std::chrono::minutes(2); ///< from execve on
    Nanoseconds patience = std::chrono::seconds(2);  ///< between SIGTERM and SIGKILL
    std::function<void()> beforeStop; ///< called before the program is asked to end, if there is need to
};

/// Stays with one start of the program until it ends, and ends it when its time has come: collects its
/// output, looks for the condition, heeds the limit and the stop token. Knows nothing of tracing.
class Supervisor {
public:
    /// Called at every turn, at least each few milliseconds; tells when main.main was entered, once it is
    /// known.
    using Watch = std::function<std::optional<Nanoseconds>()>;

    Supervisor(ProgramProcess& process, LaunchRun& run, const EndConditions& conditions);
    void setWatch(Watch watch) { m_watch = std::move(watch); }
    /// CLOCK_MONOTONIC that stands for zero; moves on while a tracer takes its stops out. Without it: the
    /// call of execve.
    void setZero(std::function<std::int64_t()> zero) { m_zero = std::move(zero); }
    /// Returns when the program has ended. Errors: it could not be started.
    Result<void> run(const std::stop_token& stop);

private:
    /// On the run's axis.
    Nanoseconds now() const;
    Nanoseconds zero() const;
    void waitForEvents();
    void checkCondition();
    void checkLimits(const std::stop_token& stop);
    void ready(Nanoseconds when, std::string by);
    void noteStopped(Nanoseconds time);
    void stopProgram(LaunchEnd reason);
    void takeReports();
    void finish(const GuardianReport& report);
    void listenToLines(OutputCollector& collector, const char* stream);

    ProgramProcess& m_process;
    LaunchRun& m_run;
    const EndConditions& m_conditions;
    OutputCollector m_output;
    OutputCollector m_error;
    ListeningSockets m_listening;
    Watch m_watch;
    std::function<std::int64_t()> m_zero;
    std::optional<LaunchEnd> m_stopping; ///< why we asked the program to end
    Nanoseconds m_killAt = Nanoseconds::max();
    Nanoseconds m_nextLook{};
    Nanoseconds m_nextStateLook = std::chrono::milliseconds(500);
    bool m_toldStopped = false;
    bool m_ended = false;
};

/// The regular expression of ready:REGEX. Errors: it is not one.
Result<std::regex> compileReadyLine(const std::string& text);

} // namespace rt0::capture
