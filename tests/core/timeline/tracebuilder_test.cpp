#include "core/timeline/tracescript.h"
#include "timeline/spanindex.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;
using exectrace::kNoIndex;
using exectrace::ProcState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kUndetermined = GoState::Undetermined;
constexpr auto kNotExist = GoState::NotExist;
constexpr auto kRunnable = GoState::Runnable;
constexpr auto kRunning = GoState::Running;
constexpr auto kWaiting = GoState::Waiting;
constexpr auto kSyscall = GoState::Syscall;

std::vector<std::string> goroutineText(const ExecTrace& trace, exectrace::Index goroutine) {
    return rowText(trace, trace.rowOfGoroutine(goroutine));
}
std::vector<std::string> procText(const ExecTrace& trace, exectrace::Index proc) {
    return rowText(trace, trace.rowOfProc(proc));
}
std::vector<std::string> threadText(const ExecTrace& trace, exectrace::Index thread) {
    return rowText(trace.threadSpans().store(), thread);
}

/// One P, two threads, two goroutines: the first one runs when the trace begins at 1000.
TraceScript begunScript() {
    TraceScript script;
    script.directory.goroutines = {1, 7};
    script.directory.procs = {0, 1};
    script.directory.threads = {100, 200};
    script.sync(1000);
    script.on(0, 0);
    script.proc(1010, EventType::ProcStatus, 0, ProcState::Undetermined, ProcState::Running);
    script.go(1020, EventType::GoStatus, 0, kUndetermined, kRunning);
    script.on(0, 0, 0);
    return script;
}

TEST(TraceBuilder, MakesARowOfStatesWithoutGaps) {
    TraceScript script = begunScript();
    script.go(1100, EventType::GoBlock, 0, kRunning, kWaiting, {"main.f", "main.main"});
    script.on(0, 0);
    script.go(1150, EventType::GoUnblock, 0, kWaiting, kRunnable);
    script.go(1160, EventType::GoStart, 0, kRunnable, kRunning);
    script.on(0, 0, 0);
    script.event(1200, EventKind::Metric, EventType::HeapAlloc).value = 42;
    script.sync(1201);
    const ExecTrace trace = script.build();

    EXPECT_EQ(trace.originNs, 1000);
    EXPECT_EQ(trace.length, Nanoseconds(200));
    EXPECT_THAT(goroutineText(trace, 0),
                ElementsAre("running 0..100", "waiting 100..150", "runnable 150..160", "running 160..200"));
    EXPECT_THAT(procText(trace, 0), ElementsAre("running 0..100", "running 160..200"));
    EXPECT_THAT(threadText(trace, 0), ElementsAre("running 0..100", "running 160..200"));
    EXPECT_THAT(goroutineText(trace, 1), IsEmpty()) << "a goroutine that is only mentioned";
    EXPECT_THAT(threadText(trace, 1), IsEmpty());

    const TraceGoroutine& main = trace.goroutines[0];
    EXPECT_TRUE(main.bornBefore);
    EXPECT_TRUE(main.alive);
    EXPECT_EQ(main.life, (TimeRange{Nanoseconds(0), Nanoseconds(200)}));
    EXPECT_EQ(main.inState[static_cast<std::size_t>(kRunning)], Nanoseconds(140));
    EXPECT_EQ(main.inState[static_cast<std::size_t>(kWaiting)], Nanoseconds(50));
    EXPECT_EQ(main.inState[static_cast<std::size_t>(kRunnable)], Nanoseconds(10));
}

TEST(TraceBuilder, KeepsWhyAGoroutineIsInAState) {
    TraceScript script = begunScript();
    script.go(1100, EventType::GoBlock, 0, kRunning, kWaiting, {"main.f", "main.main"}).text =
        script.text("chan receive");
    const exectrace::StackId stack = script.stackOf({"main.f", "main.main"});
    const ExecTrace trace = script.build();
    const SpanStore& store = trace.spans->store();
    const TraceSite& site = trace.sites[store.item(store.firstOf(trace.rowOfGoroutine(0)) + 1)];
    EXPECT_EQ(site.type, EventType::GoBlock);
    EXPECT_EQ(trace.text(site.reason), "chan receive");
    EXPECT_EQ(site.stack, stack);
}

