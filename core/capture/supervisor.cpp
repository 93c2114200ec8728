#include "capture/supervisor.h"

#include "capture/monotonic.h"
#include "capture/procfile.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <vector>

namespace rt0::capture {
namespace {

constexpr int kBusyPollMs = 1; ///< while something has to be looked for
constexpr int kIdlePollMs = 20;
constexpr Nanoseconds kListenEvery = std::chrono::milliseconds(2);
constexpr Nanoseconds kStoppedEvery = std::chrono::milliseconds(500);

bool needsLooking(LaunchUntil until) {
    return until == LaunchUntil::MainMain || until == LaunchUntil::Listen || until == LaunchUntil::Duration;
}

/// /proc/PID/stat: the letter behind the name in parentheses. Not 't', which is how ptrace stops it.
bool isStopped(std::int64_t pid) {
    const std::string stat = readProcFile(fmt::format("/proc/{}/stat", pid), 1024);
    const std::size_t name = stat.rfind(')');
    return name != std::string::npos && stat.substr(name + 1).starts_with(" T");
}

} // namespace

Result<std::regex> compileReadyLine(const std::string& text) {
    try {
        return std::regex(text, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
        return tl::unexpected(Error{fmt::format("is not a regular expression ({})", error.what()), text,
                                    "write it as in JavaScript, for example ready:listening on .*:[0-9]+"});
    }
}

Supervisor::Supervisor(ProgramProcess& process, LaunchRun& run, const EndConditions& conditions)
    : m_process(process),
      m_run(run),
      m_conditions(conditions),
      m_output(process.standardOutput(), run.standardOutput),
      m_error(process.standardError(), run.standardError),
      m_listening(process.guardian()) {
    listenToLines(m_output, "stdout");
    listenToLines(m_error, "stderr");
}

void Supervisor::listenToLines(OutputCollector& collector, const char* stream) {
    if (m_conditions.until != LaunchUntil::ReadyLine || !m_conditions.readyLine)
        return;
    collector.setLineSink([this, stream](std::string_view line, std::uint64_t number) {
        if (!m_run.toReady && std::regex_search(line.begin(), line.end(), *m_conditions.readyLine))
            ready(now(), fmt::format("{} line {}: {}", stream, number, line));
    });
}

Nanoseconds Supervisor::zero() const {
    return Nanoseconds(m_zero ? m_zero() : m_process.execCall());
}

Nanoseconds Supervisor::now() const {
    return m_process.execCall() == 0 ? Nanoseconds{} : Nanoseconds(monotonicNow()) - zero();
}

Result<void> Supervisor::run(const std::stop_token& stop) {
    while (!m_ended) {
        waitForEvents();
        m_output.read(zero());
        m_error.read(zero());
        checkCondition();
        checkLimits(stop);
        takeReports();
        if (!m_ended && m_process.guardianGone())
            return tl::unexpected(
                Error{"the process that guards the program was killed", {}, "record again"});
    }
    m_output.read(zero());
    m_error.read(zero());
    if (auto error = m_process.startError())
        return tl::unexpected(std::move(*error));
    return {};
}

void Supervisor::waitForEvents() {
    std::array<pollfd, 3> waits{pollfd{m_process.report(), POLLIN, 0}, pollfd{m_output.fd(), POLLIN, 0},
                                pollfd{m_error.fd(), POLLIN, 0}};
    const bool looking = !m_run.toReady && needsLooking(m_conditions.until);
    poll(waits.data(), waits.size(), looking ? kBusyPollMs : kIdlePollMs);
}

void Supervisor::checkCondition() {
    if (m_watch)
        if (const auto main = m_watch(); main && !m_run.toMain)
            m_run.toMain = *main;
    if (m_run.toReady || m_stopping)
        return;
    const Nanoseconds time = now();
    if (m_conditions.until == LaunchUntil::MainMain && m_run.toMain)
        ready(*m_run.toMain, "main.main entered");
    else if (m_conditions.until == LaunchUntil::Duration && time >= m_conditions.duration)
        ready(m_conditions.duration, "time passed");
    else if (m_conditions.until == LaunchUntil::Listen && time >= m_nextLook) {
        if (const auto socket = m_listening.find())
            ready(time, fmt::format("listens on {} (looked every 2 ms)", *socket));
        m_nextLook = now() + kListenEvery;
    }
}

void Supervisor::ready(Nanoseconds when, std::string by) {
    m_run.toReady = when;
    m_run.readyBy = std::move(by);
    if (m_conditions.until != LaunchUntil::Exit)
        stopProgram(LaunchEnd::Stopped);
}

void Supervisor::checkLimits(const std::stop_token& stop) {
    const Nanoseconds time = now();
    if (stop.stop_requested())
        stopProgram(LaunchEnd::Cancelled);
    else if (time >= m_conditions.timeLimit)
        stopProgram(LaunchEnd::TimedOut);
    if (time >= m_nextStateLook && !m_stopping) {
        m_nextStateLook = time + kStoppedEvery;
        noteStopped(time);
    }
    if (time >= m_killAt) {
        m_process.kill();
        m_killAt = Nanoseconds::max();
    }
}

/// It would wait for ever, and look as if it hung.
void Supervisor::noteStopped(Nanoseconds time) {
    if (m_toldStopped || !isStopped(m_run.pid))
        return;
    m_toldStopped = true;
    m_run.warnings.push_back(
        {Diagnostic::Severity::Notice,
         fmt::format(
             "the program was found stopped by a signal (SIGSTOP, SIGTSTP, SIGTTIN or SIGTTOU) {:.1f} s "
             "after its execve",
             std::chrono::duration<double>(time).count()),
         "when it stops itself, another program has to continue it, as a debugger or a shell would: kill "
         "-CONT its process",
         0});
}

void Supervisor::stopProgram(LaunchEnd reason) {
    if (m_stopping)
        return;
    m_stopping = reason;
    m_run.observed = now();
    if (m_conditions.beforeStop)
        m_conditions.beforeStop();
    m_process.terminate();
    m_killAt = now() + m_conditions.patience;
}

void Supervisor::takeReports() {
    while (const auto report = m_process.takeReport())
        if (report->kind == GuardianReport::Kind::Ended)
            finish(*report);
}

void Supervisor::finish(const GuardianReport& report) {
    m_ended = true;
    if (m_stopping) {
        m_run.end = *m_stopping;
    } else {
        m_run.end = WIFEXITED(report.status) ? LaunchEnd::Exited : LaunchEnd::Signaled;
        m_run.toExit = Nanoseconds(report.timeNs) - zero();
        m_run.observed = m_run.toExit;
        if (m_conditions.until == LaunchUntil::Exit) {
            m_run.toReady = m_run.toExit;
            m_run.readyBy = "it ended";
        }
    }
    m_run.exitStatus = WIFEXITED(report.status) ? WEXITSTATUS(report.status) : 0;
    m_run.signal = WIFSIGNALED(report.status) ? WTERMSIG(report.status) : 0;
    m_run.userTime = Nanoseconds(report.userNs);
    m_run.systemTime = Nanoseconds(report.systemNs);
    m_run.minorFaults = static_cast<std::uint64_t>(report.minorFaults);
    m_run.majorFaults = static_cast<std::uint64_t>(report.majorFaults);
    m_run.maxResidentBytes = static_cast<std::uint64_t>(report.maxResidentBytes);
}

} // namespace rt0::capture
