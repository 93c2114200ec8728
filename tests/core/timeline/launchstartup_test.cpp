#include "timeline/launchstartup.h"

#include "analysis/lanes.h"
#include "analysis/verdict.h"
#include "recording/rt0file.h"
#include "support/samplelaunch.h"
#include "timeline/launchclock.h"
#include "timeline/open.h"
#include "timeline/recordedstart.h"

#include <gmock/gmock.h>
#include <numeric>

namespace rt0 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

Document shown(Launch launch, const std::string& binaryJson = {}) {
    const std::string bytes = rt0FileBytes(launch, binaryJson).value();
    Source source;
    source.path = "server.rt0";
    const std::vector<MemoryFile> files{{source, bytes}};
    auto document = openBytes(files);
    EXPECT_TRUE(document) << document.error().message();
    return document ? std::move(*document) : Document{};
}

const Phase& phaseOf(const Document& document, PhaseId id) {
    return document.startups.at(0).phase(id);
}

TEST(LaunchStartup, AllPhasesToMainFollowEachOtherFromExecve) {
    const Document document = shown(test::sampleLaunch());
    const Startup& startup = document.startups.at(0);
    ASSERT_TRUE(startup.recorded);
    Nanoseconds end{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(PhaseId::Main); ++i) {
        const Phase& phase = startup.phases[i];
        ASSERT_TRUE(phase.measured) << phase.name << ": " << phase.howToMeasure;
        EXPECT_EQ(phase.drawn.begin, end) << phase.name;
        EXPECT_EQ(phase.source, "trampolines");
        EXPECT_EQ(phase.overRuns.runs, 3U);
        end = phase.drawn.end;
    }
    EXPECT_EQ(end, 11ms) << "the run in the middle is drawn";
    EXPECT_FALSE(startup.phase(PhaseId::Main).measured);
    EXPECT_THAT(startup.phase(PhaseId::Main).howToMeasure, HasSubstr("--until"));
    EXPECT_EQ(startup.phase(PhaseId::Ready).drawn.begin, 11ms);
}

TEST(LaunchStartup, StatisticsAreOfAllRunsAndCountsOfTheDetailedOne) {
    const Document document = shown(test::sampleLaunch());
    const Phase& schedinit = phaseOf(document, PhaseId::Schedinit);
    EXPECT_EQ(schedinit.overRuns.min, 1ms);
    EXPECT_EQ(schedinit.overRuns.median, 1100us);
    EXPECT_EQ(schedinit.overRuns.max, 1200us);
    EXPECT_EQ(schedinit.counts.faults(), 21U);
    EXPECT_EQ(schedinit.counts.syscalls, 0U);
    EXPECT_EQ(phaseOf(document, PhaseId::MainGoroutine).counts.syscalls, 1U);
    EXPECT_EQ(phaseOf(document, PhaseId::Loader).counts.faults(), 30U);
    EXPECT_EQ(phaseOf(document, PhaseId::PackageInit).counts.majorFaults, 1U);
    const RecordedStart& recorded = *document.startups[0].recorded;
    EXPECT_EQ(recorded.toMain.median, 11ms);
    EXPECT_EQ(recorded.bareToMain.median, 10700us);
    EXPECT_EQ(recorded.sumOfPhases, 11ms);
    EXPECT_EQ(recorded.outsidePhases(), 0ns);
}

TEST(LaunchStartup, TheStopwatchIsComparedByNeighbours) {
    Launch launch = test::sampleLaunch(); // 10, 12 and 11 ms with probes, 10.5 and 10.9 ms without
    launch.runs.push_back(launch.runs[1]);
    launch.runs.back().purpose = LaunchPurpose::MainTimeControl;
    for (LaunchRun& run : launch.runs)
        if (run.purpose == LaunchPurpose::Milestones || run.purpose == LaunchPurpose::MainTime)
            run.waitedToMain = *run.toMain - 8ms;
    const Document document = shown(launch);
    const RecordedStart& recorded = *document.startups[0].recorded;
    ASSERT_TRUE(recorded.wall.probes && recorded.wall.sum && recorded.wall.control);
    EXPECT_EQ(recorded.wall.probes->pairs, 2U);
    EXPECT_NEAR(recorded.wall.probes->lo, 10 / 10.5 - 1, 1e-9);
    EXPECT_NEAR(recorded.wall.probes->hi, 12 / 10.9 - 1, 1e-9);
    EXPECT_NEAR(recorded.wall.sum->median, recorded.wall.probes->median, 1e-9);
    EXPECT_EQ(recorded.wall.control->median, 0);
    EXPECT_EQ(recorded.waited.median, 2900us);
    EXPECT_TRUE(recorded.machineWasBusy());
    EXPECT_THAT(verdict(document.startups[0]).sentence, HasSubstr("2.9 ms went by waiting for a CPU"));
    ASSERT_TRUE(recorded.withoutWaits.probes);
    EXPECT_EQ(recorded.withoutWaits.probes->hi, 0);
    EXPECT_FALSE(recorded.withoutWaits.control);
}

