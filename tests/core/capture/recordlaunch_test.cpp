#include "capture/recordlaunch.h"

#include "goprograms.h"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;
using namespace rt0::test;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> functionsHit(const LaunchRun& run) {
    std::vector<std::string> names;
    for (const LaunchHit& hit : run.hits)
        names.push_back(run.probes[hit.probe].function);
    return names;
}

void expectMilestonesInOrder(const LaunchRun& run) {
    const std::vector<std::string> names = functionsHit(run);
    auto at = names.begin();
    for (const char* const milestone : {"", "runtime.rt0_go", "runtime.schedinit", "runtime.mallocinit",
                                        "runtime.mstart", "runtime.main", "main.main"}) {
        at = std::find(at, names.end(), milestone);
        ASSERT_NE(at, names.end()) << milestone;
    }
}

void expectKnownInits(const Launch& launch, const LaunchRun& run) {
    // 3 ms of work and 2 ms of sleep; a busy machine makes them longer. What a stop costs is only estimated.
    const Nanoseconds slack =
        run.technique == LaunchTechnique::Breakpoints ? Nanoseconds(500us) : Nanoseconds(0);
    EXPECT_GE(timeInPackage(launch, run, "example.com/goprograms/hello/first"), 3ms - slack);
    EXPECT_GE(timeInPackage(launch, run, "example.com/goprograms/hello/second"), 2ms - slack);
    EXPECT_GT(timeIn(run, "runtime.schedinit"), timeIn(run, "runtime.mallocinit"));
    // Entered again is one that is done: up to Go 1.20 for each import, and where a program's list repeats
    // tasks of the runtime's.
    std::set<std::int32_t> entered;
    for (const LaunchHit& hit : run.hits)
        if (run.probes[hit.probe].function.starts_with("runtime.doInit") && hit.initTask >= 0 &&
            run.probes[hit.probe].kind == LaunchProbe::Kind::Entry)
            entered.insert(hit.initTask);
    EXPECT_EQ(entered.size(), launch.initTasks.size());
}

void expectKnownFunctions(const Launch& launch, LaunchTechnique technique) {
    const LaunchRun& run = runOf(launch, LaunchPurpose::InitFunctions);
    EXPECT_EQ(run.technique, technique);
    expectKnownInits(launch, run);
    EXPECT_GE(timeIn(run, "example.com/goprograms/hello/first.init.0"), 500us);
    EXPECT_GE(timeIn(run, "example.com/goprograms/hello/first.init.1"), 1500us);
}

/// Linked in all the ways that matter.
class RecordVariants : public testing::TestWithParam<const char*> {};

TEST_P(RecordVariants, timesMilestonesAndInitsByTrampolines) {
    RT0_NEEDS_RECORDING(GetParam());
    const auto launch = recordLaunch(oneRun(GetParam()));
    ASSERT_TRUE(launch) << launch.error().message();
    const LaunchRun& run = runOf(*launch, LaunchPurpose::Milestones);
    EXPECT_EQ(run.end, LaunchEnd::Exited);
    EXPECT_EQ(run.exitStatus, 0);
    EXPECT_THAT(run.standardOutput.text, StartsWith("sum 3"));
    EXPECT_EQ(run.calibration.lostHits, 0U);
    expectMilestonesInOrder(run);
    expectKnownInits(*launch, run);
    expectKnownFunctions(*launch, LaunchTechnique::Trampolines);
    const auto names = functionsHit(run);
    EXPECT_TRUE(std::ranges::count(names, "_start") + std::ranges::count(names, "_rt0_amd64_linux") > 0)
        << "where the dynamic linker hands over";
    ASSERT_TRUE(run.toMain && run.toExit);
    EXPECT_LT(run.imageStart, *run.toMain);
    EXPECT_LT(*run.toMain, *run.toExit);
}

