#include "timeline/align.h"

#include "core/analysis/startups.h"
#include "core/timeline/tracescript.h"
#include "timeline/alignpairs.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using namespace std::chrono_literals;
using exectrace::EventKind;
using exectrace::Index;
using Type = exectrace::EventType;
using GoState = exectrace::GoState;
using testing::HasSubstr;

/// The main goroutine of a trace that begins at 1 ms of its clock.
class MainScript : public TraceScript {
public:
    MainScript() {
        directory.version = 26;
        directory.goroutines = {1};
        directory.procs = {0};
        directory.threads = {100};
        on(0, 0);
        go(kOrigin, Type::GoStatus, 0, GoState::Undetermined, GoState::Running);
        on(0, 0, 0);
    }

    /// Something happened at this time of the trace within these functions, the innermost first.
    void happened(std::int64_t ns, std::initializer_list<std::string_view> stack) {
        event(kOrigin + ns, EventKind::Log, Type::UserLog).stack = stackOf(stack);
    }
    void inInit(std::int64_t ns, const std::string& function) {
        happened(ns, {"helper", function, "runtime.doInit1", "runtime.doInit"});
    }
    /// The goroutine sleeps in a function.
    void waited(std::int64_t from, std::int64_t to, const std::string& function) {
        go(kOrigin + from, Type::GoBlock, 0, GoState::Running, GoState::Waiting,
           {"time.Sleep", function, "runtime.doInit1"});
        on(0, 0);
        go(kOrigin + to - 10, Type::GoUnblock, 0, GoState::Waiting, GoState::Runnable);
        go(kOrigin + to, Type::GoStart, 0, GoState::Runnable, GoState::Running);
        on(0, 0, 0);
    }
    void range(std::int64_t ns, EventKind kind, Type type, std::string_view reason = {}) {
        exectrace::Event& made = event(kOrigin + ns, kind, type);
        made.text = text(reason);
        made.subject = reason.empty() ? exectrace::kNoIndex : Index{0};
    }
    /// A collection with pauses of 100 µs and 50 µs around 2 ms of mark, as test::gcCycle().
    void collected(std::int64_t ns) {
        range(ns - 1000, EventKind::RangeBegin, Type::GcBegin);
        range(ns, EventKind::RangeBegin, Type::StwBegin, "GC sweep termination");
        range(ns + 100'000, EventKind::RangeEnd, Type::StwEnd, "GC sweep termination");
        range(ns + 2'101'000, EventKind::RangeBegin, Type::StwBegin, "GC mark termination");
        range(ns + 2'140'000, EventKind::RangeEnd, Type::GcEnd);
        range(ns + 2'151'000, EventKind::RangeEnd, Type::StwEnd, "GC mark termination");
    }

    static constexpr std::int64_t kOrigin = 1'000'000;
};

std::shared_ptr<const ExecTrace> built(MainScript& script) {
    return std::make_shared<const ExecTrace>(script.build());
}

TraceFit fitOf(const ExecTrace& trace, const Startup& startup) {
    return fitTrace(landmarksOf(trace), trace.directory.version, startup);
}

Startup startupOfTwoInits() {
    return test::startupOf({test::init("a/one", 1000, 200), test::init("b/two", 3000, 500)});
}

TEST(Align, SeesWhereTheMainGoroutineIs) {
    MainScript script;
    script.inInit(100, "a/one.init.0");
    script.inInit(900, "a/one.init");
    script.waited(1000, 5000, "b/two.init.1");
    script.happened(6000, {"a/one.init.0", "main.main"}); // somebody's function of that name
    script.happened(7000, {"net/http.init", "main.main"});
    const TraceLandmarks landmarks = landmarksOf(*built(script));
    ASSERT_EQ(landmarks.inits.size(), 2U);
    EXPECT_EQ(landmarks.inits[0].package, "a/one");
    EXPECT_EQ(landmarks.inits[0].first, 100ns);
    EXPECT_EQ(landmarks.inits[0].last, 900ns);
    EXPECT_EQ(landmarks.inits[1].first, 1000ns);
    EXPECT_EQ(landmarks.inits[1].last, 5000ns) << "the init goes on when its goroutine does";
    EXPECT_EQ(landmarks.inMain, 6000ns);
}

TEST(Align, IntersectsWhatInitsAndMainLeave) {
    MainScript script; // the true offset is 1 ms
    script.inInit(10'000, "a/one.init");
    script.inInit(190'000, "a/one.init");
    script.inInit(2'001'500, "b/two.init.0");
    script.happened(2'600'000, {"main.main"});
    const TraceFit fit = fitOf(*built(script), startupOfTwoInits());
    ASSERT_TRUE(fit.fits());
    EXPECT_EQ(fit.inits, 2U);
    EXPECT_TRUE(fit.inMain);
    EXPECT_EQ(fit.contradictions, 0U);
    EXPECT_EQ(fit.alignment.method, TraceAlignment::Method::Landmarks);
    // From b/two's start; to a/one's end.
    EXPECT_EQ(fit.alignment.offsetBounds, (TimeBounds{998'500ns - 128ns, 1'012'000ns + 128ns}));
    EXPECT_EQ(fit.alignment.offset, fit.alignment.offsetBounds.middle());
    EXPECT_THAT(fit.alignment.evidence, HasSubstr("2 inits, main.main"));
    EXPECT_THAT(fit.alignment.evidence, HasSubstr("by init b/two and init a/one"));
}

TEST(Align, SaysWhatBoundsTheTraceOnOneSideOnly) {
    MainScript script;
    script.happened(50'000, {"main.main"});
    const TraceFit fit = fitOf(*built(script), startupOfTwoInits());
    ASSERT_TRUE(fit.fits());
    EXPECT_EQ(fit.alignment.offsetBounds.hi, kUnbounded);
    EXPECT_EQ(fit.alignment.offset, fit.alignment.offsetBounds.lo);
    EXPECT_THAT(fit.alignment.evidence, HasSubstr("may lie later: only main.main bounds it"));
}

TEST(Align, RefusesATraceOfAnotherProgram) {
    MainScript script;
    script.inInit(10'000, "other/package.init");
    script.inInit(20'000, "other/one.init");
    script.happened(50'000, {"main.main"});
    EXPECT_FALSE(fitOf(*built(script), startupOfTwoInits()).fits());
}

TEST(Align, LeavesOutTheFewLandmarksThatContradict) {
    Startup startup = startupOfTwoInits();
    startup.inits.push_back(test::init("c/three", 4000, 100));
    MainScript script;
    script.inInit(10'000, "a/one.init");
    script.inInit(2'001'500, "b/two.init.0");
    script.inInit(9'000'000, "c/three.init"); // 5.9 ms too late
    const TraceFit fit = fitOf(*built(script), startup);
    EXPECT_EQ(fit.inits, 2U);
    EXPECT_EQ(fit.contradictions, 1U);
    EXPECT_TRUE(fit.alignment.offsetBounds.contains(1ms));
    EXPECT_THAT(fit.alignment.evidence, HasSubstr("1 landmark left out"));
}

TEST(Align, FindsWhichCollectionIsWhich) {
    Startup startup;
    startup.gcCycles = {test::gcCycle(1, 5), test::gcCycle(2, 17), test::gcCycle(3, 24),
                        test::gcCycle(4, 40)};
    MainScript script; // sees cycles 2 to 4; the true offset is 10 ms
    for (const std::int64_t ms : {7, 14, 30})
        script.collected(ms * 1'000'000 + 300'000);
    const TraceFit fit = fitOf(*built(script), startup);
    ASSERT_TRUE(fit.fits());
    EXPECT_EQ(fit.gcCycles, 3U);
    EXPECT_TRUE(fit.alignment.offsetBounds.contains(10ms));
    EXPECT_LE(fit.alignment.offsetBounds.width(), 1'010us);
    EXPECT_THAT(fit.alignment.evidence, HasSubstr("3 GC cycles"));
}

TEST(Align, CountsAllPairingsOfCollectionsThatAreEquallyGood) {
    Startup startup;
    startup.gcCycles = {test::gcCycle(1, 5), test::gcCycle(2, 17), test::gcCycle(3, 29)};
    MainScript script;
    script.collected(300'000); // any of the three
    const TraceFit fit = fitOf(*built(script), startup);
    ASSERT_TRUE(fit.fits());
    EXPECT_TRUE(fit.alignment.offsetBounds.contains(5ms));
    EXPECT_TRUE(fit.alignment.offsetBounds.contains(29ms));
    EXPECT_THAT(fit.alignment.evidence, HasSubstr("several pairings"));
}

TEST(Align, LetsInitsTellWhichCollectionIsWhich) {
    Startup startup = startupOfTwoInits();
    startup.gcCycles = {test::gcCycle(1, 5), test::gcCycle(2, 17), test::gcCycle(3, 29)};
    MainScript script;
    script.inInit(10'000, "a/one.init"); // the offset is 1 ms
    script.collected(16'300'000);
    const TraceFit fit = fitOf(*built(script), startup);
    EXPECT_EQ(fit.gcCycles, 1U);
    EXPECT_EQ(fit.contradictions, 0U);
    EXPECT_TRUE(fit.alignment.offsetBounds.contains(1ms));
    EXPECT_FALSE(fit.alignment.offsetBounds.contains(5ms));
}

TEST(Align, SurvivesTimesAtTheEndsOfTheirRange) {
    TraceLandmarks landmarks;
    landmarks.inits.push_back({"a/one", Nanoseconds::min(), Nanoseconds::max(), 1});
    landmarks.inMain = Nanoseconds::min();
    landmarks.gcCycles.push_back(
        {Nanoseconds::max(), TimeRange{Nanoseconds::min(), Nanoseconds::max()}, {}, {}});
    Startup startup = startupOfTwoInits();
    startup.gcCycles = {test::gcCycle(~std::uint64_t{0}, 5)};
    const TraceFit fit = fitTrace(landmarks, 26, startup);
    EXPECT_LE(fit.alignment.offsetBounds.hi, kUnbounded);
}

TEST(Align, UsesAClockThatBothShare) {
    MainScript script;
    script.happened(10, {"main.main"});
    auto trace = built(script);
    const auto known = alignByClock(*trace, Nanoseconds(400'000)); // v2 counts in CLOCK_MONOTONIC
    ASSERT_TRUE(known);
    EXPECT_EQ(known->method, TraceAlignment::Method::Clock);
    EXPECT_EQ(known->offset, 600us);
    EXPECT_TRUE(known->offsetBounds.contains(600us));
    ExecTrace old;
    old.directory.version = 21;
    EXPECT_FALSE(alignByClock(old, 0ns));
}

TEST(Align, PrefersTheTracesSnapshotOfTheClocks) {
    ExecTrace trace;
    trace.originNs = 5000;
    trace.directory.version = 26;
    trace.directory.syncs.push_back({5000, 0, exectrace::ClockSnapshot{5000, 9000, 0, 0}});
    EXPECT_EQ(alignByClock(trace, 1000ns)->offset, 8us);
    trace.directory.syncs[0].clocks->monotonic_ns = ~std::uint64_t{0};
    EXPECT_FALSE(alignByClock(trace, 1000ns));
}

TEST(Align, DrawsInitsWhereTheTraceShowsThem) {
    Startup startup = startupOfTwoInits();
    for (PackageInit& init : startup.inits) // as a log prints them: to 100 µs
        init.start = {init.start.lo - 50us, init.start.lo + 50us},
        init.end = {init.end.lo - 50us, init.end.lo + 50us};
    MainScript script;
    script.inInit(10'000, "a/one.init");
    script.inInit(2'001'500, "b/two.init.0");
    script.happened(2'600'000, {"main.main"});
    auto trace = built(script);
    TraceFit fit = fitOf(*trace, startup);
    ASSERT_TRUE(fit.fits());
    joinTrace(startup, trace, fit.alignment);
    const TraceLandmarks landmarks = landmarksOf(*trace);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_LE(startup.inits[i].drawn.begin, landmarks.inits[i].first + startup.alignment.offset) << i;
        EXPECT_GE(startup.inits[i].drawn.end, landmarks.inits[i].last + startup.alignment.offset) << i;
    }
    EXPECT_GE(startup.extent.end, trace->length + startup.alignment.offset);
    const Phase& main = startup.phase(PhaseId::Main);
    ASSERT_TRUE(main.measured);
    EXPECT_EQ(main.source, "execution trace");
    EXPECT_GE(main.start.lo, startup.inits[1].end.lo);
    EXPECT_GE(main.drawn.begin, startup.inits[1].drawn.end);
    EXPECT_EQ(main.drawn.end, trace->length + startup.alignment.offset);
}

TEST(Align, MeasuresTheInitsThatATraceAloneShows) {
    MainScript script;
    script.inInit(10'000, "a/one.init");
    script.happened(90'000, {"main.main"});
    script.happened(300'000, {"main.main"});
    const Startup startup = startupOf(built(script));
    EXPECT_EQ(startup.alignment.method, TraceAlignment::Method::TraceOnly);
    EXPECT_EQ(startup.extent, (TimeRange{0ns, 300us}));
    const Phase& inits = startup.phase(PhaseId::PackageInit);
    ASSERT_TRUE(inits.measured);
    EXPECT_EQ(inits.end, (TimeBounds{10us, 90'001ns}));
    EXPECT_TRUE(startup.phase(PhaseId::Main).measured);
    EXPECT_FALSE(startup.phase(PhaseId::RuntimeInit).measured);
}

TEST(Align, DoesNotGuessWhenMainBeganBeforeTheTrace) {
    MainScript script;
    script.happened(90'000, {"main.main"});
    const Startup startup = startupOf(built(script));
    EXPECT_FALSE(startup.phase(PhaseId::Main).measured);
    EXPECT_FALSE(startup.phase(PhaseId::Main).howToMeasure.empty());
    EXPECT_FALSE(startup.phase(PhaseId::PackageInit).measured);
}

} // namespace
} // namespace rt0
