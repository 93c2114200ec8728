#include "capture/tracebuild.h"

#include "goenvironment.h"
#include "goprograms.h"
#include "recording/rt0file.h"
#include "timeline/exectrace.h"
#include "timeline/open.h"

#include <fstream>
#include <gmock/gmock.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;
using namespace rt0::test;
using testing::HasSubstr;

std::string sourceFolder(const std::string& program) {
    return std::string(RT0SCOPE_GO_SOURCES) + "/" + program;
}

std::size_t filesBelow(const std::string& folder) {
    const std::filesystem::recursive_directory_iterator files(folder);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

Document opened(const Launch& launch) {
    const std::string bytes = rt0FileBytes(launch, {}).value();
    Source source;
    source.path = "traced.rt0";
    const std::vector<MemoryFile> files{{source, bytes}};
    auto document = openBytes(files);
    EXPECT_TRUE(document) << document.error().message();
    return document ? std::move(*document) : Document{};
}

Launch recorded(const TracedBuild& build, LaunchUntil until) {
    LaunchOptions options;
    options.command = {build.program()};
    options.tracedProgram = build.tracedProgram();
    options.until = until;
    options.duration = 300ms;
    options.rounds = 1;
    options.unperturbedRuns = options.logRuns = options.detailRun = options.initFunctions = false;
    options.timeLimit = 30s;
    const auto launch = recordLaunch(options);
    EXPECT_TRUE(launch) << launch.error().message();
    return launch ? *launch : Launch{};
}

TEST(TracedBuild, bringsATraceOnTheClockOfItsStart) {
    RT0_NEEDS_RECORDING("listens");
    const std::size_t before = filesBelow(RT0SCOPE_GO_SOURCES);
    std::string folder;
    {
        const auto build = TracedBuild::make(sourceFolder("listens"), goEnvironment());
        ASSERT_TRUE(build) << build.error().message();
        folder = std::filesystem::path(build->program()).parent_path().string();
        const Document document = opened(recorded(*build, LaunchUntil::Duration));
        ASSERT_EQ(document.startups.size(), 2U);
        EXPECT_FALSE(document.startups[0].trace);
        const Startup& traced = document.startups[1];
        ASSERT_TRUE(traced.trace);
        EXPECT_GT(traced.trace->events, 50U);
        EXPECT_THAT(traced.name, HasSubstr("execution trace"));
        EXPECT_FALSE(traced.inits.empty());
        const Nanoseconds begin = traced.alignment.offset;
        EXPECT_GT(begin, traced.phase(PhaseId::RuntimeInit).drawn.begin);
        EXPECT_LT(begin, traced.phase(PhaseId::PackageInit).drawn.end);
        if (traced.trace->directory.version >= 22) {
            EXPECT_EQ(traced.alignment.method, TraceAlignment::Method::Clock);
        }
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_EQ(filesBelow(RT0SCOPE_GO_SOURCES), before) << "the user's folders are not to be touched";
}

TEST(TracedBuild, endsATraceBeforeAProgramThatIsSoonGone) {
    RT0_NEEDS_RECORDING("hello");
    const auto build = TracedBuild::make(sourceFolder("hello"), goEnvironment());
    ASSERT_TRUE(build) << build.error().message();
    const Document document = opened(recorded(*build, LaunchUntil::MainMain));
    ASSERT_EQ(document.startups.size(), 2U);
    ASSERT_TRUE(document.startups[1].trace);
    EXPECT_FALSE(document.startups[1].trace->damagedFrom);
    EXPECT_THAT(document.diagnostics, testing::IsEmpty());
}

TEST(TracedBuild, saysWhatTheCompilerSays) {
    RT0_NEEDS_RECORDING("hello");
    const ScratchFolder folder;
    std::ofstream(folder.file("go.mod")) << "module example.com/broken\n\ngo 1.19\n";
    std::ofstream(folder.file("main.go")) << "package main\n\nfunc main() { undefinedThing() }\n";
    const auto build = TracedBuild::make(folder.file("."), goEnvironment());
    ASSERT_FALSE(build);
    EXPECT_THAT(build.error().message(), HasSubstr("undefinedThing"));
    EXPECT_THAT(build.error().message(), HasSubstr("main.go:3"));
}

TEST(TracedBuild, refusesWhatIsNoProgram) {
    RT0_NEEDS_RECORDING("hello");
    const auto errorOf = [](const std::string& folder) {
        const auto build = TracedBuild::make(folder, goEnvironment());
        return build ? std::string("no error") : build.error().message();
    };
    EXPECT_THAT(errorOf(sourceFolder("hello/first")), HasSubstr("is no program"));
    EXPECT_THAT(errorOf(goProgram("hello")), HasSubstr("is no folder"));
    EXPECT_THAT(errorOf("/nonexistent"), HasSubstr("is no folder"));
    const auto withoutGo = TracedBuild::make(sourceFolder("hello"), {"PATH=/nonexistent"});
    ASSERT_FALSE(withoutGo);
    EXPECT_THAT(withoutGo.error().message(), HasSubstr("go command was not found"));
}

} // namespace
} // namespace rt0