TEST(LaunchStartup, TheStartThatOthersDisturbedLeastIsDrawn) {
    Launch launch = test::sampleLaunch(); // with probes: 10, 12 and 11 ms
    launch.runs[0].waitedToMain = 600us;
    launch.runs[2].waitedToMain = 300us;
    launch.runs[4].waitedToMain = 1ms;
    EXPECT_EQ(shown(launch).startups[0].recorded->drawnRun, 2U);
    launch.runs[4].waitedToMain = 301us;
    EXPECT_EQ(shown(launch).startups[0].recorded->drawnRun, 2U) << "of two equal ones the first";
    launch.runs[4].waitedToMain.reset();
    EXPECT_EQ(shown(launch).startups[0].recorded->drawnRun, 4U) << "the median, where it is not known";
}

TEST(PairedChange, HasAnIntervalByRanks) {
    std::vector<std::optional<Nanoseconds>> base(15, 100ns), more;
    for (int i = 0; i < 15; ++i)
        more.emplace_back(101ns + i * 1ns);
    const auto change = pairedChange(more, base);
    ASSERT_TRUE(change);
    EXPECT_NEAR(change->median, 0.08, 1e-9);
    EXPECT_NEAR(change->lo, 0.04, 1e-9); // the fourth of fifteen: 96.5 %
    EXPECT_NEAR(change->hi, 0.12, 1e-9);
    EXPECT_TRUE(change->isDistinct());
    more.resize(5);
    more[1].reset();
    const auto few = pairedChange(more, base);
    ASSERT_TRUE(few);
    EXPECT_EQ(few->pairs, 4U);
    EXPECT_NEAR(few->lo, 0.01, 1e-9);
    EXPECT_NEAR(few->hi, 0.05, 1e-9);
    EXPECT_FALSE(pairedChange({}, base));
}

TEST(LaunchStartup, StepsNest) {
    const Document document = shown(test::sampleLaunch());
    const auto names = [&](PhaseId id) {
        std::vector<std::string> lines;
        for (const PhasePart& part : phaseOf(document, id).parts)
            lines.push_back(std::string(part.depth, ' ') + part.name);
        return lines;
    };
    EXPECT_THAT(names(PhaseId::Bootstrap),
                ElementsAre("_rt0_amd64_linux", " runtime.rt0_go", "  runtime.check"));
    EXPECT_THAT(names(PhaseId::Schedinit),
                ElementsAre("runtime.mallocinit", " runtime.(*mheap).init", "runtime.itabsinit"));
    EXPECT_THAT(names(PhaseId::MainGoroutine), ElementsAre("runtime.mstart", " runtime.initsig"));
    EXPECT_THAT(names(PhaseId::RuntimeInit), ElementsAre("init runtime", "runtime.gcenable"));
    const PhasePart& heap = phaseOf(document, PhaseId::Schedinit).parts[1];
    EXPECT_EQ(heap.overRuns.median, 33us);
    EXPECT_EQ(heap.counts.faults(), 1U);
}

