#include "core/timeline/tracescript.h"
#include "timeline/spanindex.h"
#include "timeline/tracesites.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::kNoIndex;
using ::testing::IsEmpty;

TimeRange rangeOf(std::int64_t begin, std::int64_t end) {
    return {Nanoseconds(begin), Nanoseconds(end)};
}

/// A trace that begins at 0 and has one goroutine, 0, that writes all events.
TraceScript scriptAtZero() {
    TraceScript script;
    script.directory.goroutines = {1, 2};
    script.directory.procs = {0, 1};
    script.sync(0);
    script.on(0, kNoIndex, 0);
    return script;
}

TEST(TraceRanges, PairsBeginsAndEndsBySubject) {
    TraceScript script = scriptAtZero();
    script.event(10, EventKind::RangeBegin, EventType::GcSweepBegin).subject = 0;
    script.event(20, EventKind::RangeBegin, EventType::GcSweepBegin).subject = 1;
    Event& end = script.event(30, EventKind::RangeEnd, EventType::GcSweepEnd);
    end.subject = 0;
    end.value = 8192;
    end.setValue2(4096);
    script.event(40, EventKind::RangeEnd, EventType::GcSweepEnd).subject = 1;
    const ExecTrace trace = script.build();
    ASSERT_EQ(trace.ranges.size(), 2U);
    EXPECT_EQ(trace.ranges[0].time, rangeOf(10, 30));
    EXPECT_EQ(trace.ranges[0].kind, TraceRangeKind::Sweep);
    EXPECT_EQ(trace.ranges[0].subject, 0U);
    EXPECT_EQ(trace.ranges[0].sweptBytes, 8192U);
    EXPECT_EQ(trace.ranges[0].reclaimedBytes, 4096U);
    EXPECT_EQ(trace.ranges[1].time, rangeOf(20, 40));
}

TEST(TraceRanges, AreOpenWhereTheTraceCutsThem) {
    TraceScript script = scriptAtZero();
    Event& stop = script.event(10, EventKind::RangeBegin, EventType::StwBegin);
    stop.subject = 0;
    stop.text = script.text("start trace");
    script.event(20, EventKind::RangeActive, EventType::GcActive);
    script.event(30, EventKind::RangeEnd, EventType::StwEnd).subject = 0;
    script.event(40, EventKind::RangeEnd, EventType::GcMarkAssistEnd).subject = 1;
    script.event(50, EventKind::Metric, EventType::HeapAlloc);
    const ExecTrace trace = script.build();
    ASSERT_EQ(trace.ranges.size(), 3U);
    EXPECT_EQ(trace.ranges[0].kind, TraceRangeKind::GcMark);
    EXPECT_EQ(trace.ranges[0].time, rangeOf(0, 50));
    EXPECT_TRUE(trace.ranges[0].openBegin);
    EXPECT_TRUE(trace.ranges[0].openEnd);
    EXPECT_EQ(trace.ranges[1].kind, TraceRangeKind::MarkAssist);
    EXPECT_EQ(trace.ranges[1].time, rangeOf(0, 40));
    EXPECT_TRUE(trace.ranges[1].openBegin);
    EXPECT_FALSE(trace.ranges[1].openEnd);
    EXPECT_EQ(trace.ranges[2].kind, TraceRangeKind::Stw);
    EXPECT_EQ(trace.ranges[2].time, rangeOf(10, 30));
    EXPECT_EQ(trace.text(trace.ranges[2].reason), "start trace");
}

TEST(TraceRanges, DoNotBeginAgainInLaterGenerations) {
    TraceScript script = scriptAtZero();
    script.event(10, EventKind::RangeBegin, EventType::GcBegin);
    script.sync(20);
    script.event(30, EventKind::RangeActive, EventType::GcActive);
    script.event(40, EventKind::RangeEnd, EventType::GcEnd);
    const ExecTrace trace = script.build();
    ASSERT_EQ(trace.ranges.size(), 1U);
    EXPECT_EQ(trace.ranges[0].time, rangeOf(10, 40));
}

TEST(TraceUserSpans, KnowTheirTasksAndParents) {
    TraceScript script = scriptAtZero();
    Event& begin = script.event(10, EventKind::TaskBegin, EventType::UserTaskBegin);
    begin.value = 5;
    begin.setValue2(exectrace::kNoTask);
    begin.text = script.text("request");
    Event& child = script.event(20, EventKind::TaskBegin, EventType::UserTaskBegin);
    child.value = 6;
    child.setValue2(5);
    script.event(30, EventKind::TaskEnd, EventType::UserTaskEnd).value = 6;
    Event& unknown = script.event(40, EventKind::TaskEnd, EventType::UserTaskEnd);
    unknown.value = 4;
    unknown.setValue2(exectrace::kNoTask);
    const ExecTrace trace = script.build();
    ASSERT_EQ(trace.tasks.size(), 3U);
    EXPECT_EQ(trace.tasks[0].id, 4U);
    EXPECT_EQ(trace.tasks[0].time, rangeOf(0, 40));
    EXPECT_TRUE(trace.tasks[0].openBegin);
    EXPECT_EQ(trace.text(trace.tasks[1].name), "request");
    EXPECT_EQ(trace.tasks[1].time, rangeOf(10, 40));
    EXPECT_TRUE(trace.tasks[1].openEnd);
    EXPECT_EQ(trace.tasks[2].parent, 5U);
    EXPECT_EQ(trace.tasks[2].time, rangeOf(20, 30));
}

