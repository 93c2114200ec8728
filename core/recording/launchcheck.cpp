#include "recording/launchcheck.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

/// More than a recording can hold; they bound what is made of it.
constexpr std::size_t kMaxRuns = 1024;
constexpr std::size_t kMaxHits = std::size_t{1} << 18U;
constexpr std::size_t kMaxName = 1024;

/// No start takes longer; sums of such times cannot overflow.
constexpr Nanoseconds kLongest = std::chrono::hours(24 * 366);

bool isSound(Nanoseconds time) {
    return time >= -kLongest && time <= kLongest;
}

bool isSound(const std::optional<Nanoseconds>& time) {
    return !time || isSound(*time);
}

/// Checks one run against the launch's init tasks.
class RunCheck {
public:
    RunCheck(const std::vector<LaunchInitTask>& tasks, LaunchRun& run) : m_tasks(tasks), m_run(run) {}

    bool check() {
        checkTimes();
        checkProbes();
        checkHits();
        checkCalls();
        return m_sound;
    }

private:
    void bad() { m_sound = false; }

    void checkTimes() {
        for (std::optional<Nanoseconds>* const time :
             {&m_run.toMain, &m_run.waitedToMain, &m_run.toReady, &m_run.toExit, &m_run.observed})
            if (!isSound(*time)) {
                time->reset();
                bad();
            }
        // The other clock counts from the machine's start.
        if (m_run.monotonicZero &&
            (*m_run.monotonicZero < Nanoseconds(0) || *m_run.monotonicZero > 100 * kLongest)) {
            m_run.monotonicZero.reset();
            bad();
        }
        for (Nanoseconds* const time :
             {&m_run.imageStart, &m_run.calibration.costPerHit, &m_run.calibration.costOfSyscallStop,
              &m_run.calibration.patchStop, &m_run.calibration.hits, &m_run.calibration.subtracted,
              &m_run.userTime, &m_run.systemTime})
            if (!isSound(*time)) {
                *time = {};
                bad();
            }
        for (LaunchThread& thread : m_run.threads)
            if (!isSound(thread.firstSeen)) {
                thread.firstSeen = {};
                bad();
            }
    }

    bool isTask(std::int32_t task) const {
        return task == -1 || (task >= 0 && static_cast<std::size_t>(task) < m_tasks.size());
    }

    void checkProbes() {
        for (LaunchProbe& probe : m_run.probes) {
            if (probe.function.size() > kMaxName) {
                probe.function.resize(kMaxName);
                bad();
            }
            if (!isTask(probe.initTask)) {
                probe.initTask = -1;
                bad();
            }
            const bool isFunction = probe.initFunction == -1 ||
                                    (probe.initTask >= 0 && probe.initFunction >= 0 &&
                                     static_cast<std::size_t>(probe.initFunction) <
                                         m_tasks[static_cast<std::size_t>(probe.initTask)].functions.size());
            if (!isFunction) {
                probe.initFunction = -1;
                bad();
            }
        }
    }

    void checkHits() {
        const bool sound = std::ranges::all_of(m_run.hits, [this](const LaunchHit& hit) {
            return isSound(hit.time) && isSound(hit.cost) && hit.probe < m_run.probes.size() &&
                   hit.thread < m_run.threads.size() && isTask(hit.initTask);
        });
        if (!sound || m_run.hits.size() > kMaxHits ||
            !std::ranges::is_sorted(m_run.hits, {}, &LaunchHit::time)) {
            m_run.hits.clear();
            m_run.counters.clear();
            bad();
        }
        if (!m_run.counters.empty() && m_run.counters.size() != m_run.hits.size()) {
            m_run.counters.clear();
            bad();
        }
    }

    void checkCalls() {
        const bool sound = std::ranges::all_of(m_run.syscalls, [this](const LaunchSyscall& call) {
            return isSound(call.start) && isSound(call.duration) && call.thread < m_run.threads.size();
        });
        if (!sound || m_run.syscalls.size() > kMaxHits) {
            m_run.syscalls.clear();
            bad();
        }
    }

    const std::vector<LaunchInitTask>& m_tasks;
    LaunchRun& m_run;
    bool m_sound = true;
};

} // namespace

void makeSound(Launch& launch) {
    if (launch.runs.size() > kMaxRuns)
        launch.runs.resize(kMaxRuns);
    for (LaunchInitTask& task : launch.initTasks) {
        task.package.resize(std::min(task.package.size(), kMaxName));
        for (std::string& function : task.functions)
            function.resize(std::min(function.size(), kMaxName));
    }
    for (std::size_t i = 0; i < launch.runs.size(); ++i)
        if (!RunCheck(launch.initTasks, launch.runs[i]).check())
            launch.warnings.push_back(
                {Diagnostic::Severity::DataLoss,
                 fmt::format("run {} of the recording holds impossible values; they are left out", i + 1),
                 "record the program again", 0});
}

} // namespace rt0
