#include "timeline/bounds.h"

#include "core/timeline/printedruns.h"
#include "ingest/ingest.h"
#include "timeline/reconstruct.h"

#include <gtest/gtest.h>
#include <vector>

namespace rt0 {
namespace {

using namespace std::chrono_literals;

TEST(Chain, TightensAStartByItsPredecessorsEnd) {
    std::vector items{chainItem({1ms, 2ms}, {500us, 510us}), chainItem({1ms, 2ms}, {100us, 110us})};
    EXPECT_EQ(tightenChain(items), 2U);
    EXPECT_EQ(items[1].start.lo, 1500us);
    EXPECT_EQ(items[0].end.hi, 2ms);
    EXPECT_EQ(items[0].start.hi, 2ms - 500us);
}

TEST(Chain, TightensADurationByItsEnds) {
    std::vector items{ChainItem{{0ms, 1ms}, {0ms, 10ms}, {5ms, 6ms}}};
    EXPECT_EQ(tightenChain(items), 1U);
    EXPECT_EQ(items[0].duration.lo, 4ms + 1ns);
    EXPECT_EQ(items[0].duration.hi, 6ms);
}

TEST(Chain, KeepsThePrintedBoundsFromAContradictionOn) {
    const std::vector printed{chainItem({5ms, 6ms}, {1ms, 2ms}), chainItem({1ms, 2ms}, {1ms, 2ms}),
                              chainItem({1ms, 2ms}, {1ms, 2ms})};
    std::vector items = printed;
    EXPECT_EQ(tightenChain(items), 1U);
    EXPECT_EQ(items[1].start, printed[1].start);
    EXPECT_EQ(items[2].end, printed[2].end);
}

bool within(const TimeBounds& inner, const TimeBounds& outer) {
    return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

void expectInits(const Startup& startup, const test::TrueRun& run) {
    ASSERT_EQ(startup.inits.size(), run.inits.size());
    Nanoseconds drawnEnd = Nanoseconds::min();
    for (std::size_t i = 0; i < run.inits.size(); ++i) {
        const PackageInit& init = startup.inits[i];
        const test::TrueInit& truth = run.inits[i];
        EXPECT_TRUE(init.start.contains(truth.start)) << i;
        EXPECT_TRUE(init.end.contains(truth.end)) << i;
        EXPECT_TRUE(init.duration.contains(truth.end - truth.start)) << i;
        const test::Printed printed(truth);
        EXPECT_TRUE(within(init.start, printed.start) && within(init.duration, printed.duration)) << i;
        EXPECT_TRUE(within(init.end, sumOf(printed.start, printed.duration))) << i;
        EXPECT_TRUE(init.start.contains(init.drawn.begin) && init.end.contains(init.drawn.end)) << i;
        EXPECT_TRUE(init.duration.contains(init.drawn.length())) << i;
        EXPECT_LE(drawnEnd, init.drawn.begin) << i;
        drawnEnd = init.drawn.end;
    }
}

void expectCycles(const Startup& startup, const test::TrueRun& run) {
    ASSERT_EQ(startup.gcCycles.size(), run.gcCycles.size());
    for (std::size_t i = 0; i < run.gcCycles.size(); ++i) {
        const GcCycle& cycle = startup.gcCycles[i];
        const auto& truth = run.gcCycles[i].times;
        EXPECT_TRUE(cycle.start.contains(truth[0])) << i;
        EXPECT_TRUE(cycle.mark.contains(truth[1])) << i;
        EXPECT_TRUE(cycle.markTermination.contains(truth[2])) << i;
        EXPECT_TRUE(cycle.end.contains(truth[3])) << i;
        EXPECT_TRUE(cycle.start.contains(cycle.drawn.begin) && cycle.end.contains(cycle.drawn.end)) << i;
        EXPECT_TRUE(cycle.record.stwSweepTermination.contains(cycle.drawnMark - cycle.drawn.begin)) << i;
        EXPECT_TRUE(cycle.record.concurrentMark.contains(cycle.drawnMarkTermination - cycle.drawnMark)) << i;
        EXPECT_TRUE(cycle.record.stwMarkTermination.contains(cycle.drawn.end - cycle.drawnMarkTermination))
            << i;
    }
}

TEST(Bounds, HoldTheTruthOfEveryTimelineThatTheRuntimePrints) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 400; ++round) {
        const test::TrueRun run = test::randomRun(random);
        const auto recording = readBytes(run.log, {});
        ASSERT_TRUE(recording) << run.log;
        const Document document = reconstruct(*recording);
        ASSERT_EQ(document.startups.size(), 1U) << run.log;
        EXPECT_TRUE(document.diagnostics.empty()) << document.diagnostics[0].message << "\n" << run.log;
        expectInits(document.startups[0], run);
        expectCycles(document.startups[0], run);
        const Phase& phase = document.startups[0].phase(PhaseId::PackageInit);
        ASSERT_TRUE(phase.measured);
        EXPECT_TRUE(phase.duration.contains(run.inits.back().end - run.inits[1].start));
        if (HasFailure())
            FAIL() << "round " << round << "\n" << run.log;
    }
}

} // namespace
} // namespace rt0
