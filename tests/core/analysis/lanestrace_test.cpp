#include "analysis/tracelanes.h"
#include "analysis/tracelinks.h"
#include "analysis/tracerangestats.h"
#include "analysis/tracerunninglanes.h"
#include "analysis/traceverdict.h"
#include "core/timeline/tracescript.h"
#include "timeline/spanindex.h"
#include "timeline/tracequery.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace rt0 {
namespace {

using exectrace::EventType;
using exectrace::GoState;
using exectrace::ProcState;
using ::testing::HasSubstr;

constexpr exectrace::Index kMain = 0;
constexpr exectrace::Index kFirst = 1;
constexpr exectrace::Index kSecond = 2;

/// The main goroutine creates two of main.worker, which run at 210..300 and 310..400; then it is woken by the
/// second one and runs again. Goroutine 4 is the runtime's.
Startup scripted(TraceAlignment alignment = {}) {
    TraceScript script;
    script.directory.goroutines = {1, 7, 8, 4};
    script.directory.procs = {0, 1'000'001};
    script.directory.threads = {100};
    script.sync(0);
    script.on(0, 0);
    script.proc(5, EventType::ProcStatus, 0, ProcState::Undetermined, ProcState::Running);
    script.go(10, EventType::GoStatus, kMain, GoState::Undetermined, GoState::Running);
    script.go(15, EventType::GoStatus, 3, GoState::Undetermined, GoState::Waiting).subjectStack =
        script.stackOf({"runtime.gopark", "runtime.forcegchelper"});
    script.on(0, 0, kMain);
    for (const auto& [goroutine, time] : {std::pair{kFirst, 100}, std::pair{kSecond, 110}})
        script
            .go(time, EventType::GoCreate, goroutine, GoState::NotExist, GoState::Runnable,
                {"main.main", "runtime.main"})
            .subjectStack = script.stackOf({"main.worker"});
    exectrace::Event& block = script.go(200, EventType::GoBlock, kMain, GoState::Running, GoState::Waiting,
                                        {"main.main", "runtime.main"});
    block.subjectStack = block.stack;
    block.text = script.text("chan receive");
    for (const auto& [goroutine, time] : {std::pair{kFirst, 210}, std::pair{kSecond, 310}}) {
        script.on(0, 0);
        script.go(time, EventType::GoStart, goroutine, GoState::Runnable, GoState::Running);
        script.on(0, 0, goroutine);
        if (goroutine == kSecond)
            script.go(350, EventType::GoUnblock, kMain, GoState::Waiting, GoState::Runnable, {"main.worker"});
        script.go(time + 90, EventType::GoDestroy, goroutine, GoState::Running, GoState::NotExist);
    }
    script.on(0, 0);
    script.go(410, EventType::GoStart, kMain, GoState::Runnable, GoState::Running);
    script.go(420, EventType::GoStatus, 3, GoState::Waiting, GoState::Waiting);
    Startup startup;
    startup.trace = std::make_shared<const ExecTrace>(script.build());
    startup.alignment = std::move(alignment);
    return startup;
}

const Lane* laneTitled(const LaneModel& model, std::string_view title) {
    const auto found =
        std::find_if(model.lanes.begin(), model.lanes.end(), [&](auto& lane) { return lane.title == title; });
    return found == model.lanes.end() ? nullptr : &*found;
}

LaneRef refOf(const LaneModel& model, const Lane& lane) {
    return {static_cast<std::uint32_t>(&lane - model.lanes.data())};
}

TEST(TraceLanes, GoroutinesOfOneFunctionShareALaneThatCanBeExpanded) {
    const LaneModel model = arrangeLanes(scripted());
    const Lane* workers = laneTitled(model, "main.worker");
    ASSERT_NE(workers, nullptr);
    EXPECT_EQ(workers->kind, LaneKind::Goroutines);
    ASSERT_EQ(workers->children.size(), 2U);
    EXPECT_FALSE(workers->open);
    LaneRef child = refOf(model, *workers);
    child.child = 1;
    EXPECT_EQ(model.titleOf(child), "goroutine 8");
    EXPECT_EQ(model.noteOf(child), "90 ns");
    EXPECT_EQ(model.kindOf(child), LaneKind::Goroutine);
    EXPECT_EQ(model.traceIndexOf(child), kSecond);
    EXPECT_EQ(model.laneOfRow(*model.rowOf(child)), child);
}

TEST(TraceLanes, TheMainGoroutineComesBeforeTheProgramsAndTheRuntimesLast) {
    const LaneModel model = arrangeLanes(scripted());
    const Lane* main = laneTitled(model, "main goroutine");
    const Lane* workers = laneTitled(model, "main.worker");
    const Lane* runtime = laneTitled(model, "runtime.forcegchelper");
    ASSERT_TRUE(main && workers && runtime);
    EXPECT_LT(main, workers);
    EXPECT_LT(workers, runtime);
    EXPECT_EQ(laneTitled(model, "runtime.main"), nullptr);
}

TEST(TraceLanes, RegionsStandBelowTheGoroutinesThatEnteredThem) {
    TraceScript script;
    script.directory.goroutines = {1, 7, 8};
    script.directory.procs = {0};
    script.directory.threads = {100};
    script.sync(0);
    script.on(0, 0, kMain);
    const auto region = [&](std::int64_t time, exectrace::Index goroutine, EventType type) {
        script.on(0, 0, goroutine);
        script
            .event(time,
                   type == EventType::UserRegionBegin ? exectrace::EventKind::RegionBegin
                                                      : exectrace::EventKind::RegionEnd,
                   type)
            .text = script.text("load");
    };
    script.go(5, EventType::GoStatus, kMain, GoState::Undetermined, GoState::Running);
    for (const exectrace::Index worker : {kFirst, kSecond})
        script.go(10 + worker, EventType::GoCreate, worker, GoState::NotExist, GoState::Runnable)
            .subjectStack = script.stackOf({"main.worker"});
    for (const exectrace::Index goroutine : {kMain, kFirst, kSecond})
        region(20 + goroutine, goroutine, EventType::UserRegionBegin);
    for (const exectrace::Index goroutine : {kMain, kFirst, kSecond})
        region(30 + goroutine, goroutine, EventType::UserRegionEnd);
    Startup startup;
    startup.trace = std::make_shared<const ExecTrace>(script.build());
    const LaneModel model = arrangeLanes(startup);
    std::vector<std::string> titles;
    for (const Lane& lane : model.lanes)
        if (lane.kind == LaneKind::Regions || lane.kind == LaneKind::Goroutine ||
            lane.kind == LaneKind::Goroutines)
            titles.push_back(lane.title + " " + (lane.kind == LaneKind::Regions ? lane.note : ""));
    EXPECT_THAT(titles, ::testing::ElementsAre("main goroutine ", "regions of main goroutine 1",
                                               "main.worker ", "regions of main.worker 2"));
}

TEST(TraceLanes, PseudoPsOfOldFormatsAreNotDrawn) {
    const LaneModel model = arrangeLanes(scripted());
    EXPECT_NE(laneTitled(model, "P 0"), nullptr);
    EXPECT_EQ(laneTitled(model, "P 1000001"), nullptr);
}

TEST(TraceLanes, ACollapsedGroupShowsWhenAnyOfItsGoroutinesRan) {
    const Startup startup = scripted();
    const GroupRuns runs = groupRuns(*startup.trace);
    const std::uint32_t group = startup.trace->goroutines[kFirst].group;
    EXPECT_EQ(runs.byGroup[group], (std::vector{TimeRange{Nanoseconds(210), Nanoseconds(300)},
                                                TimeRange{Nanoseconds(310), Nanoseconds(400)}}));
    EXPECT_EQ(runs.filledGaps, Nanoseconds(0));
}

TEST(TraceLanes, GapsOfGroupsAreFilledRatherThanKeepingTooMuch) {
    const Startup startup = scripted();
    const GroupRuns runs = groupRuns(*startup.trace, 0);
    EXPECT_GT(runs.filledGaps, Nanoseconds(0));
    for (const auto& ranges : runs.byGroup)
        EXPECT_LE(ranges.size(), 2U);
}

TEST(TraceLanes, TheTraceIsDrawnWhereItsAlignmentPutsIt) {
    TraceAlignment alignment;
    alignment.method = TraceAlignment::Method::Landmarks;
    alignment.offset = Nanoseconds(1'000'000);
    alignment.offsetBounds = {Nanoseconds(998'000), Nanoseconds(1'002'000)};
    alignment.evidence = "3 landmarks";
    const Startup startup = scripted(alignment);
    const LaneModel model = arrangeLanes(startup);
    const LaneSource& source = model.sources[kTraceSource];
    EXPECT_EQ(&source.index(), startup.trace->spans.get());
    const SpanId running = stateAt(*startup.trace, kFirst, Nanoseconds(250));
    EXPECT_EQ(source.timeOf(running), (TimeRange{Nanoseconds(1'000'210), Nanoseconds(1'000'300)}));
    const Lane* workers = laneTitled(model, "main.worker");
    const SpanStore& own = model.sources[kStartupSource].index().store();
    EXPECT_EQ(own.span(own.firstOf(workers->row->row)).time.begin, Nanoseconds(1'000'210));
    EXPECT_EQ(alignmentText(alignment), "clock estimated, ± 2 µs, from 3 landmarks");
}

TEST(TraceLinks, TellWhoEndedAWaitAndWhomAGoroutineCreated) {
    const Startup startup = scripted();
    const ExecTrace& trace = *startup.trace;
    const auto wake = causeOf(trace, kMain, stateAt(trace, kMain, Nanoseconds(250)));
    EXPECT_EQ(wake, (TraceLink{TraceLink::Kind::Wakeup, kSecond, kMain, Nanoseconds(350)}));
    const auto created = linksFrom(trace, kMain, {Nanoseconds(0), Nanoseconds(200)}, 10);
    EXPECT_EQ(created, (std::vector{TraceLink{TraceLink::Kind::Creation, kMain, kFirst, Nanoseconds(100)},
                                    TraceLink{TraceLink::Kind::Creation, kMain, kSecond, Nanoseconds(110)}}));
    const std::vector all{kMain, kFirst, kSecond};
    EXPECT_EQ(linksTo(trace, all, trace.extent(), 10)->size(), 3U);
    EXPECT_FALSE(linksTo(trace, all, trace.extent(), 2));
}

TEST(TraceRangeStats, AddUpThePartsOfStatesWithinTheRange) {
    const Startup startup = scripted();
    const ExecTrace& trace = *startup.trace;
    const TraceRangeStats stats = traceRangeStats(trace, {Nanoseconds(250), Nanoseconds(350)});
    const auto in = [&](GoState state) { return stats.times[static_cast<std::size_t>(state)]; };
    EXPECT_EQ(stats.goroutines, 4U);
    EXPECT_EQ(in(GoState::Running), Nanoseconds(90));
    EXPECT_EQ(in(GoState::Runnable), Nanoseconds(60));
    EXPECT_EQ(trace.text(trace.groups[stats.groups.front().group].entry), "main.worker");
    EXPECT_EQ(stats.groups.front().goroutines, 2U);
}

TEST(TraceVerdict, SaysHowLongTheMainGoroutineWaitedAndForWhat) {
    const TraceVerdict words = traceVerdict(scripted());
    EXPECT_THAT(words.sentence, HasSubstr("4 goroutines, 3 of them the program's own"));
    std::string all;
    for (const std::string& sentence : words.sentences)
        all += sentence + "\n";
    EXPECT_THAT(all, HasSubstr("Its only wait took 150 ns (chan receive) in main.main."));
    EXPECT_THAT(all, HasSubstr("No garbage was collected"));
    EXPECT_THAT(all, HasSubstr("was not measured"));
    EXPECT_TRUE(traceVerdict(Startup{}).sentence.empty());
}

TEST(TraceLanes, FunctionsAreShownWithoutTheDirectoriesOfTheirPackage) {
    EXPECT_EQ(shortFunction("net/http.(*conn).serve"), "http.(*conn).serve");
    EXPECT_EQ(shortFunction("main.main"), "main.main");
    EXPECT_EQ(shortFunction("a/b.Map[c/d.T]"), "b.Map[c/d.T]");
    EXPECT_TRUE(isSystemFunction("runtime.gcBgMarkWorker"));
    EXPECT_FALSE(isSystemFunction("runtime.main"));
}

} // namespace
} // namespace rt0