TEST(TraceBuilder, NamesAndGroupsGoroutinesByTheirFirstFunction) {
    TraceScript script = begunScript();
    exectrace::Event& create =
        script.go(1030, EventType::GoCreate, 1, kNotExist, kRunnable, {"main.spawn", "main.main"});
    create.subjectStack = script.stackOf({"main.worker"});
    exectrace::Event& block =
        script.go(1040, EventType::GoBlock, 0, kRunning, kWaiting, {"x", "runtime.main"});
    block.subjectStack = block.stack;
    const exectrace::StackId creation = script.stackOf({"main.spawn", "main.main"});
    const ExecTrace trace = script.build();

    EXPECT_EQ(trace.goroutineName(0), "runtime.main");
    EXPECT_EQ(trace.goroutineName(1), "main.worker");
    EXPECT_EQ(trace.goroutines[1].creator, 0U);
    EXPECT_EQ(trace.goroutines[1].creation, creation);
    EXPECT_FALSE(trace.goroutines[1].bornBefore);
    EXPECT_EQ(trace.goroutines[1].life.begin, Nanoseconds(30));
    ASSERT_EQ(trace.groups.size(), 2U);
    EXPECT_EQ(trace.text(trace.groups[trace.goroutines[1].group].entry), "main.worker");
    EXPECT_THAT(trace.groups[trace.goroutines[0].group].members, ElementsAre(0U));
    EXPECT_EQ(trace.groups[trace.goroutines[0].group].running, Nanoseconds(40));
}

TEST(TraceBuilder, TellsWhoMadeAGoroutineRunnable) {
    TraceScript script = begunScript();
    script.go(1030, EventType::GoCreate, 1, kNotExist, kRunnable, {"main.main"});
    script.go(1040, EventType::GoStop, 0, kRunning, kRunnable).text = script.text("preempted");
    const ExecTrace trace = script.build();
    ASSERT_EQ(trace.wakeups.size(), 2U);
    EXPECT_EQ(trace.wakeups[0].waker, 0U);
    EXPECT_EQ(trace.sites[trace.wakeups[0].site].type, EventType::GoCreate);
    EXPECT_EQ(trace.wakeups[1].waker, kNoIndex) << "nobody else";
    EXPECT_EQ(trace.text(trace.sites[trace.wakeups[1].site].reason), "preempted");
}

TEST(TraceBuilder, LeavesThePWithAGoroutineInASyscallUntilItIsTaken) {
    TraceScript script = begunScript();
    script.go(1100, EventType::GoSyscallBegin, 0, kRunning, kSyscall);
    script.go(1110, EventType::GoSyscallEnd, 0, kSyscall, kRunning);
    script.go(1120, EventType::GoSyscallBegin, 0, kRunning, kSyscall);
    script.on(kNoIndex, 1);
    script.proc(1130, EventType::ProcSteal, 0, ProcState::Running, ProcState::Idle);
    script.on(kNoIndex, 0, 0);
    script.go(1150, EventType::GoSyscallEndBlocked, 0, kSyscall, kRunnable);
    const ExecTrace trace = script.build();
    EXPECT_THAT(procText(trace, 0),
                ElementsAre("running 0..100", "syscall 100..110", "running 110..120", "syscall 120..130"));
    EXPECT_THAT(threadText(trace, 0),
                ElementsAre("running 0..100", "syscall 100..110", "running 110..120", "syscall 120..150"));
    EXPECT_EQ(trace.wakeups[trace.wakeups.size() - 1].waker, kNoIndex) << "it woke itself";
}

TEST(TraceBuilder, FindsGoroutinesInSyscallsOnTheirThreadOnly) {
    TraceScript script = begunScript();
    script.on(0, 1, kNoIndex); // the event's P is that of the thread that wrote it
    script.go(1100, EventType::GoStatus, 1, kUndetermined, kSyscall);
    const ExecTrace trace = script.build();
    EXPECT_THAT(goroutineText(trace, 1), ElementsAre("syscall 0..100"));
    EXPECT_THAT(threadText(trace, 1), ElementsAre("syscall 0..100"));
    EXPECT_THAT(procText(trace, 0), ElementsAre("running 0..100"));
}

TEST(TraceBuilder, ColoursGcWorkersFromTheirStart) {
    TraceScript script = begunScript();
    script.go(1100, EventType::GoBlock, 0, kRunning, kWaiting);
    script.on(0, 0);
    script.go(1110, EventType::GoStatus, 1, kUndetermined, kRunnable);
    script.go(1120, EventType::GoStart, 1, kRunnable, kRunning);
    script.on(0, 0, 1);
    exectrace::Event& label = script.event(1125, EventKind::Label, EventType::GoLabel);
    label.subject = 1;
    label.text = script.text("GC (dedicated)");
    script.go(1150, EventType::GoStop, 1, kRunning, kRunnable);
    script.on(0, 0);
    script.go(1160, EventType::GoStart, 1, kRunnable, kRunning); // goes on without a label
    script.on(0, 0, 1);
    script.go(1180, EventType::GoStop, 1, kRunning, kRunnable);
    const ExecTrace trace = script.build();
    EXPECT_THAT(goroutineText(trace, 1),
                ElementsAre("runnable 0..120", "worker 120..150", "runnable 150..160", "worker 160..180",
                            "runnable 180..181"));
    EXPECT_THAT(procText(trace, 0), ElementsAre("running 0..100", "worker 120..150", "worker 160..180"));
    ASSERT_EQ(trace.labels.size(), 1U);
    EXPECT_EQ(trace.text(trace.labels[0].text), "GC (dedicated)");
}

