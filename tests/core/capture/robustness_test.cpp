#include "goprograms.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <pty.h>
#include <sstream>
#include <stop_token>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

// Nothing may be left stopped or running, whatever the program does and whatever happens to us.
namespace rt0 {
namespace {

using namespace std::chrono_literals;
using namespace rt0::test;
using testing::HasSubstr;

std::string contents(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::vector<pid_t> waitForPids(const std::string& file) {
    for (int i = 0; i < 5000; ++i) {
        if (const auto pids = pidsIn(contents(file)); pids.size() == 2)
            return pids;
        std::this_thread::sleep_for(2ms);
    }
    return {};
}

/// By both techniques.
class Robustness : public testing::TestWithParam<bool> {
protected:
    static LaunchOptions options(const std::string& program) {
        LaunchOptions made = oneRun(program);
        made.breakpointsOnly = GetParam();
        return made;
    }
};

TEST_P(Robustness, followsThreadsProfilingChildrenAndSignals) {
    RT0_NEEDS_RECORDING("busy");
    for (int i = 0; i < 5; ++i) {
        LaunchOptions made = options("busy");
        made.detailRun = made.syscalls = GetParam();
        const auto launch = recordLaunch(made);
        ASSERT_TRUE(launch) << launch.error().message();
        for (const LaunchRun& run : launch->runs) {
            ASSERT_EQ(run.end, LaunchEnd::Exited) << "signal " << run.signal;
            ASSERT_EQ(run.exitStatus, 0) << run.standardError.text;
            EXPECT_EQ(run.standardOutput.text, "profile true\n");
            EXPECT_TRUE(run.toMain);
            EXPECT_TRUE(run.execs.empty());
            EXPECT_GT(run.threads.size(), 20U);
        }
    }
}

TEST_P(Robustness, killsWhatIgnoresTheRequestToEnd) {
    RT0_NEEDS_RECORDING("stubborn");
    LaunchOptions made = options("stubborn");
    made.until = LaunchUntil::ReadyLine;
    made.readyLine = "pids";
    made.patience = 100ms;
    const auto launch = recordLaunch(made);
    ASSERT_TRUE(launch) << launch.error().message();
    const LaunchRun& run = launch->runs.front();
    EXPECT_EQ(run.end, LaunchEnd::Stopped);
    EXPECT_EQ(run.signal, SIGKILL);
    const auto pids = pidsIn(run.standardOutput.text);
    EXPECT_EQ(pids.size(), 2U);
    EXPECT_TRUE(gone(pids));
}

TEST_P(Robustness, killsDaemonsThatTheProgramLeaves) {
    RT0_NEEDS_RECORDING("daemon");
    const auto launch = recordLaunch(options("daemon"));
    ASSERT_TRUE(launch) << launch.error().message();
    EXPECT_EQ(launch->runs.front().end, LaunchEnd::Exited);
    const auto pids = pidsIn(launch->runs.front().standardOutput.text);
    ASSERT_EQ(pids.size(), 1U);
    EXPECT_TRUE(gone(pids));
}

TEST_P(Robustness, tellsWhoAsksTheTerminalThatThereIsNone) {
    RT0_NEEDS_RECORDING("asks");
    int terminal = -1;
    const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
    ASSERT_GE(pid, 0);
    if (pid == 0) {
        const auto launch = recordLaunch(options("asks"));
        const bool told = launch && launch->runs.front().end == LaunchEnd::Exited &&
                          launch->runs.front().standardOutput.text == "no terminal\n";
        _exit(told ? 0 : 1);
    }
    int status = -1;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_EQ(status, 0);
    close(terminal);
}

TEST_P(Robustness, endsWhenItIsCancelled) {
    RT0_NEEDS_RECORDING("stubborn");
    const ScratchFolder folder;
    LaunchOptions made = options("stubborn");
    made.environment = {"RT0SCOPE_PIDS=" + folder.file("pids")};
    made.patience = 50ms;
    std::stop_source stop;
    std::vector<pid_t> pids;
    std::thread user([&] {
        pids = waitForPids(folder.file("pids"));
        stop.request_stop();
    });
    const auto launch = recordLaunch(made, {}, stop.get_token());
    user.join();
    EXPECT_EQ(pids.size(), 2U);
    EXPECT_TRUE(gone(pids));
    // What it had seen until then is kept: a user ends a recording that hangs to see where.
    ASSERT_TRUE(launch) << launch.error().message();
    ASSERT_EQ(launch->runs.size(), 1U);
    EXPECT_EQ(launch->runs.front().end, LaunchEnd::Cancelled);
    EXPECT_FALSE(launch->runs.front().hits.empty());
    ASSERT_FALSE(launch->warnings.empty());
    EXPECT_THAT(launch->warnings.back().message, HasSubstr("interrupted in start 1 of"));
}

TEST_P(Robustness, measuresNothingWhenItIsCancelledBefore) {
    RT0_NEEDS_RECORDING("hello");
    std::stop_source stop;
    stop.request_stop();
    const auto launch = recordLaunch(options("hello"), {}, stop.get_token());
    ASSERT_FALSE(launch);
    EXPECT_EQ(launch.error().what, "cancelled");
}

TEST_P(Robustness, leavesNothingWhenTheRecorderIsKilled) {
    RT0_NEEDS_RECORDING("stubborn");
    const ScratchFolder folder;
    LaunchOptions made = options("stubborn");
    made.environment = {"RT0SCOPE_PIDS=" + folder.file("pids")};
    const pid_t recorder = fork();
    if (recorder == 0) {
        static_cast<void>(recordLaunch(made));
        _exit(0);
    }
    const auto pids = waitForPids(folder.file("pids"));
    EXPECT_EQ(pids.size(), 2U);
    kill(recorder, SIGKILL);
    waitpid(recorder, nullptr, 0);
    EXPECT_TRUE(gone(pids));
}

TEST_P(Robustness, bearsAProgramThatReplacesItself) {
    RT0_NEEDS_RECORDING("reexec");
    const auto launch = recordLaunch(options("reexec"));
    ASSERT_TRUE(launch) << launch.error().message();
    const LaunchRun& run = launch->runs.front();
    EXPECT_EQ(run.exitStatus, 0) << run.standardError.text;
    EXPECT_EQ(run.standardOutput.text, "second image\n");
    ASSERT_EQ(run.execs.size(), 1U);
    EXPECT_EQ(run.execs.front().measured, GetParam());
    EXPECT_EQ(run.warnings.empty(), GetParam());
    std::size_t mains = 0;
    for (const LaunchHit& hit : run.hits)
        mains += run.probes[hit.probe].function == "main.main" ? 1 : 0;
    EXPECT_EQ(mains, GetParam() ? 2U : 1U);
}

INSTANTIATE_TEST_SUITE_P(By, Robustness, testing::Bool(),
                         [](const auto& variant) { return variant.param ? "breakpoints" : "trampolines"; });

} // namespace
} // namespace rt0
