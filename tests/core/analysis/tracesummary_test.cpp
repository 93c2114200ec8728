#include "analysis/tracesummary.h"

#include "report/tracesummaryjson.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using exectrace::Directory;
using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;
using exectrace::ProcState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

template <typename State>
std::uint8_t raw(State state) {
    return static_cast<std::uint8_t>(state);
}

/// A trace written down by hand: goroutines 1 and 7 (indices 0 and 1), P 0, thread 100; begins at 1000.
struct HandMade {
    HandMade() {
        directory.version = 26;
        directory.goroutines = {1, 7};
        directory.procs = {0};
        directory.threads = {100};
        add({.type = EventType::None, .kind = EventKind::Sync}, 1000);
    }

    Event& add(Event event, std::int64_t timeNs) {
        event.timeNs = timeNs;
        if (event.kind == EventKind::Sync) {
            event.value = directory.syncs.size();
            directory.syncs.push_back({timeNs, events.size(), {}});
        } else {
            event.thread = 0;
        }
        return events.emplace_back(event);
    }
    Event& go(std::int64_t timeNs, EventType type, exectrace::Index subject, GoState from, GoState to) {
        return add({.subject = subject,
                    .type = type,
                    .kind = EventKind::StateTransition,
                    .from = raw(from),
                    .to = raw(to)},
                   timeNs);
    }
    Event& proc(std::int64_t timeNs, EventType type, ProcState from, ProcState to) {
        return add({.subject = 0,
                    .type = type,
                    .kind = EventKind::StateTransition,
                    .from = raw(from),
                    .to = raw(to)},
                   timeNs);
    }
    Event& other(std::int64_t timeNs, EventType type, EventKind kind, std::string_view text = {}) {
        return add({.text = directory.strings.intern(text), .type = type, .kind = kind}, timeNs);
    }
    exectrace::StackId stack(std::string_view function) {
        const exectrace::Frame frame{0x10, directory.strings.intern(function), 0, 5};
        return directory.stacks.intern({&frame, 1});
    }
    TraceSummary summary() {
        TraceSummarizer summarizer;
        summarizer.take(events, directory);
        return summarizer.finish(directory);
    }

    Directory directory;
    std::vector<Event> events;
};

std::int64_t in(const GoTimes& times, GoState state) {
    return times[static_cast<std::size_t>(state)];
}

TEST(TraceSummary, OfNothingIsEmpty) {
    TraceSummarizer summarizer;
    const TraceSummary summary = summarizer.finish({});
    EXPECT_EQ(summary.events, 0U);
    EXPECT_FALSE(summary.firstNs);
    EXPECT_THAT(summary.goroutines.list, IsEmpty());
}

TEST(TraceSummary, AFoundGoroutineWasInItsStateSinceTheTraceBegan) {
    HandMade trace;
    trace.go(1100, EventType::GoStatus, 0, GoState::Undetermined, GoState::Running);
    trace.go(1150, EventType::GoBlock, 0, GoState::Running, GoState::Waiting).text =
        trace.directory.strings.intern("select");
    trace.go(1400, EventType::GoUnblock, 0, GoState::Waiting, GoState::Runnable);
    trace.add({.kind = EventKind::Sync}, 1401);
    const TraceSummary summary = trace.summary();
    ASSERT_EQ(summary.goroutines.list.size(), 1U);
    const GoroutineSummary& one = summary.goroutines.list[0];
    EXPECT_EQ(one.preState, GoState::Running);
    EXPECT_EQ(one.preNs, 100);
    EXPECT_EQ(in(one.times, GoState::Running), 150);
    EXPECT_EQ(in(one.times, GoState::Waiting), 250);
    EXPECT_EQ(one.startNs, 1100);
    EXPECT_EQ(one.transitions, 3U);
    EXPECT_THAT(summary.goroutines.blockReasons, ElementsAre(Pair("select", 1)));
    EXPECT_THAT(summary.goroutines.transitions,
                ElementsAre(Pair("Running->Waiting", 1), Pair("Undetermined->Running", 1),
                            Pair("Waiting->Runnable", 1)));
    EXPECT_EQ(summary.firstNs, 1100);
    EXPECT_EQ(summary.lastNs, 1400);
    EXPECT_EQ(summary.lastWithSyncNs, 1401);
    EXPECT_EQ(summary.eventsAtLastSync, 5U);
}