TEST(TraceUserSpans, NestRegionsEvenInsideOneThatBeganBeforeTheTrace) {
    TraceScript script = scriptAtZero();
    script.event(10, EventKind::RegionBegin, EventType::UserRegionBegin).text = script.text("inner");
    script.event(20, EventKind::RegionBegin, EventType::UserRegionBegin).text = script.text("innermost");
    script.event(30, EventKind::RegionEnd, EventType::UserRegionEnd);
    script.event(40, EventKind::RegionEnd, EventType::UserRegionEnd);
    script.event(50, EventKind::RegionEnd, EventType::UserRegionEnd).text = script.text("outer");
    script.event(60, EventKind::RegionBegin, EventType::UserRegionBegin).text = script.text("open");
    script.on(0, kNoIndex, 1);
    script.event(70, EventKind::RegionBegin, EventType::UserRegionBegin).text = script.text("other's");
    const ExecTrace trace = script.build();
    std::vector<std::pair<std::string, std::uint32_t>> depths;
    for (const TraceRegion& region : trace.regions)
        depths.emplace_back(trace.text(region.name), region.depth);
    using Depth = std::pair<std::string, std::uint32_t>;
    EXPECT_THAT(depths, testing::ElementsAre(Depth{"outer", 0}, Depth{"inner", 1}, Depth{"innermost", 2},
                                             Depth{"open", 0}, Depth{"other's", 0}));
    EXPECT_TRUE(trace.regions[0].openBegin);
    EXPECT_EQ(trace.regions[1].time, rangeOf(10, 40));
    EXPECT_TRUE(trace.regions[3].openEnd);
    EXPECT_EQ(trace.regions[3].time, rangeOf(60, 70));
}

TEST(TraceBuilder, KeepsLogsSamplesAndMetrics) {
    TraceScript script = scriptAtZero();
    Event& log = script.event(10, EventKind::Log, EventType::UserLog);
    log.value = 3;
    log.text = script.text("db");
    log.setText2(script.text("opened"));
    script.event(20, EventKind::StackSample, EventType::CpuSample).stack = script.stackOf({"main.hot"});
    script.event(30, EventKind::Metric, EventType::HeapAlloc).value = 100;
    script.event(31, EventKind::Metric, EventType::HeapGoal).value = 400;
    script.event(32, EventKind::Metric, EventType::ProcsChange).value = 2;
    const ExecTrace trace = script.build();
    ASSERT_EQ(trace.logs.size(), 1U);
    EXPECT_EQ(trace.logs[0].task, 3U);
    EXPECT_EQ(trace.text(trace.logs[0].category), "db");
    EXPECT_EQ(trace.text(trace.logs[0].message), "opened");
    ASSERT_EQ(trace.samples.size(), 1U);
    EXPECT_EQ(trace.samples[0].goroutine, 0U);
    EXPECT_EQ(trace.directory.rootFunction(trace.samples[0].stack), "main.hot");
    ASSERT_EQ(trace.heapLive.size(), 1U);
    EXPECT_EQ(trace.heapLive[0].value, 100U);
    ASSERT_EQ(trace.heapGoal.size(), 1U);
    EXPECT_EQ(trace.heapGoal[0].time, Nanoseconds(31));
    ASSERT_EQ(trace.gomaxprocs.size(), 1U);
    EXPECT_EQ(trace.gomaxprocs[0].value, 2U);
}

TEST(TraceSites, GivesEachDifferentSiteOneId) {
    TraceSites sites;
    std::vector<SiteId> ids;
    for (exectrace::StackId stack = 0; stack < 5000; ++stack)
        ids.push_back(sites.intern({EventType::GoBlock, stack % 7, stack}));
    for (exectrace::StackId stack = 0; stack < 5000; ++stack)
        ASSERT_EQ(sites.intern({EventType::GoBlock, stack % 7, stack}), ids[stack]);
    EXPECT_NE(sites.intern({EventType::GoStop, 0, 0}), ids[0]);
    EXPECT_EQ(std::move(sites).take().size(), 5001U);
}

} // namespace
} // namespace rt0
