#include "core/ingest/testlogs.h"
#include "ingest/exectrace/reader.h"
#include "support/tracewriter.h"

#include <gmock/gmock.h>
#include <new>

namespace rt0::exectrace {
namespace {

using testing::HasSubstr;

/// Keeps what a reader delivers, and holds it to what every sink may rely on.
class Keeper : public EventSink {
public:
    void take(std::span<const Event> events, const Directory& directory) override {
        for (const Event& event : events) {
            EXPECT_GT(event.timeNs, last);
            last = event.timeNs;
            for (const Index goroutine : {event.goroutine, event.ofProc() ? kNoIndex : event.subject})
                EXPECT_TRUE(goroutine == kNoIndex || goroutine < directory.goroutines.size());
            EXPECT_TRUE(event.thread == kNoIndex || event.thread < directory.threads.size());
            EXPECT_TRUE(event.proc == kNoIndex || event.proc < directory.procs.size());
            EXPECT_LT(event.stack, directory.stacks.size());
            EXPECT_LT(event.text, directory.strings.size());
            if (directory.salvaging)
                salvagedUntil = event.timeNs;
            kept.push_back(event);
        }
    }

    std::vector<Event> kept;
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    std::int64_t salvagedUntil = 0;
};

Outcome read(std::string_view bytes, Keeper& keeper, const ReadOptions& options = {true, false}) {
    auto outcome = readTrace(bytes, "test", keeper, {}, options);
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? std::move(*outcome) : Outcome{};
}

std::string serverTrace() {
    return test::contentOf("startup-pair/go127/server.trace");
}

bool sameEvent(const Event& a, const Event& b) {
    return a.timeNs == b.timeNs && a.type == b.type && a.kind == b.kind && a.goroutine == b.goroutine &&
           a.proc == b.proc && a.thread == b.thread && a.subject == b.subject && a.from == b.from &&
           a.to == b.to && a.stack == b.stack && a.text == b.text && a.value == b.value;
}

TEST(ReadTrace, GivesTheSameEventsWithOneThreadAndWithTwo) {
    const std::string bytes = test::SyntheticTrace::make(60'000, 50, 25'000);
    Keeper one;
    Keeper two;
    const Outcome outcome = read(bytes, one, {true, false});
    EXPECT_FALSE(outcome.damage);
    EXPECT_EQ(outcome.directory.syncs.size(), 4U) << "three generations and the end";
    read(bytes, two, {true, true});
    ASSERT_EQ(one.kept.size(), two.kept.size());
    for (std::size_t i = 0; i < one.kept.size(); ++i)
        ASSERT_TRUE(sameEvent(one.kept[i], two.kept[i])) << i;
}

TEST(ReadTrace, SalvagesWhatACutFileStillHolds) {
    const std::string whole = serverTrace();
    Keeper all;
    const Outcome sound = read(whole, all);
    EXPECT_FALSE(sound.damage);
    EXPECT_TRUE(sound.diagnostics.empty());
    for (const double share : {0.3, 0.6, 0.9}) {
        Keeper keeper;
        const auto length = static_cast<std::size_t>(share * static_cast<double>(whole.size()));
        const Outcome outcome = read(std::string_view(whole).substr(0, length), keeper);
        ASSERT_TRUE(outcome.damage);
        ASSERT_FALSE(outcome.diagnostics.empty());
        EXPECT_THAT(outcome.diagnostics.front().message, HasSubstr("salvaged"));
        EXPECT_EQ(outcome.events, 1U) << "its only generation is torn";
        // The tables stand at the end, so events come earlier than their share of the file.
        EXPECT_GT(static_cast<double>(outcome.salvaged), 0.5 * share * static_cast<double>(sound.events));
    }
}

TEST(ReadTrace, SurvivesEveryCut) {
    const std::string whole = serverTrace();
    for (std::size_t length = 16; length < whole.size(); length += 13 + length / 50) {
        Keeper keeper;
        const Outcome outcome = read(std::string_view(whole).substr(0, length), keeper);
        EXPECT_EQ(outcome.events + outcome.salvaged, keeper.kept.size());
        EXPECT_TRUE(outcome.damage || keeper.kept.size() < 3) << length;
    }
}

TEST(ReadTrace, SurvivesEveryFlippedByte) {
    const std::string whole = serverTrace();
    for (std::size_t at = 0; at < whole.size(); at += 41 + at / 40) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(~flipped[at]);
        Keeper keeper;
        const auto outcome = readTrace(flipped, "test", keeper, {}, {true, false});
        EXPECT_EQ(outcome ? outcome->events + outcome->salvaged : 0, keeper.kept.size()) << at;
    }
}

TEST(ReadTrace, FindsItsWayBehindDestroyedBytes) {
    std::string bytes = test::SyntheticTrace::make(60'000, 50, 60'000);
    Keeper all;
    read(bytes, all);
    bytes.replace(bytes.size() / 2, 300, 300, '\x7f');
    Keeper keeper;
    const Outcome outcome = read(bytes, keeper);
    ASSERT_TRUE(outcome.damage);
    EXPECT_GT(outcome.events + outcome.salvaged, all.kept.size() / 2);
    EXPECT_GT(keeper.salvagedUntil, all.last - (all.last - all.kept.front().timeNs) / 10);
}

TEST(ReadTrace, SaysThatAnEmptyTraceIsOne) {
    for (const char* header : {"go 1.22 trace\0\0\0", "go 1.26 trace\0\0\0"}) {
        Keeper keeper;
        const Outcome outcome = read(std::string_view(header, 16), keeper);
        ASSERT_FALSE(outcome.diagnostics.empty());
        EXPECT_THAT(outcome.diagnostics.front().message, HasSubstr("ended before trace.Stop"));
    }
}

TEST(ReadTrace, RefusesWhatIsNoTraceAndVersionsThatItDoesNotKnow) {
    Keeper keeper;
    const auto other = readTrace("go 1.x", "a.out", keeper);
    ASSERT_FALSE(other);
    EXPECT_THAT(other.error().message(), HasSubstr("a.out"));
    const auto future = readTrace(std::string_view("go 1.99 trace\0\0\0", 16), "a.out", keeper);
    ASSERT_FALSE(future);
    EXPECT_THAT(future.error().message(), HasSubstr("go 1.99"));
}

TEST(ReadTrace, CanBeCancelled) {
    std::stop_source stop;
    Progress progress;
    progress.stop = stop.get_token();
    progress.report = [&stop](std::uint64_t, std::uint64_t) { stop.request_stop(); };
    Keeper keeper;
    const auto outcome = readTrace(test::SyntheticTrace::make(100'000), "test", keeper, progress);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().what, "cancelled");
    EXPECT_LT(keeper.kept.size(), 60'000U);
}

TEST(ReadTrace, HandsOnThatItsSinkHasNoMemory) {
    class Full : public EventSink {
    public:
        void take(std::span<const Event>, const Directory&) override { throw std::bad_alloc(); }
    };
    for (const bool threads : {false, true}) {
        Full sink;
        const std::string bytes = test::SyntheticTrace::make(20'000, 50);
        EXPECT_THROW((void)readTrace(bytes, "test", sink, {}, {true, threads}), std::bad_alloc);
    }
}

/// Two threads: one is in a system call when the other takes its P away. Times say otherwise, sequence
/// numbers decide.
TEST(ReadTrace, OrdersThreadsBySequenceNumbersNotByTimes) {
    using Type = EventType;
    test::TraceWriter writer;
    writer.begin(1, 100);
    test::TraceBatch caller(7, 100);
    caller.event(Type::ProcStatus, 101, {0, 1});
    caller.event(Type::GoStatus, 102, {1, 7, 2});
    caller.event(Type::GoSyscallBegin, 103, {1, 0});
    caller.event(Type::GoSyscallEndBlocked, 104);
    test::TraceBatch thief(8, 100);
    thief.event(Type::ProcSteal, 110, {0, 2, 7});
    thief.event(Type::ProcStart, 111, {0, 3});
    thief.event(Type::GoStart, 112, {1, 1});
    writer.add(thief);
    writer.add(caller);
    writer.end();
    Keeper keeper;
    const Outcome outcome = read(writer.bytes(), keeper);
    EXPECT_FALSE(outcome.damage) << outcome.damage->message();
    std::vector<EventType> types;
    for (const Event& event : keeper.kept)
        types.push_back(event.type);
    EXPECT_THAT(types, testing::ElementsAre(Type::None, Type::ProcStatus, Type::GoStatus,
                                            Type::GoSyscallBegin, Type::ProcSteal, Type::GoSyscallEndBlocked,
                                            Type::ProcStart, Type::GoStart, Type::None));
}

} // namespace
} // namespace rt0::exectrace
