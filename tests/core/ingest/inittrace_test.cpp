#include "ingest/inittrace.h"

#include "core/ingest/testlogs.h"

#include <array>

namespace rt0 {
namespace {

using namespace std::chrono_literals;
using test::recordingOf;
using test::startupOf;

/// The runtime's five print statements.
constexpr std::array<std::string_view, 5> kParts{"init net/http @", "3.1 ms, ", "0.25 ms clock, ",
                                                 "12816 bytes, ", "74 allocs"};
const std::string kLine = "init net/http @3.1 ms, 0.25 ms clock, 12816 bytes, 74 allocs";
const std::string kBefore = "init runtime @0.04 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
const std::string kAfter = "init main @4.0 ms, 0.001 ms clock, 0 bytes, 0 allocs\n";
const std::array<std::string, 4> kIntruders{
    "gc 1 @0.003s 7%: 0.45+3.4+0.075 ms clock, 0.90+0.48/1.5/0.79+0.15 ms cpu, 3->4->2 MB, 4 MB goal, 0 MB "
    "stacks, 0 MB "
    "globals, 2 P\n",
    "pacer: assist ratio=+2.428677e+000 (scan 4 MB in 6->8 MB) workers=0++2.500000e-001\n",
    "pacer: sweep done at heap size 3MB; allocated 0MB during sweep; swept 554 pages at 0.0004 pages/byte\n",
    "level=info msg=\"the program's own output\"\n"};

void expectWhole(const Recording& recording, const std::string& log) {
    ASSERT_EQ(recording.startups.size(), 1U) << log;
    const StartupRecord& startup = recording.startups[0];
    ASSERT_EQ(startup.inits.size(), 3U) << log;
    const InitRecord& init = startup.inits[1];
    EXPECT_EQ(init.package, "net/http") << log;
    EXPECT_EQ(init.start, (TimeBounds{3100us, 3200us}));
    EXPECT_EQ(init.duration, (TimeBounds{250us, 260us}));
    EXPECT_EQ(init.bytes, 12816U);
    EXPECT_EQ(init.allocs, 74U);
    EXPECT_EQ(init.line, 2U);
    EXPECT_TRUE(recording.diagnostics.empty()) << log << recording.diagnostics[0].message;
}

std::string cutBy(const std::string& intruders, std::size_t part) {
    std::string line;
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        line += kParts[i];
        if (i == part)
            line += intruders;
    }
    return line + "\n";
}

TEST(InitTrace, ReadsALine) {
    expectWhole(recordingOf(kBefore + kLine + "\n" + kAfter), kLine);
}

TEST(InitTrace, IsPutTogetherAgainWhereverAnotherLineCutIt) {
    for (std::size_t part = 0; part < kParts.size(); ++part)
        for (const std::string& intruder : kIntruders) {
            const std::string log = kBefore + cutBy(intruder, part) + kAfter;
            expectWhole(recordingOf(log), log);
        }
}

TEST(InitTrace, IsPutTogetherAgainAfterSeveralLinesAndSeveralCuts) {
    const std::string several = kIntruders[1] + kIntruders[2] + kIntruders[0] + kIntruders[3];
    for (std::size_t part = 0; part < kParts.size(); ++part) {
        const std::string log = kBefore + cutBy(several, part) + kAfter;
        const Recording recording = recordingOf(log);
        expectWhole(recording, log);
        EXPECT_EQ(recording.startups.at(0).gcCycles.size(), 1U);
        EXPECT_EQ(recording.startups.at(0).pacer.size(), 2U);
    }
    std::string everywhere;
    for (std::size_t i = 0; i < kParts.size(); ++i)
        everywhere += std::string(kParts[i]) + kIntruders[i < kIntruders.size() ? i : 1];
    expectWhole(recordingOf(kBefore + everywhere + "\n" + kAfter), everywhere);
}

TEST(InitTrace, IsPutTogetherAgainBehindPrefixes) {
    for (const std::string_view prefix : {"web-1  | ", "2024-01-02T03:04:05.6Z stderr F ",
                                          "Nov 23 15:20:18 host prog[123]: ", "[pod/web/app] "})
        for (std::size_t part = 0; part + 1 < kParts.size(); ++part) {
            const std::string log = test::prefixed(kBefore + cutBy(kIntruders[1], part) + kAfter, prefix);
            expectWhole(recordingOf(log), log);
        }
}

TEST(InitTrace, CutAnywhereAtTheEndOfTheInputIsALossAndNoInit) {
    const std::size_t named = std::string_view("init net/http ").size();
    for (std::size_t length = named; length < kLine.size(); ++length) {
        const Recording recording = recordingOf(kBefore + kLine.substr(0, length));
        ASSERT_EQ(recording.startups.size(), 1U);
        EXPECT_EQ(recording.startups[0].inits.size(), 1U) << length;
        ASSERT_EQ(recording.diagnostics.size(), 1U) << length;
        EXPECT_EQ(recording.diagnostics[0].severity, Diagnostic::Severity::DataLoss);
        EXPECT_NE(recording.diagnostics[0].message.find("net/http"), std::string::npos);
        EXPECT_EQ(recording.diagnostics[0].line, 2U);
    }
    EXPECT_EQ(startupOf(kBefore + kLine).inits.size(), 2U);
}

TEST(InitTrace, WithoutItsEndIsALoss) {
    const Recording recording =
        recordingOf(kBefore + "init net/http @pacer: assist ratio=1 (scan 4 MB in 6->8 MB) "
                              "workers=0+0.25\nhello\n");
    EXPECT_EQ(recording.startups.at(0).inits.size(), 1U);
    ASSERT_EQ(recording.diagnostics.size(), 1U);
    EXPECT_NE(recording.diagnostics[0].message.find("net/http"), std::string::npos);
}

TEST(InitTrace, LeavesProseAlone) {
    const Recording recording =
        recordingOf(kBefore +
                    "init done @ home\nmail init me@x.org\nreinit a @3.1 ms, 0.25 ms clock\n"
                    "init a @soon ms, 1 ms clock\ninit done @12 ms, elapsed\n" +
                    kAfter);
    EXPECT_EQ(recording.startups.at(0).inits.size(), 2U);
    EXPECT_TRUE(recording.diagnostics.empty());
}

TEST(InitTrace, WholeBehindOutputWithoutLineEndIsAnInit) {
    for (const std::string before : {"Loading...", "ok/", "x", "50%", "a-", "\x1b[1mdone\x1b[0m"}) {
        const std::string log = kBefore + before + std::string(kLine) + "\n" + kAfter;
        expectWhole(recordingOf(log), log);
    }
}

TEST(InitTrace, IsPutTogetherAgainAfterACutBetweenANumberAndItsUnit) {
    for (const std::string& other : kIntruders)
        for (const std::string_view unit : {" ms, ", " ms clock", " bytes", " allocs"}) {
            const std::string line(kLine);
            const std::size_t at = line.find(unit);
            const std::string log = kBefore + line.substr(0, at) + other + line.substr(at) + "\n" + kAfter;
            expectWhole(recordingOf(log), log);
        }
}

TEST(InitTrace, CutWithinItsLineIsPutTogetherAgainOrALoss) {
    const std::string log = kBefore + "init net/http @hello 3.1 ms, 0.25 ms clock, 12816 bytes, 74 allocs\n";
    EXPECT_EQ(startupOf(log + kAfter).inits.size(), 3U);
    const Recording glued = recordingOf(test::replaced(log, "hello ", "hello") + kAfter);
    EXPECT_EQ(glued.startups.at(0).inits.size(), 2U);
    ASSERT_EQ(glued.diagnostics.size(), 1U);
    EXPECT_NE(glued.diagnostics[0].message.find("net/http"), std::string::npos);
}

TEST(InitTrace, WhoseBeginIsMissingIsALoss) {
    for (const std::string_view tail :
         {"foo @0.5 ms, 0.1 ms clock, 10 bytes, 1 allocs\n", " @0.5 ms, 0.1 ms clock, 10 bytes, 1 allocs\n",
          " ms, 0.1 ms clock, 10 bytes, 1 allocs\n", "x\n0.1 ms clock, 10 bytes, 1 allocs\n"}) {
        const Recording recording = recordingOf(kBefore + "noise\n" + std::string(tail) + kAfter);
        EXPECT_EQ(recording.startups.at(0).inits.size(), 2U) << tail;
        ASSERT_EQ(recording.diagnostics.size(), 1U) << tail;
        EXPECT_EQ(recording.diagnostics[0].severity, Diagnostic::Severity::DataLoss);
        EXPECT_EQ(recording.diagnostics[0].line, 3U + (tail.starts_with("x") ? 1U : 0U));
    }
}

TEST(InitTrace, BelongsToTheStartupInWhichItBegan) {
    const std::string rest = " ms, 0.01 ms clock, 1 bytes, 1 allocs\n";
    const Recording recording =
        recordingOf("init runtime @0.02" + rest + "init os @" + "init runtime @0.03" + rest + "0.1" + rest);
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_EQ(recording.startups[0].inits.size(), 2U);
    EXPECT_EQ(recording.startups[0].inits[1].package, "os");
}

TEST(InitTrace, ListsTheFirstDamagedLinesAndCountsTheRest) {
    std::string log = kBefore;
    for (int i = 0; i < 50; ++i)
        log += "init broken" + std::to_string(i) + " @1.0 ms, 0.2\n";
    const Recording recording = recordingOf(log);
    ASSERT_EQ(recording.diagnostics.size(), 21U);
    EXPECT_EQ(recording.diagnostics.back().message, "and 30 more damaged lines");
}

} // namespace
} // namespace rt0
