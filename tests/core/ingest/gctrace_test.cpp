#include "ingest/gctrace.h"

#include "core/ingest/testlogs.h"

namespace rt0 {
namespace {

using namespace std::chrono_literals;
using test::recordingOf;
using test::startupOf;

constexpr std::string_view kLine =
    "gc 12 @0.013s 7%: 0.45+3.4+0.075 ms clock, 0.90+0.48/1.5/0.79+0.15 ms cpu, "
    "3->4->2 MB, 5 MB goal, 6 MB stacks, 7 MB globals, 2 P";

GcRecord gcOf(const std::string& line) {
    const StartupRecord startup = startupOf(line + "\n");
    EXPECT_EQ(startup.gcCycles.size(), 1U) << line;
    return startup.gcCycles.empty() ? GcRecord{} : startup.gcCycles.front();
}

TEST(GcTrace, HoldsEveryNumberOfTheLine) {
    const GcRecord gc = gcOf(std::string(kLine));
    EXPECT_EQ(gc.number, 12U);
    EXPECT_EQ(gc.start, (TimeBounds{13ms, 14ms}));
    EXPECT_EQ(gc.cpuPercent, 7);
    EXPECT_EQ(gc.stwSweepTermination, (TimeBounds{450us, 460us}));
    EXPECT_EQ(gc.concurrentMark, (TimeBounds{3400us, 3500us}));
    EXPECT_EQ(gc.stwMarkTermination, (TimeBounds{75us, 76us}));
    EXPECT_EQ(gc.cpuSweepTermination, (TimeBounds{900us, 910us}));
    EXPECT_EQ(gc.cpuAssist, (TimeBounds{480us, 490us}));
    EXPECT_EQ(gc.cpuBackground, (TimeBounds{1500us, 1600us}));
    EXPECT_EQ(gc.cpuIdle, (TimeBounds{790us, 800us}));
    EXPECT_EQ(gc.cpuMarkTermination, (TimeBounds{150us, 160us}));
    EXPECT_EQ((std::array{gc.heapStartMb, gc.heapMarkEndMb, gc.heapLiveMb, gc.goalMb, gc.procs}),
              (std::array<std::uint64_t, 5>{3, 4, 2, 5, 2}));
    EXPECT_EQ(gc.stacksMb, 6U);
    EXPECT_EQ(gc.globalsMb, 7U);
    EXPECT_FALSE(gc.forced || gc.leakCheck);
    EXPECT_EQ(gc.line, 1U);
}

TEST(GcTrace, KnowsTheVariantsOfAllVersions) {
    const std::string line(kLine);
    const GcRecord old = gcOf(test::replaced(line, " 6 MB stacks, 7 MB globals,", ""));
    EXPECT_FALSE(old.stacksMb || old.globalsMb);
    EXPECT_EQ(old.procs, 2U);
    EXPECT_TRUE(gcOf(line + " (forced)").forced);
    EXPECT_TRUE(gcOf(line + " (forc").forced); // the input may end here; nothing else begins like this
    EXPECT_FALSE(gcOf(line + " (x").forced);
    EXPECT_TRUE(gcOf(test::replaced(line, "7%:", "7% (checking for goroutine leaks):")).leakCheck);
    EXPECT_EQ(gcOf(test::replaced(line, "->", "-\\u003e")).heapMarkEndMb, 4U);
}

TEST(GcTrace, TellsProseAndOtherTracesFromCycles) {
    const std::string log =
        "gc 5 @ noon\ngc 5 @3 o'clock\nscvg: 8 MB released\nscan: total 5 objs\n" + std::string(kLine) + "\n";
    const Recording recording = recordingOf(log);
    ASSERT_EQ(recording.startups.size(), 1U);
    EXPECT_EQ(recording.startups[0].gcCycles.size(), 1U);
    EXPECT_TRUE(recording.diagnostics.empty());
}

TEST(GcTrace, CutAnywhereIsADamagedLineAndNoCycle) {
    const std::string whole = std::string(kLine) + "\n";
    const std::size_t head = std::string_view("gc 12 @").size();
    for (std::size_t length = head; length < kLine.size(); ++length) {
        const Recording recording = recordingOf(whole + whole.substr(0, length));
        ASSERT_EQ(recording.startups.size(), 1U);
        EXPECT_EQ(recording.startups[0].gcCycles.size(), 1U) << length;
        ASSERT_EQ(recording.diagnostics.size(), 1U) << length;
        EXPECT_EQ(recording.diagnostics[0].severity, Diagnostic::Severity::DataLoss);
        EXPECT_EQ(recording.diagnostics[0].line, 2U);
    }
}

TEST(GcTrace, WholeBehindOutputWithoutLineEndIsRead) {
    EXPECT_EQ(gcOf("ok/" + std::string(kLine)).number, 12U);
}

TEST(GcTrace, ALineThatFitsSeveralStartupsIsANotice) {
    const std::string init = "init runtime @0.04 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
    const Recording recording = recordingOf(init + init + std::string(kLine) + "\n");
    ASSERT_EQ(recording.startups.size(), 2U);
    ASSERT_EQ(recording.diagnostics.size(), 1U);
    EXPECT_EQ(recording.diagnostics[0].severity, Diagnostic::Severity::Notice);
    EXPECT_EQ(recording.diagnostics[0].line, 3U);
}

TEST(GcTrace, NumbersThatStartAgainAreAnotherStartup) {
    const std::string log = test::replaced(std::string(kLine), "gc 12", "gc 1") + "\n" +
                            test::replaced(std::string(kLine), "gc 12", "gc 2") + "\n";
    const Recording recording = recordingOf(log + log);
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_EQ(recording.startups[0].gcCycles.size(), 2U);
    EXPECT_EQ(recording.startups[1].gcCycles.size(), 2U);
}

} // namespace
} // namespace rt0