TEST_P(RecordVariants, timesTheSameByBreakpoints) {
    RT0_NEEDS_RECORDING(GetParam());
    LaunchOptions options = oneRun(GetParam());
    options.breakpointsOnly = true;
    options.detailRun = options.syscalls = true;
    const auto launch = recordLaunch(options);
    ASSERT_TRUE(launch) << launch.error().message();
    const LaunchRun& run = runOf(*launch, LaunchPurpose::Milestones);
    EXPECT_EQ(run.technique, LaunchTechnique::Breakpoints);
    EXPECT_FALSE(run.fallbackReason.empty());
    expectMilestonesInOrder(run);
    expectKnownInits(*launch, run);
    expectKnownFunctions(*launch, LaunchTechnique::Breakpoints);

    const LaunchRun& details = runOf(*launch, LaunchPurpose::Details);
    ASSERT_EQ(details.counters.size(), details.hits.size());
    EXPECT_GT(details.counters.back().minorFaults, 10);
    ASSERT_TRUE(details.m0);
    EXPECT_LT(details.m0->stackLo, details.m0->stackPointer);
    EXPECT_LT(details.m0->stackPointer, details.m0->stackHi);
    constexpr std::uint32_t kRtSigaction = 13;
    EXPECT_GT(std::ranges::count(details.syscalls, kRtSigaction, &LaunchSyscall::number), 60);
}