TEST(TraceSummary, ACreatedGoroutineHasACreatorAnEntryAndAnEnd) {
    HandMade trace;
    Event& create = trace.go(1100, EventType::GoCreate, 1, GoState::NotExist, GoState::Runnable);
    create.goroutine = 0;
    create.subjectStack = trace.stack("main.work");
    trace.go(1120, EventType::GoStart, 1, GoState::Runnable, GoState::Running);
    trace.go(1150, EventType::GoDestroy, 1, GoState::Running, GoState::NotExist);
    trace.other(1300, EventType::HeapAlloc, EventKind::Metric).value = 77;
    const TraceSummary summary = trace.summary();
    ASSERT_EQ(summary.goroutines.list.size(), 1U);
    const GoroutineSummary& one = summary.goroutines.list[0];
    EXPECT_EQ(one.id, 7U);
    EXPECT_EQ(one.creator, 1U);
    EXPECT_EQ(one.entry, "main.work");
    EXPECT_EQ(one.endNs, 1150);
    EXPECT_FALSE(one.preState);
    EXPECT_EQ(in(one.times, GoState::Runnable), 20);
    EXPECT_EQ(in(one.times, GoState::Running), 30);
    EXPECT_EQ(in(one.times, GoState::Waiting), 0);
    EXPECT_EQ(summary.goroutines.created, 1U);
    EXPECT_EQ(summary.goroutines.destroyed, 1U);
    EXPECT_EQ(summary.goroutines.byEntry.at("main.work").count, 1U);
    EXPECT_EQ(summary.metrics.at("/memory/classes/heap/objects:bytes").last, 77U);
}

TEST(TraceSummary, AGoroutineThatComesBackHasNotEnded) {
    HandMade trace;
    for (const std::int64_t start : {1100, 1200})
        trace.go(start, EventType::GoCreateSyscall, 0, GoState::NotExist, GoState::Syscall);
    trace.events.insert(trace.events.end() - 1, trace.events[1]);
    Event& end = trace.events[2];
    end.timeNs = 1150;
    end.type = EventType::GoDestroySyscall;
    std::swap(end.from, end.to);
    const GoroutinesSummary goroutines = trace.summary().goroutines;
    EXPECT_EQ(goroutines.created, 2U);
    EXPECT_EQ(goroutines.destroyed, 0U);
    EXPECT_EQ(in(goroutines.total, GoState::Syscall), 50);
}

TEST(TraceSummary, PsAreIdleOrRunningUntilTheEnd) {
    HandMade trace;
    trace.proc(1010, EventType::ProcStatus, ProcState::Undetermined, ProcState::Idle);
    trace.proc(1100, EventType::ProcStart, ProcState::Idle, ProcState::Running);
    trace.other(1500, EventType::GoLabel, EventKind::Label, "GC (idle)");
    const TraceSummary summary = trace.summary();
    const ProcSummary& proc = summary.procs.byId.at(0);
    EXPECT_EQ(proc.times[static_cast<std::size_t>(ProcState::Idle)], 100);
    EXPECT_EQ(proc.times[static_cast<std::size_t>(ProcState::Running)], 400);
    EXPECT_EQ(proc.transitions, 2U);
    EXPECT_EQ(summary.threads, 1U);
    EXPECT_THAT(summary.labels, ElementsAre(Pair("GC (idle)", 1)));
}

TEST(TraceSummary, RangesActiveAtTheStartBeginWithTheTrace) {
    HandMade trace;
    trace.other(1200, EventType::GcActive, EventKind::RangeActive);
    trace.other(1250, EventType::GcActive, EventKind::RangeActive);
    trace.other(1300, EventType::GcEnd, EventKind::RangeEnd);
    trace.other(1400, EventType::StwBegin, EventKind::RangeBegin, "read mem stats").subject = 0;
    const RangesSummary ranges = trace.summary().ranges;
    const RangeTotals& gc = ranges.byName.at("GC concurrent mark phase");
    EXPECT_EQ(gc.count, 1U);
    EXPECT_EQ(gc.totalNs, 300);
    EXPECT_EQ(gc.activeAtStart, 1U);
    const RangeTotals& stw = ranges.byName.at("stop-the-world (read mem stats)");
    EXPECT_EQ(stw.count, 0U);
    EXPECT_EQ(stw.openAtEnd, 1U);
    ASSERT_EQ(ranges.list.size(), 1U);
    EXPECT_EQ(ranges.list[0].scope, "none");
    EXPECT_TRUE(ranges.list[0].activeAtStart);
}

