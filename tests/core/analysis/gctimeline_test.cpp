#include "analysis/gctimeline.h"

#include "analysis/gcadvice.h"
#include "core/analysis/readlog.h"
#include "core/analysis/startups.h"
#include "core/ingest/testlogs.h"
#include "core/timeline/tracescript.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using exectrace::EventKind;
using exectrace::EventType;
using testing::HasSubstr;

constexpr double kMiB = 1024.0 * 1024.0;

Startup kubectl() {
    return test::startupOfLog(test::contentOf("logs/kubectl-1.36.4.gc.log"));
}

TEST(GcTimeline, GivesEachCycleOfALogWhatThePacerSaidOfIt) {
    const GcTimeline gc = gcTimeline(kubectl());
    ASSERT_EQ(gc.source, GcTimeline::Source::Log);
    ASSERT_GE(gc.cycles.size(), 3U);
    // pacer: assist ratio=3.0367… … in 4619752 B -> 5504488 B; gc 2 @0.021s 8%: … 4->5->3 MB, 5 MB goal
    const GcCycleFacts& second = gc.cycles[1];
    EXPECT_EQ(second.number, 2U);
    EXPECT_EQ(second.when, GcWhen::DuringStart);
    EXPECT_NEAR(second.assistRatio.value(), 3.0367, 1e-4);
    EXPECT_EQ(second.triggerBytes, 4619752);
    EXPECT_EQ(second.startBytes, 4 * kMiB);
    EXPECT_EQ(second.endBytes, 5 * kMiB);
    EXPECT_EQ(second.liveBytes, 3 * kMiB);
    EXPECT_EQ(second.goalBytes, 5 * kMiB);
    // 0.32+5.6+0.039 ms clock, 0.64+1.0/0.80/0.22+0.078 ms cpu, 2 P: 2.518 of 11.918 ms, as printed
    EXPECT_NEAR(second.utilization.value(), 0.211, 0.01);
    EXPECT_EQ(gc.heap.points.size(), 3 * gc.cycles.size());
    EXPECT_EQ(gc.trigger.points.size(), gc.cycles.size());
}

TEST(GcTimeline, HasNeitherTriggerNorRatioWithoutThePacersLines) {
    const GcTimeline gc = gcTimeline(test::startupOfLog(
        "init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
        "gc 1 @0.002s 7%: 0.45+0.4+0.075 ms clock, 0.90+0.48/1.5/0.79+0.15 ms cpu, 3->4->2 MB, 4 MB goal, "
        "0 MB stacks, 0 MB globals, 2 P (forced)\n"
        "init main @9.0 ms, 0.20 ms clock, 512 bytes, 2 allocs\n"));
    ASSERT_EQ(gc.cycles.size(), 1U);
    EXPECT_FALSE(gc.cycles[0].assistRatio);
    EXPECT_FALSE(gc.cycles[0].triggerBytes);
    EXPECT_TRUE(gc.cycles[0].forced);
    EXPECT_TRUE(gc.trigger.points.empty());
}

TEST(GcTimeline, SaysWhichCyclesBeganBehindTheLastInit) {
    Startup startup = test::startupOf({test::init("a", 0, 9500)});
    startup.gcCycles = {test::gcCycle(1, 2), test::gcCycle(2, 9), test::gcCycle(3, 30)};
    const GcTimeline gc = gcTimeline(startup);
    ASSERT_EQ(gc.cycles.size(), 3U);
    EXPECT_EQ(gc.cycles[0].when, GcWhen::DuringStart);
    EXPECT_EQ(gc.cycles[1].when, GcWhen::PerhapsDuringStart);
    EXPECT_EQ(gc.cycles[2].when, GcWhen::Later);
    const GcAdvice advice = gcAdvice(gc, startup);
    EXPECT_EQ(advice.cycles, 2U);
    EXPECT_EQ(advice.certain, 1U);
    EXPECT_EQ(advice.stw, test::us(150, 304));
}