INSTANTIATE_TEST_SUITE_P(Linked, RecordVariants,
                         testing::Values("hello", "hello-stripped", "hello-pie", "hello-cgo",
                                         "hello-cgo-pie-stripped"),
                         [](const auto& variant) {
                             std::string name = variant.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST(RecordLaunch, makesEveryKindOfRun) {
    RT0_NEEDS_RECORDING("hello-cgo");
    LaunchOptions options = oneRun("hello-cgo");
    options.rounds = 2;
    options.unperturbedRuns = options.logRuns = options.detailRun = true;
    const auto launch = recordLaunch(options);
    ASSERT_TRUE(launch) << launch.error().message();
    EXPECT_EQ(launch->runs.size(), 2U * 6 + 3);
    EXPECT_THAT(runOf(*launch, LaunchPurpose::InitLog).standardError.text,
                HasSubstr("init example.com/goprograms/hello/first @"));
    EXPECT_THAT(runOf(*launch, LaunchPurpose::LoaderStatistics).standardError.text, HasSubstr("relocations"));
    const LaunchRun& stopwatch = runOf(*launch, LaunchPurpose::MainTime);
    EXPECT_TRUE(stopwatch.toMain);
    EXPECT_EQ(stopwatch.hits.size(), 2U) << "the image's first instruction and main.main";
    EXPECT_TRUE(runOf(*launch, LaunchPurpose::Wall).hits.empty());
    EXPECT_GT(launch->machine.cores, 0U);
}

TEST(RecordLaunch, endsAtMainMainAtALine) {
    RT0_NEEDS_RECORDING("hello");
    LaunchOptions options = oneRun("hello");
    options.until = LaunchUntil::ReadyLine;
    options.readyLine = "is re[a]dy$";
    const auto launch = recordLaunch(options);
    ASSERT_TRUE(launch) << launch.error().message();
    const LaunchRun& run = launch->runs.front();
    EXPECT_EQ(run.readyBy, "stderr line 1: hello is ready");
    ASSERT_TRUE(run.toReady && run.toMain);
    EXPECT_GT(*run.toReady, *run.toMain);
}

TEST(RecordLaunch, endsWhenASocketListens) {
    RT0_NEEDS_RECORDING("listens");
    const ScratchFolder folder;
    for (const std::string& argument : {std::string(), folder.file("socket")}) {
        LaunchOptions options = oneRun("listens");
        if (!argument.empty())
            options.command.push_back(argument);
        options.until = LaunchUntil::Listen;
        const auto launch = recordLaunch(options);
        ASSERT_TRUE(launch) << launch.error().message();
        const LaunchRun& run = launch->runs.front();
        EXPECT_EQ(run.end, LaunchEnd::Stopped);
        EXPECT_THAT(run.readyBy, HasSubstr(argument.empty() ? "tcp 127.0.0.1:" : "unix " + argument));
        ASSERT_TRUE(run.toReady);
        EXPECT_GE(*run.toReady, 20ms);
    }
}

TEST(RecordLaunch, setsDirectoryAndEnvironment) {
    RT0_NEEDS_RECORDING("hello");
    LaunchOptions options = oneRun("hello");
    options.workingDirectory = "/";
    options.environment = {"RT0SCOPE_TEST=changed", "HOME"};
    const auto launch = recordLaunch(options);
    ASSERT_TRUE(launch) << launch.error().message();
    EXPECT_EQ(launch->runs.front().standardOutput.text, "sum 3 changed\n");
    EXPECT_EQ(launch->workingDirectory, "/");
}

TEST(RecordLaunch, tellsWhatHangs) {
    RT0_NEEDS_RECORDING("hangs");
    for (const bool breakpoints : {false, true}) {
        LaunchOptions options = oneRun("hangs");
        options.breakpointsOnly = breakpoints;
        options.until = LaunchUntil::MainMain;
        options.timeLimit = 600ms;
        std::vector<LaunchLive> seen;
        LaunchProgress progress;
        progress.live = [&](const LaunchLive& live) { seen.push_back(live); };
        const auto launch = recordLaunch(options, progress);
        ASSERT_TRUE(launch) << launch.error().message();
        EXPECT_EQ(launch->runs.front().end, LaunchEnd::TimedOut);
        ASSERT_FALSE(launch->warnings.empty());
        EXPECT_THAT(launch->warnings.front().message, HasSubstr("time limit"));
        ASSERT_FALSE(seen.empty());
        EXPECT_EQ(seen.back().package, "main");
        // On a busy machine the init may begin late.
        const auto first = std::ranges::find(seen, "main", &LaunchLive::package);
        ASSERT_NE(first, seen.end());
        EXPECT_EQ(seen.back().since, first->since);
        EXPECT_GE(seen.back().now - seen.back().since, first->now - first->since);
        EXPECT_FALSE(seen.back().inMain);
        ASSERT_TRUE(launch->runs.front().observed);
        EXPECT_GE(*launch->runs.front().observed, 500ms);
    }
}

TEST(RecordLaunch, keepsWhatAProgramSaidThatDiesInAnInit) {
    RT0_NEEDS_RECORDING("dies");
    LaunchOptions options = oneRun("dies");
    options.rounds = 3;
    const auto launch = recordLaunch(options);
    ASSERT_TRUE(launch) << launch.error().message();
    EXPECT_EQ(launch->runs.size(), 1U);
    EXPECT_THAT(launch->runs.front().standardError.text, HasSubstr("no configuration"));
    ASSERT_FALSE(launch->warnings.empty());
    EXPECT_THAT(launch->warnings.front().message, HasSubstr("status 2 before main.main"));
}

TEST(RecordLaunch, refusesWhatItCannotMeasure) {
    const auto errorOf = [](const std::string& command, const std::string& folder = {}) {
        LaunchOptions options;
        options.command = {command};
        options.workingDirectory = folder;
        const auto launch = recordLaunch(options);
        return launch ? std::string("no error") : launch.error().message();
    };
    EXPECT_THAT(errorOf("/nonexistent/program"), HasSubstr("no such file"));
    EXPECT_THAT(errorOf("rt0scope-no-such-program"), HasSubstr("not found in PATH"));
    const ScratchFolder folder;
    std::ofstream(folder.file("plain")) << "text";
    EXPECT_THAT(errorOf(folder.file("plain")), HasSubstr("not executable"));
    std::ofstream(folder.file("script")) << "#!/bin/sh -e\n";
    std::filesystem::permissions(folder.file("script"), std::filesystem::perms::owner_all);
    EXPECT_THAT(errorOf(folder.file("script")), HasSubstr("a script for /bin/sh -e"));
    EXPECT_THAT(errorOf("/bin/sh"), HasSubstr("Go"));
    EXPECT_THAT(errorOf("/"), HasSubstr("not a file"));
}

TEST(RecordLaunch, refusesSetuidPrograms) {
    RT0_NEEDS_RECORDING("hello");
    const ScratchFolder folder;
    const std::string program = folder.file("setuid");
    std::filesystem::copy_file(goProgram("hello"), program);
    const uid_t other = geteuid() == 0 ? 65534 : geteuid();
    if (chown(program.c_str(), other, static_cast<gid_t>(-1)) != 0 || chmod(program.c_str(), 04755) != 0 ||
        other == geteuid())
        GTEST_SKIP() << "needs root to make a file of another user";
    LaunchOptions options;
    options.command = {program};
    const auto launch = recordLaunch(options);
    ASSERT_FALSE(launch);
    EXPECT_THAT(launch.error().message(), HasSubstr("setuid"));
}

TEST(RecordLaunch, refusesAnUnusableRegularExpression) {
    LaunchOptions options;
    options.command = {"/bin/true"};
    options.until = LaunchUntil::ReadyLine;
    options.readyLine = "(";
    const auto launch = recordLaunch(options);
    ASSERT_FALSE(launch);
    EXPECT_THAT(launch.error().message(), HasSubstr("regular expression"));
}

} // namespace
} // namespace rt0