TEST(LaunchStartup, InitsHaveTimesOfTheProbesAndBytesOfTheLog) {
    const Document document = shown(test::sampleLaunch());
    const std::vector<PackageInit>& inits = document.startups.at(0).inits;
    ASSERT_EQ(inits.size(), 3U);
    EXPECT_EQ(inits[1].importPath, "example.org/a");
    EXPECT_EQ(inits[1].drawn, (TimeRange{4400us, 9900us}));
    EXPECT_EQ(inits[1].overRuns.max, 6ms);
    EXPECT_EQ(inits[1].bytes, 4096U);
    EXPECT_EQ(inits[1].allocs, 30U);
    EXPECT_EQ(inits[1].counts.faults(), 38U);
    ASSERT_EQ(inits[1].functions.size(), 2U);
    EXPECT_EQ(inits[1].functions[1].name, "example.org/a.init.0");
    EXPECT_EQ(inits[1].functions[1].drawn.length(), 4279us);
    ASSERT_EQ(inits[2].functions.size(), 1U) << "the only function takes the time of the package";
    EXPECT_EQ(inits[2].functions[0].drawn, inits[2].drawn);
}

TEST(LaunchStartup, TheLoggedRunStandsBesideIt) {
    const Document document = shown(test::sampleLaunch());
    ASSERT_EQ(document.startups.size(), 2U);
    EXPECT_EQ(document.main, 0U);
    EXPECT_EQ(document.startups[0].name, "./server --flag");
    EXPECT_THAT(document.startups[1].name, HasSubstr("perturbed"));
    EXPECT_EQ(document.startups[1].inits.size(), 3U);
    EXPECT_THAT(document.source.formats, ElementsAre("rt0scope recording", "inittrace"));
    EXPECT_THAT(
        verdict(document.startups[0]).sentence,
        HasSubstr("main.main is reached 11 ms after execve (median of 3 runs); package init takes 6.6 ms"));
}

TEST(LaunchStartup, InitsThatRunInsideOthersKeepTheirOwnTime) {
    // Up to Go 1.20 an init runs those of its imports first.
    Launch launch = test::sampleLaunch();
    for (LaunchRun& run : launch.runs) {
        run.probes.clear();
        run.hits.clear();
        run.counters.clear();
        if (run.purpose != LaunchPurpose::Milestones)
            continue;
        run.probes = {{"runtime.main", LaunchProbe::Kind::Entry, 0, -1, -1},
                      {"runtime.gcenable", LaunchProbe::Kind::Entry, 0, -1, -1},
                      {"runtime.doInit", LaunchProbe::Kind::Entry, 0, -1, -1},
                      {"runtime.doInit", LaunchProbe::Kind::Return, 0, -1, -1},
                      {"main.main", LaunchProbe::Kind::Entry, 0, -1, -1}};
        run.hits = {{1ms, 0, 0, -1, 0, 0, 0}, {2ms, 1, 0, -1, 0, 0, 0}, {3ms, 2, 0, 2, 0, 0, 0},
                    {4ms, 2, 0, 1, 0, 0, 0},  {6ms, 3, 0, 1, 0, 0, 0},  {7ms, 2, 0, 1, 0, 0, 0},
                    {8ms, 3, 0, 1, 0, 0, 0},  {9ms, 3, 0, 2, 0, 0, 0},  {10ms, 4, 0, -1, 0, 0, 0}};
    }
    const std::vector<PackageInit> inits = shown(launch).startups.at(0).inits;
    ASSERT_EQ(inits.size(), 2U);
    EXPECT_EQ(inits[0].importPath, "example.org/a");
    EXPECT_EQ(inits[0].drawn, (TimeRange{4ms, 6ms}));
    EXPECT_EQ(inits[1].importPath, "main");
    EXPECT_EQ(inits[1].drawn, (TimeRange{8ms, 9ms}));
}

TEST(LaunchStartup, AStaticProgramHasNoLoader) {
    const Document document =
        shown(test::sampleLaunch(), R"({"binary": {"dynamic": {"interpreter": null}}})");
    EXPECT_TRUE(phaseOf(document, PhaseId::Loader).drawn.empty());
    EXPECT_THAT(phaseOf(document, PhaseId::Loader).description, HasSubstr("static"));
    EXPECT_EQ(phaseOf(document, PhaseId::Bootstrap).drawn.begin, phaseOf(document, PhaseId::Exec).drawn.end);
}

