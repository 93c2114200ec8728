#include "ingest/pacertrace.h"

#include "core/ingest/testlogs.h"

#include <cmath>

namespace rt0 {
namespace {

using test::recordingOf;
using test::startupOf;

template <typename Event>
Event eventOf(const std::string& line) {
    const StartupRecord startup = startupOf(line + "\n");
    EXPECT_EQ(startup.pacer.size(), 1U) << line;
    if (startup.pacer.empty() || !std::holds_alternative<Event>(startup.pacer[0].event)) {
        ADD_FAILURE() << line;
        return {};
    }
    return std::get<Event>(startup.pacer[0].event);
}

TEST(PacerTrace, ReadsTheStartOfACycleInBothFloatStyles) {
    const PacerCycleStart expected{0.5, 2, 3, 4, 1, 0.25};
    EXPECT_EQ(eventOf<PacerCycleStart>(
                  "pacer: assist ratio=+5.000000e-001 (scan 2 MB in 3->4 MB) workers=1++2.500000e-001"),
              expected);
    EXPECT_EQ(eventOf<PacerCycleStart>("pacer: assist ratio=0.5 (scan 2 MB in 3->4 MB) workers=1+0.25"),
              expected);
    EXPECT_TRUE(std::isinf(
        eventOf<PacerCycleStart>("pacer: assist ratio=+Inf (scan 2 MB in 3->4 MB) workers=1+0").assistRatio));
    EXPECT_TRUE(std::isnan(
        eventOf<PacerCycleStart>("pacer: assist ratio=NaN (scan 2 MB in 3->4 MB) workers=1+0").assistRatio));
}

TEST(PacerTrace, ReadsTheEndOfACycleInBothFloatStyles) {
    const PacerCycleEnd expected{62,      25,      2167816, 4056, 400306, 2459482,
                                 5622888, 5631032, -182370, 0.5,  false};
    const std::string line =
        "pacer: 62% CPU (25 exp.) for 2167816+4056+400306 B work (2459482 B exp.) in 5622888 B -> "
        "5631032 B (\u2206goal -182370, cons/mark +5.000000e-001)";
    EXPECT_EQ(eventOf<PacerCycleEnd>(line), expected);
    EXPECT_EQ(eventOf<PacerCycleEnd>(test::replaced(line, "+5.000000e-001", "0.5")), expected);
    EXPECT_EQ(eventOf<PacerCycleEnd>(test::replaced(line, "\u2206", "\\u2206")), expected);
    EXPECT_TRUE(eventOf<PacerCycleEnd>(line + "[controller reset]").controllerReset);
}

TEST(PacerTrace, ReadsTheEndOfASweep) {
    EXPECT_EQ(
        eventOf<PacerSweepDone>("pacer: sweep done at heap size 3MB; allocated 1MB during sweep; swept 554 "
                                "pages at +1.250000e-001 pages/byte"),
        (PacerSweepDone{3, 1, 554, 0.125}));
}

TEST(PacerTrace, DoesNotTrustAFloatThatTheEndOfTheInputMayHaveCut) {
    const std::string before = "pacer: assist ratio=1 (scan 2 MB in 3->4 MB) workers=1+0.5\n";
    const Recording cut = recordingOf(before + "pacer: assist ratio=1 (scan 2 MB in 3->4 MB) workers=1+0.2");
    EXPECT_EQ(cut.startups.at(0).pacer.size(), 1U);
    EXPECT_EQ(cut.diagnostics.size(), 1U);
    const Recording whole =
        recordingOf(before + "pacer: assist ratio=1 (scan 2 MB in 3->4 MB) workers=1++2.500000e-001");
    EXPECT_EQ(whole.startups.at(0).pacer.size(), 2U);
    EXPECT_TRUE(whole.diagnostics.empty());
}

TEST(PacerTrace, CutInItsExponentOrItsFirstWordsIsALossAndNoNumber) {
    const std::string before = "pacer: assist ratio=1 (scan 2 MB in 3->4 MB) workers=1+0.5\n";
    const std::string start = "pacer: assist ratio=1 (scan 2 MB in 3->4 MB) workers=1+";
    for (const std::string& cut :
         {start + "+2.500000e-", start + "+2.500000e-\n", start + "2e", std::string("pacer: 25%"),
          std::string("pacer: 25% CP"), std::string("pacer: 25")}) {
        const Recording recording = recordingOf(before + cut);
        EXPECT_EQ(recording.startups.at(0).pacer.size(), 1U) << cut;
        ASSERT_EQ(recording.diagnostics.size(), 1U) << cut;
        EXPECT_EQ(recording.diagnostics[0].severity, Diagnostic::Severity::DataLoss);
    }
}

TEST(PacerTrace, KnowsAResetOfWhichOnlyTheBeginIsLeft) {
    EXPECT_TRUE(eventOf<PacerCycleEnd>("pacer: 62% CPU (25 exp.) for 1+2+3 B work (4 B exp.) in 5 B -> 6 B "
                                       "(\u2206goal -1, cons/mark +5.000000e-001)[controller re")
                    .controllerReset);
}

TEST(PacerTrace, WholeBehindOutputWithoutLineEndIsRead) {
    EXPECT_EQ(
        eventOf<PacerCycleStart>("xpacer: assist ratio=0.5 (scan 2 MB in 3->4 MB) workers=1+0.25").scanMb,
        2U);
}

TEST(PacerTrace, LeavesProseAlone) {
    const Recording recording = recordingOf("pacer: assist ratio=1 (scan 2 MB in 3->4 MB) workers=1+0.5\n"
                                            "pacer: keep up\nthe pacer: 5% off\n");
    EXPECT_EQ(recording.startups.at(0).pacer.size(), 1U);
    EXPECT_TRUE(recording.diagnostics.empty());
}

} // namespace
} // namespace rt0