TEST(GcTimeline, TakesCyclesAndTheirPartsFromATrace) {
    TraceScript script;
    script.directory.goroutines = {1};
    script.directory.procs = {0};
    script.sync(0);
    script.on(0, exectrace::kNoIndex, 0);
    script.event(10, EventKind::Metric, EventType::HeapAlloc).value = 3'000'000;
    script.event(11, EventKind::Metric, EventType::HeapGoal).value = 4'000'000;
    const auto stop = [&](std::int64_t begin, std::int64_t end, const char* reason) {
        exectrace::Event& first = script.event(begin, EventKind::RangeBegin, EventType::StwBegin);
        first.subject = 0;
        first.text = script.text(reason);
        script.event(end, EventKind::RangeEnd, EventType::StwEnd).subject = 0;
    };
    stop(100, 120, "GC sweep termination");
    script.event(130, EventKind::RangeBegin, EventType::GcBegin);
    script.event(140, EventKind::RangeBegin, EventType::GcMarkAssistBegin).subject = 0;
    script.event(170, EventKind::RangeEnd, EventType::GcMarkAssistEnd).subject = 0;
    script.event(200, EventKind::RangeEnd, EventType::GcEnd);
    stop(300, 400, "read mem stats");
    Startup startup;
    startup.trace = std::make_shared<ExecTrace>(script.build());
    const GcTimeline gc = gcTimeline(startup);
    ASSERT_EQ(gc.source, GcTimeline::Source::Trace);
    ASSERT_EQ(gc.cycles.size(), 1U);
    EXPECT_EQ(gc.cycles[0].drawn, (TimeRange{Nanoseconds(130), Nanoseconds(200)}));
    EXPECT_EQ(gc.cycles[0].stw.lo, Nanoseconds(20)) << "only the GC's stops";
    EXPECT_EQ(gc.cycles[0].assist.lo, Nanoseconds(30));
    EXPECT_EQ(gc.cycles[0].startBytes, 3'000'000);
    EXPECT_EQ(gc.cycles[0].goalBytes, 4'000'000);
    EXPECT_EQ(gcAdvice(gc, startup).assistIsCpu, false);
}

TEST(GcAdvice, NamesSettingsForTheHeapThatTheStartAllocates) {
    const Startup startup = kubectl();
    const GcAdvice advice = gcAdvice(gcTimeline(startup), startup);
    EXPECT_EQ(advice.cycles, advice.certain);
    EXPECT_GE(advice.cycles, 3U);
    ASSERT_TRUE(advice.gogc);
    // The first goal is 4 MiB × GOGC / 100, and a cycle may start at 70 % of it.
    EXPECT_GE(static_cast<double>(*advice.gogc) / 100 * 4 * kMiB * 0.7,
              static_cast<double>(advice.allocated));
    EXPECT_GE(static_cast<double>(advice.memoryLimit), static_cast<double>(advice.allocated) / 0.7);
    const auto text = gcAdviceText(advice);
    ASSERT_EQ(text.size(), 2U);
    EXPECT_THAT(text[1], HasSubstr("not measured"));
}

TEST(GcAdvice, OfForcedCyclesBlamesTheCode) {
    Startup startup = test::startupOf({test::init("a", 0, 9500)});
    startup.gcCycles = {test::gcCycle(1, 2)};
    startup.gcCycles[0].record.forced = true;
    const GcAdvice advice = gcAdvice(gcTimeline(startup), startup);
    EXPECT_FALSE(advice.gogc);
    EXPECT_THAT(gcAdviceText(advice).back(), HasSubstr("runtime.GC()"));
}

TEST(GcAdvice, WithoutDataSaysWhatWouldMeasure) {
    const GcAdvice nothing = gcAdvice(gcTimeline({}), {});
    EXPECT_FALSE(nothing.known);
    EXPECT_THAT(gcAdviceText(nothing).at(0), HasSubstr("gctrace=1"));
}

TEST(GcAdvice, HeapsBeyondMeasureDoNotOverflow) {
    Startup startup;
    startup.gcCycles = {test::gcCycle(1, 2), test::gcCycle(2, 5)};
    for (GcCycle& cycle : startup.gcCycles)
        cycle.record.heapStartMb = cycle.record.heapMarkEndMb = ~std::uint64_t{0};
    const GcAdvice advice = gcAdvice(gcTimeline(startup), startup);
    EXPECT_EQ(advice.allocated, 1'000'000'000'000'000U);
}

} // namespace
} // namespace rt0