TEST(TraceSummary, RangesBeyondTheListAreStillCounted) {
    HandMade trace;
    for (std::int64_t i = 0; i <= static_cast<std::int64_t>(kMaxListed); ++i) {
        trace.other(2000 + 10 * i, EventType::GcSweepBegin, EventKind::RangeBegin).subject = 0;
        trace.other(2004 + 10 * i, EventType::GcSweepEnd, EventKind::RangeEnd).subject = 0;
    }
    const RangesSummary ranges = trace.summary().ranges;
    EXPECT_EQ(ranges.byName.at("GC incremental sweep").count, kMaxListed + 1);
    EXPECT_EQ(ranges.list.size(), kMaxListed);
    EXPECT_FALSE(ranges.listedAll);
}

TEST(TraceSummary, TasksAndRegionsAreMatchedWithTheirEnds) {
    HandMade trace;
    Event& task = trace.other(1100, EventType::UserTaskBegin, EventKind::TaskBegin, "load");
    task.value = 3;
    task.setValue2(exectrace::kNoTask);
    trace.other(1110, EventType::UserRegionBegin, EventKind::RegionBegin, "outer").goroutine = 0;
    trace.other(1120, EventType::UserRegionBegin, EventKind::RegionBegin, "inner").goroutine = 0;
    trace.other(1150, EventType::UserRegionEnd, EventKind::RegionEnd, "inner").goroutine = 0;
    Event& end = trace.other(1200, EventType::UserTaskEnd, EventKind::TaskEnd, "load");
    end.value = 3;
    end.setValue2(exectrace::kNoTask);
    const TraceSummary summary = trace.summary();
    ASSERT_EQ(summary.tasks.list.size(), 1U);
    EXPECT_EQ(summary.tasks.list[0].beginNs, 1100);
    EXPECT_EQ(summary.tasks.list[0].endNs, 1200);
    EXPECT_FALSE(summary.tasks.list[0].parent);
    EXPECT_THAT(summary.regions.totalNs, ElementsAre(Pair("inner", 30)));
    EXPECT_THAT(summary.regions.unclosed, ElementsAre(Pair("outer", 1)));
}

TEST(TraceSummary, SalvagedEventsAreCountedApart) {
    HandMade trace;
    TraceSummarizer summarizer;
    summarizer.take(trace.events, trace.directory);
    trace.directory.salvaging = true;
    summarizer.take(trace.events, trace.directory);
    const TraceSummary summary = summarizer.finish(trace.directory);
    EXPECT_EQ(summary.events, 1U);
    EXPECT_EQ(summary.salvagedEvents, 1U);
}

TEST(TraceSummary, IsWrittenAsJsonWithTheKeysOfTheReference) {
    HandMade trace;
    trace.go(1100, EventType::GoStatus, 0, GoState::Undetermined, GoState::Running);
    exectrace::Outcome outcome;
    const TraceSummary summary = trace.summary();
    outcome.directory = std::move(trace.directory);
    outcome.damage = Error{"broken", "x.trace", {}};
    const auto json = nlohmann::json::parse(traceSummaryJson({"x.trace", 99, {}, {}}, summary, outcome));
    const auto& exectrace = json["exectrace"];
    EXPECT_EQ(exectrace["ok"], false);
    EXPECT_EQ(exectrace["version"], 26);
    EXPECT_EQ(exectrace["goroutines"]["list"][0]["pre_state"], "Running");
    EXPECT_EQ(exectrace["goroutines"]["list"][0]["creator"], -1);
    EXPECT_EQ(exectrace["wire_of_events"]["(Sync)"], 1);
    EXPECT_EQ(exectrace["syncs"][0]["ts"], 1000);
    EXPECT_THAT(traceSummaryText({"x.trace", 99, {}, {}}, summary, outcome),
                testing::HasSubstr("damaged: x.trace: broken"));
}

} // namespace
} // namespace rt0
