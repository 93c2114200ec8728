#include "capture/recordcomparison.h"

#include "goprograms.h"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>

namespace rt0 {
namespace {

using namespace rt0::test;
using testing::HasSubstr;

ComparisonOptions twoRounds() {
    ComparisonOptions options;
    options.launch.rounds = 2;
    options.launch.detailRun = false;
    return options;
}

std::size_t runsFor(const Launch& launch, LaunchPurpose purpose) {
    return static_cast<std::size_t>(std::ranges::count(launch.runs, purpose, &LaunchRun::purpose));
}

std::vector<Nanoseconds> beginsOf(const Launch& launch, LaunchPurpose purpose) {
    std::vector<Nanoseconds> begins;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == purpose)
            begins.push_back(run.monotonicZero.value_or(Nanoseconds{}));
    return begins;
}

TEST(RecordComparison, StartsBuildsAndControlInTurns) {
    const std::string program = goProgram("hello");
    RT0_NEEDS_RECORDING("hello");
    const std::vector<ComparedProgram> programs{{"old", {program}, {}},
                                                {"new", {goProgram("hello-stripped")}, {"GOGC=off"}}};
    std::vector<std::size_t> turns;
    ComparisonProgress progress;
    progress.startOf = [&](std::uint32_t number, std::uint32_t count, std::size_t side,
                           LaunchPurpose purpose) {
        EXPECT_LE(number, count);
        if (purpose == LaunchPurpose::Milestones)
            turns.push_back(side);
    };
    const auto recorded = recordComparison(programs, twoRounds(), progress);
    ASSERT_TRUE(recorded) << recorded.error().message();
    ASSERT_EQ(recorded->sides.size(), 2U);
    ASSERT_TRUE(recorded->control);
    ASSERT_EQ(turns.size(), 6U);
    EXPECT_THAT(std::vector(turns.begin(), turns.begin() + 3), testing::UnorderedElementsAre(0, 1, 2));
    EXPECT_THAT(std::vector(turns.begin() + 3, turns.end()), testing::UnorderedElementsAre(0, 1, 2));
    EXPECT_NE(turns[0], turns[3]); // of one kind of start, too, another side begins
    for (const Launch* launch : {&recorded->sides[0], &recorded->sides[1], &*recorded->control}) {
        EXPECT_EQ(runsFor(*launch, LaunchPurpose::Milestones), 2U);
        EXPECT_EQ(runsFor(*launch, LaunchPurpose::MainTime), 2U);
        EXPECT_EQ(runsFor(*launch, LaunchPurpose::InitLog), 2U);
        EXPECT_EQ(launch->turns->session, recorded->sides[0].turns->session);
        EXPECT_EQ(launch->turns->control, launch == &*recorded->control);
        for (const LaunchRun& run : launch->runs)
            EXPECT_EQ(run.end == LaunchEnd::Exited ? run.exitStatus : 0, 0);
    }
    EXPECT_EQ(recorded->sides[0].program, recorded->control->program);
    EXPECT_THAT(recorded->sides[0].program, HasSubstr("goprograms/bin/hello"));
    EXPECT_THAT(recorded->sides[1].environment, testing::ElementsAre("GOGC=off"));
    // The second round begins when all of the first are done.
    const auto old = beginsOf(recorded->sides[0], LaunchPurpose::Milestones);
    const auto control = beginsOf(*recorded->control, LaunchPurpose::Milestones);
    EXPECT_LT(old[0], control[0]);
    EXPECT_LT(control[0], old[1]);
}

TEST(RecordComparison, TwoProgramsAreTheLeast) {
    const std::vector<ComparedProgram> one{{"", {"./server"}, {}}};
    EXPECT_FALSE(recordComparison(one, {}));
    const std::vector<ComparedProgram> missing{{"", {"./no-such"}, {}}, {"", {"./no-such"}, {}}};
    const auto recorded = recordComparison(missing, {});
    ASSERT_FALSE(recorded);
    EXPECT_THAT(recorded.error().message(), HasSubstr("no-such"));
}

TEST(RecordComparison, ABuildThatHangsDoesNotEndTheOthers) {
    const std::string program = goProgram("hello");
    RT0_NEEDS_RECORDING("hello");
    ComparisonOptions options = twoRounds();
    options.control = false;
    options.launch.timeLimit = std::chrono::milliseconds(400);
    options.launch.patience = std::chrono::milliseconds(100);
    const std::vector<ComparedProgram> programs{{"good", {program}, {}}, {"bad", {goProgram("hangs")}, {}}};
    const auto recorded = recordComparison(programs, options);
    ASSERT_TRUE(recorded) << recorded.error().message();
    EXPECT_EQ(runsFor(recorded->sides[0], LaunchPurpose::Milestones), 2U);
    EXPECT_EQ(recorded->sides[1].runs.size(), 1U);
    EXPECT_FALSE(recorded->sides[1].warnings.empty());
    EXPECT_FALSE(recorded->control);
}

TEST(RecordComparison, LeavesNoCopiesBehind) {
    const std::string program = goProgram("hello");
    RT0_NEEDS_RECORDING("hello");
    const ScratchFolder scratch;
    const std::string folder = std::filesystem::path(scratch.file("x")).parent_path().string();
    const char* const before = std::getenv("TMPDIR");
    const std::string saved = before == nullptr ? "" : before;
    setenv("TMPDIR", folder.c_str(), 1);
    ComparisonOptions options = twoRounds();
    options.launch.rounds = 1;
    options.launch.logRuns = false;
    const std::vector<ComparedProgram> programs{{"", {program}, {}}, {"", {program}, {}}};
    const auto recorded = recordComparison(programs, options);
    saved.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", saved.c_str(), 1);
    ASSERT_TRUE(recorded) << recorded.error().message();
    EXPECT_TRUE(std::filesystem::is_empty(folder));
}

} // namespace
} // namespace rt0