TEST(LaunchStartup, AnInitThatHangsLastsAsLongAsItWasWatched) {
    Launch launch = test::sampleLaunch();
    for (LaunchRun& run : launch.runs) {
        run.toMain.reset();
        run.toReady.reset();
        run.observed = 1s;
        run.end = LaunchEnd::TimedOut;
        if (!run.hits.empty()) {
            run.hits.resize(24); // in example.org/a.init
            run.counters.clear();
        }
    }
    const Document document = shown(launch);
    const Startup& startup = document.startups.at(0);
    EXPECT_TRUE(startup.phase(PhaseId::RuntimeInit).measured);
    EXPECT_TRUE(startup.phase(PhaseId::PackageInit).measured);
    EXPECT_FALSE(startup.phase(PhaseId::RuntimeInit).open);
    EXPECT_TRUE(startup.phase(PhaseId::PackageInit).open);
    EXPECT_EQ(startup.phase(PhaseId::PackageInit).drawn.end, 1s);
    EXPECT_THAT(startup.phase(PhaseId::Main).howToMeasure, HasSubstr("did not reach main.main"));
    ASSERT_EQ(startup.inits.size(), 2U);
    EXPECT_FALSE(startup.inits[0].open);
    EXPECT_TRUE(startup.inits[1].open);
    EXPECT_EQ(startup.inits[1].drawn.end, 1s);
    ASSERT_EQ(startup.inits[1].functions.size(), 1U);
    EXPECT_EQ(startup.inits[1].functions[0].drawn.end, 1s);
    EXPECT_EQ(startup.extent.end, 1s);
    EXPECT_EQ(verdict(startup).sentence,
              "The program did not reach main.main; init of example.org/a was still running after 1 s.");
}

TEST(LaunchStartup, WithoutProbesNothingIsClaimed) {
    Launch launch = test::sampleLaunch();
    std::erase_if(launch.runs, [](const LaunchRun& run) { return !run.hits.empty(); });
    const Document document = shown(launch);
    for (const Phase& phase : document.startups.at(0).phases) {
        EXPECT_FALSE(phase.measured) << phase.name;
        EXPECT_FALSE(phase.howToMeasure.empty()) << phase.name;
    }
    EXPECT_THAT(document.startups[0].inits, IsEmpty());
    EXPECT_EQ(arrangeLanes(document.startups[0]).lanes.size(), 1U);
}

TEST(LaunchClock, StretchesBetweenSharedMilestones) {
    const Launch launch = test::sampleLaunch();
    const LaunchClock clock(launch.runs[6], launch.runs[0]); // 1.5 times as slow
    EXPECT_EQ(clock(0ns), 0ns);
    EXPECT_NEAR(static_cast<double>(clock(7500us).count()), 5e6, 2);
    EXPECT_EQ(clock(16ms), 11ms) << "behind the last one both run alike";
    EXPECT_EQ(clock.evidence(), "30 shared milestones");
}

TEST(RecordedLanes, DrawStepsFunctionsThreadsCallsAndFaults) {
    const Document document = shown(test::sampleLaunch());
    const LaneModel model = arrangeLanes(document.startups.at(0));
    std::vector<std::string> titles;
    for (const Lane& lane : model.lanes)
        if (isRecordedLane(lane.kind))
            titles.push_back(lane.title + ": " + lane.note);
    EXPECT_THAT(titles,
                ElementsAre("Steps: 6", "Steps, depth 2: 3", "Steps, depth 3: 1", "Init functions: 4",
                            "main thread: since 440 µs", "sysmon: since 3.97 ms",
                            "System calls · main thread: 2", "System calls · sysmon: 1", "Page faults: 112"));
    for (const Lane& lane : model.lanes) {
        if (!isRecordedLane(lane.kind))
            continue;
        const SpanStore& store = model.sourceOf(*lane.row).index().store();
        for (SpanId span = store.firstOf(lane.row->row); span < store.endOf(lane.row->row); ++span)
            ASSERT_LT(store.item(span), model.texts.size());
    }
    const auto call = std::ranges::find(model.texts, "openat", &SpanText::title);
    ASSERT_NE(call, model.texts.end());
    EXPECT_THAT(call->detail, HasSubstr("9 µs, error 2 /etc/a.conf"));
    EXPECT_EQ(std::ranges::count(model.texts, "rt_sigaction", &SpanText::title), 1);
}

} // namespace
} // namespace rt0
