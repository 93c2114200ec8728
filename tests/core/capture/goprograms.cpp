#include "goprograms.h"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace rt0::test {
namespace {

/// Some sandboxes forbid ptrace: a child that asks to be traced tells.
bool ptracePermitted() {
    const pid_t pid = fork();
    if (pid == 0)
        _exit(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
    int status = 1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool isDoInit(const std::string& function) {
    return function == "runtime.doInit" || function == "runtime.doInit1";
}

} // namespace

std::string goProgram(const std::string& name) {
    return std::string(RT0SCOPE_GO_PROGRAMS) + "/" + name;
}

std::string whyNoRecording(const std::string& program) {
    if (access(goProgram(program).c_str(), X_OK) != 0)
        return "the Go program was not built: is golang-go installed?";
    static const bool permitted = ptracePermitted();
    return permitted ? std::string() : "ptrace is not permitted here";
}

LaunchOptions oneRun(const std::string& program, std::vector<std::string> arguments) {
    LaunchOptions options;
    options.command = std::move(arguments);
    options.command.insert(options.command.begin(), goProgram(program));
    options.until = LaunchUntil::Exit;
    options.rounds = 1;
    options.unperturbedRuns = options.logRuns = options.detailRun = false;
    options.timeLimit = std::chrono::seconds(30);
    return options;
}

std::vector<pid_t> pidsIn(const std::string& text) {
    std::vector<pid_t> pids;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        pid_t pid = 0;
        if (std::from_chars(word.data(), word.data() + word.size(), pid).ec == std::errc{} && pid > 1)
            pids.push_back(pid);
    }
    return pids;
}

bool gone(const std::vector<pid_t>& pids, std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    for (const pid_t pid : pids)
        while (kill(pid, 0) == 0) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    return true;
}

const LaunchRun& runOf(const Launch& launch, LaunchPurpose purpose) {
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == purpose)
            return run;
    ADD_FAILURE() << "no run of that purpose";
    static const LaunchRun none;
    return none;
}

Nanoseconds timeIn(const LaunchRun& run, const std::string& function) {
    Nanoseconds begin(-1);
    for (const LaunchHit& hit : run.hits) {
        const LaunchProbe& probe = run.probes[hit.probe];
        if (probe.function != function)
            continue;
        if (probe.kind == LaunchProbe::Kind::Entry && begin.count() < 0)
            begin = hit.time;
        else if (probe.kind == LaunchProbe::Kind::Return && begin.count() >= 0)
            return hit.time - begin;
    }
    return Nanoseconds(-1);
}

Nanoseconds timeInPackage(const Launch& launch, const LaunchRun& run, const std::string& package) {
    Nanoseconds begin(-1);
    for (const LaunchHit& hit : run.hits) {
        const LaunchProbe& probe = run.probes[hit.probe];
        if (!isDoInit(probe.function))
            continue;
        const bool mine =
            hit.initTask >= 0 && launch.initTasks[static_cast<std::size_t>(hit.initTask)].package == package;
        if (probe.kind == LaunchProbe::Kind::Return && mine && begin.count() >= 0)
            return hit.time - begin;
        // Up to Go 1.20 the imports are initialised inside: what counts begins when the last of them is done.
        if (mine || begin.count() >= 0)
            begin = hit.time;
    }
    return Nanoseconds(-1);
}

ScratchFolder::ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "rt0scope-XXXXXX").string();
    m_path = mkdtemp(pattern.data());
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

} // namespace rt0::test
