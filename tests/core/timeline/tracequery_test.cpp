#include "timeline/tracequery.h"

#include "core/timeline/tracescript.h"
#include "timeline/spanindex.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using exectrace::EventType;
using exectrace::GoState;
using exectrace::kNoIndex;
using exectrace::ProcState;

/// Goroutine 0 (Go's 1, runtime.main) creates 1 and wakes 2, which the runtime made.
ExecTrace smallTrace() {
    TraceScript script;
    script.directory.goroutines = {1, 7, 4};
    script.directory.procs = {0};
    script.directory.threads = {100};
    script.sync(0);
    script.on(0, 0);
    script.proc(5, EventType::ProcStatus, 0, ProcState::Undetermined, ProcState::Running);
    script.go(10, EventType::GoStatus, 0, GoState::Undetermined, GoState::Running);
    script.go(15, EventType::GoStatus, 2, GoState::Undetermined, GoState::Waiting).subjectStack =
        script.stackOf({"runtime.gopark", "runtime.forcegchelper"});
    script.on(0, 0, 0);
    script
        .go(100, EventType::GoCreate, 1, GoState::NotExist, GoState::Runnable,
            {"time.init", "runtime.doInit1", "runtime.main"})
        .subjectStack = script.stackOf({"main.worker"});
    script.go(150, EventType::GoUnblock, 2, GoState::Waiting, GoState::Runnable,
              {"os.init", "runtime.doInit1", "runtime.main"});
    exectrace::Event& block = script.go(200, EventType::GoBlock, 0, GoState::Running, GoState::Waiting,
                                        {"main.main", "runtime.main"});
    block.subjectStack = block.stack;
    script.on(0, 0);
    script.go(210, EventType::GoStart, 1, GoState::Runnable, GoState::Running);
    script.on(0, 0, 1);
    script.go(300, EventType::GoStop, 1, GoState::Running, GoState::Runnable);
    return script.build();
}

TEST(TraceQuery, FindsWhatRunsWhere) {
    const ExecTrace trace = smallTrace();
    EXPECT_EQ(goroutineOnProc(trace, 0, Nanoseconds(50)), 0U);
    EXPECT_EQ(goroutineOnProc(trace, 0, Nanoseconds(205)), kNoIndex);
    EXPECT_EQ(placeAt(trace, 1, Nanoseconds(250)), (TracePlace{0, 0}));
    EXPECT_EQ(placeAt(trace, 0, Nanoseconds(250)), TracePlace());
}

TEST(TraceQuery, FindsStatesAndTheirReasons) {
    const ExecTrace trace = smallTrace();
    const SpanId runnable = stateAt(trace, 1, Nanoseconds(150));
    ASSERT_NE(wakeupOf(trace, runnable), nullptr);
    EXPECT_EQ(wakeupOf(trace, runnable)->waker, 0U);
    EXPECT_EQ(siteOf(trace, runnable).type, EventType::GoCreate);
    const SpanId waiting = stateAt(trace, 0, Nanoseconds(250));
    EXPECT_EQ(wakeupOf(trace, waiting), nullptr);
    EXPECT_EQ(siteOf(trace, waiting).type, EventType::GoBlock);
    EXPECT_EQ(stateAt(trace, 1, Nanoseconds(50)), kNoSpan) << "not created yet";
}

TEST(TraceQuery, FindsWhomAGoroutineWoke) {
    const ExecTrace trace = smallTrace();
    const std::vector<TraceWoken> woken = wokenBy(trace, 0, trace.extent());
    ASSERT_EQ(woken.size(), 2U);
    EXPECT_EQ(woken[0].goroutine, 1U);
    EXPECT_EQ(woken[1].goroutine, 2U);
    EXPECT_EQ(trace.spans->store().beginNs(woken[1].span), 150);
    EXPECT_EQ(wokenBy(trace, 0, {Nanoseconds(120), Nanoseconds(300)}).size(), 1U);
    EXPECT_EQ(wokenBy(trace, 0, trace.extent(), 1).size(), 1U);
    EXPECT_TRUE(wokenBy(trace, 1, trace.extent()).empty());
}

TEST(TraceQuery, KnowsTheMainGoroutineAndTheRuntimes) {
    const ExecTrace trace = smallTrace();
    EXPECT_EQ(goroutineWithId(trace, 7), 1U);
    EXPECT_EQ(goroutineWithId(trace, 99), kNoIndex);
    EXPECT_EQ(mainGoroutine(trace), 0U);
    EXPECT_FALSE(isSystemGoroutine(trace, 0)) << "runtime.main";
    EXPECT_FALSE(isSystemGoroutine(trace, 1));
    EXPECT_TRUE(isSystemGoroutine(trace, 2));
}

TEST(TraceQuery, BoundsTheBeginOfMain) {
    const ExecTrace trace = smallTrace();
    EXPECT_EQ(mainBegin(trace), (TimeBounds{Nanoseconds(150), Nanoseconds(201)}));
    EXPECT_EQ(mainBegin(TraceScript().build()), std::nullopt);
}

TEST(TraceQuery, FindsAMainGoroutineByItsFunction) {
    TraceScript script;
    script.directory.goroutines = {3, 9};
    script.sync(0);
    script.go(10, EventType::GoStatus, 1, GoState::Undetermined, GoState::Running).subjectStack =
        script.stackOf({"main.main"});
    EXPECT_EQ(mainGoroutine(script.build()), 1U);
    EXPECT_EQ(mainGoroutine(TraceScript().build()), kNoIndex);
}

} // namespace
} // namespace rt0