TEST(TraceBuilder, EndsGoroutinesThatAreDestroyed) {
    TraceScript script = begunScript();
    script.go(1100, EventType::GoDestroy, 0, kRunning, kNotExist);
    script.event(1200, EventKind::Metric, EventType::HeapGoal).value = 0;
    const ExecTrace trace = script.build();
    EXPECT_THAT(goroutineText(trace, 0), ElementsAre("running 0..100"));
    EXPECT_FALSE(trace.goroutines[0].alive);
    EXPECT_EQ(trace.goroutines[0].life.end, Nanoseconds(100));
}

TEST(TraceBuilder, LetsTheGoroutineOfACThreadComeBack) {
    TraceScript script = begunScript();
    script.on(kNoIndex, 1);
    script.go(1100, EventType::GoCreateSyscall, 1, kNotExist, kSyscall);
    script.go(1110, EventType::GoDestroySyscall, 1, kSyscall, kNotExist);
    script.go(1200, EventType::GoCreateSyscall, 1, kNotExist, kSyscall);
    script.event(1250, EventKind::Metric, EventType::HeapGoal);
    const ExecTrace trace = script.build();
    EXPECT_THAT(goroutineText(trace, 1), ElementsAre("syscall 100..110", "syscall 200..250"));
    EXPECT_THAT(threadText(trace, 1), ElementsAre("syscall 100..110", "syscall 200..250"));
    EXPECT_TRUE(trace.goroutines[1].alive);
    EXPECT_EQ(trace.goroutines[1].life, (TimeRange{Nanoseconds(100), Nanoseconds(250)}));
}

TEST(TraceBuilder, DoesNotSplitStatesWhereAGenerationBegins) {
    TraceScript script = begunScript();
    script.sync(1500);
    script.go(1510, EventType::GoStatus, 0, kRunning, kRunning);
    script.event(1600, EventKind::Metric, EventType::HeapGoal);
    const ExecTrace trace = script.build();
    EXPECT_THAT(goroutineText(trace, 0), ElementsAre("running 0..600"));
}

TEST(TraceBuilder, MarksWhatWasSalvaged) {
    TraceScript script = begunScript();
    script.flush();
    script.directory.salvaging = true;
    script.go(1100, EventType::GoBlock, 0, kRunning, kWaiting);
    // Its begin is lost.
    script.go(1150, EventType::GoUnblock, 1, kWaiting, kRunnable);
    // Nothing says how it came to run again.
    script.go(1160, EventType::GoStop, 0, kRunning, kRunnable);
    const ExecTrace trace = script.build(Error{"cut short", "", ""});
    EXPECT_EQ(trace.damagedFrom, Nanoseconds(100));
    EXPECT_THAT(goroutineText(trace, 0),
                ElementsAre("running 0..100", "waiting 100..160", "runnable 160..161"));
    EXPECT_THAT(goroutineText(trace, 1), ElementsAre("waiting 0..150", "runnable 150..160"));
}

TEST(TraceBuilder, EndsTheSoundPartWithTheTraceWhenNothingWasSalvaged) {
    TraceScript script = begunScript();
    EXPECT_EQ(script.build(Error{"cut short", "", ""}).damagedFrom, Nanoseconds(20));
    EXPECT_EQ(begunScript().build().damagedFrom, std::nullopt);
}

TEST(TraceBuilder, MakesAnEmptyModelOfNoEvents) {
    const ExecTrace trace = TraceScript().build();
    EXPECT_EQ(trace.length, Nanoseconds(0));
    EXPECT_EQ(trace.spans->store().size(), 0U);
}

TEST(TraceBuilder, SurvivesTimesAndContextsThatCannotBe) {
    TraceScript script;
    script.directory.goroutines = {1};
    script.go(std::numeric_limits<std::int64_t>::min(), EventType::GoStatus, 0, kUndetermined, kRunning);
    script.go(-5, EventType::GoSyscallBegin, 0, kRunning, kSyscall);
    script.go(std::numeric_limits<std::int64_t>::max(), EventType::GoDestroy, kNoIndex, kRunning, kNotExist);
    script.event(std::numeric_limits<std::int64_t>::max(), EventKind::RegionEnd, EventType::UserRegionEnd);
    script.event(std::numeric_limits<std::int64_t>::max(), EventKind::Label, EventType::GoLabel);
    const ExecTrace trace = script.build();
    EXPECT_EQ(trace.spans->store().rowCount(), 1U);
    EXPECT_EQ(trace.spans->store().size(), 2U);
}

} // namespace
} // namespace rt0
