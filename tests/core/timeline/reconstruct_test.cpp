#include "timeline/reconstruct.h"

#include "core/ingest/testlogs.h"
#include "timeline/open.h"

namespace rt0 {
namespace {

using namespace std::chrono_literals;

Document documentOf(std::string_view log) {
    return reconstruct(test::recordingOf(log));
}

TEST(Reconstruct, MeasuresTheTwoInitPhasesAndSaysWhatTheOthersNeed) {
    const Document document =
        documentOf("init internal/bytealg @0.010 ms, 0.002 ms clock, 0 bytes, 0 allocs\n"
                   "init runtime @0.050 ms, 0.010 ms clock, 0 bytes, 0 allocs\n"
                   "init os @0.50 ms, 0.010 ms clock, 0 bytes, 0 allocs\n"
                   "init main @2.0 ms, 0.50 ms clock, 0 bytes, 0 allocs\n");
    const Startup& startup = document.startups.at(0);
    const Phase& runtime = startup.phase(PhaseId::RuntimeInit);
    ASSERT_TRUE(runtime.measured);
    EXPECT_EQ(runtime.start, (TimeBounds{10us, 11us}));
    EXPECT_EQ(runtime.end, (TimeBounds{500us, 510us}));
    const Phase& packages = startup.phase(PhaseId::PackageInit);
    ASSERT_TRUE(packages.measured);
    EXPECT_EQ(packages.start, runtime.end);
    EXPECT_EQ(packages.end, startup.inits[3].end);
    for (const Phase& phase : startup.phases) {
        EXPECT_FALSE(phase.name.empty() || phase.description.empty());
        EXPECT_EQ(phase.measured, phase.howToMeasure.empty()) << phase.name;
        EXPECT_EQ(phase.measured, phase.id == PhaseId::RuntimeInit || phase.id == PhaseId::PackageInit);
    }
    EXPECT_EQ(startup.initEnd(), startup.inits[3].end);
}

TEST(Reconstruct, DoesNotCallTheRuntimeInitMeasuredWithoutItsLine) {
    const Document document = documentOf("init os @0.50 ms, 0.010 ms clock, 0 bytes, 0 allocs\n");
    EXPECT_FALSE(document.startups.at(0).phase(PhaseId::RuntimeInit).measured);
    EXPECT_TRUE(document.startups.at(0).phase(PhaseId::PackageInit).measured);
}

TEST(Reconstruct, NamesStartupsSoThatTheyCanBeToldApart) {
    const std::string loader = test::contentOf("logs/dockerd-28.5.2.lddebug.log");
    const std::string inits = test::contentOf("logs/docker-proxy-28.5.2.inittrace.log");
    const Document document = documentOf(loader + inits + test::contentOf("logs/fzf-0.74.5.inittrace.log"));
    ASSERT_EQ(document.startups.size(), 3U);
    EXPECT_EQ(document.startups[0].name, "pid 19463 · loader only");
    EXPECT_EQ(document.startups[1].name, "run 1 · 34 inits · line 11");
    EXPECT_EQ(document.startups[2].name, "run 2 · 34 inits · line 51");
    EXPECT_EQ(document.main, 1U);
    EXPECT_NE(document.startups[1].phase(PhaseId::Loader).description.find("cycles"), std::string::npos);
    EXPECT_FALSE(document.startups[1].phase(PhaseId::Loader).measured);
}

TEST(Reconstruct, NamesAnOnlyStartupByItsFile) {
    const auto document = openFile(test::dataPath("logs/fzf-0.74.5.inittrace.log"));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->startups.at(0).name, "fzf-0.74.5.inittrace.log");
    EXPECT_FALSE(openFile("/nonexistent"));
}

TEST(Reconstruct, LeavesContradictoryCyclesAsPrinted) {
    const std::string tail = ": 900+900+900 ms clock, 0+0/0/0+0 ms cpu, 3->4->2 MB, 4 MB goal, 2 P\n";
    const Document document = documentOf("gc 1 @0.010s 1%" + tail + "gc 2 @0.020s 1%" + tail);
    const Startup& startup = document.startups.at(0);
    ASSERT_EQ(startup.gcCycles.size(), 2U);
    EXPECT_EQ(startup.gcCycles[1].start, (TimeBounds{20ms, 21ms}));
    ASSERT_EQ(document.diagnostics.size(), 1U);
    EXPECT_EQ(document.diagnostics[0].line, 2U);
}

TEST(Reconstruct, NarrowsRealLogsWithoutEmptyingABound) {
    for (const char* name : {"dockerd-26.1.5.gc.log", "kubectl-1.36.4.gc.log", "prometheus-3.5.3.gc.log",
                             "rclone-1.60.1.gc.log", "rclone-1.75.2.gc.log"}) {
        const Recording recording = test::recordingOf(test::contentOf(std::string("logs/") + name));
        const Document document = reconstruct(recording);
        EXPECT_TRUE(document.diagnostics.empty()) << name << document.diagnostics[0].message;
        const Startup& startup = document.startups.at(0);
        Nanoseconds printedWidth{};
        Nanoseconds width{};
        for (std::size_t i = 0; i < startup.inits.size(); ++i) {
            const PackageInit& init = startup.inits[i];
            EXPECT_TRUE(init.start.possible() && init.end.possible() && init.duration.possible());
            printedWidth += recording.startups[0].inits[i].start.width();
            width += init.start.width();
        }
        EXPECT_LT(width, printedWidth) << name;
        for (const GcCycle& cycle : startup.gcCycles)
            EXPECT_TRUE(cycle.start.possible() && cycle.mark.possible() && cycle.markTermination.possible() &&
                        cycle.end.possible());
    }
}

} // namespace
} // namespace rt0
