#include "ingest/exectrace/v1/v1reader.h"

#include "core/ingest/testlogs.h"
#include "ingest/exectrace/idmap.h"
#include "ingest/exectrace/v1/wire.h"

#include <gmock/gmock.h>
#include <map>
#include <nlohmann/json.hpp>

namespace rt0::exectrace {
namespace {

using testing::HasSubstr;
using Counts = std::map<std::string, std::uint64_t>;

/// Counts what a reader tells, and holds it to what every sink may rely on.
class Counter : public EventSink {
public:
    void take(std::span<const Event> events, const Directory& directory) override {
        for (const Event& event : events) {
            EXPECT_GT(event.timeNs, m_last) << count;
            m_last = event.timeNs;
            ++count;
            ++wire[event.kind == EventKind::Sync ? "(Sync)" : std::string(wireOf(event))];
            withStack += event.stack != 0 ? 1 : 0;
            if (event.kind != EventKind::Sync)
                lastTs = event.timeNs;
            if (event.kind == EventKind::StateTransition)
                takeTransition(event, directory);
        }
        goroutines = directory.goroutines.size();
    }

    std::uint64_t count = 0;
    std::uint64_t withStack = 0;
    std::uint64_t goroutines = 0;
    std::int64_t lastTs = -1;
    Counts wire;
    Counts transitions;
    Counts procTransitions;
    Counts reasons;

private:
    static std::string_view wireOf(const Event& event) { return nameOf(event.type); }

    void takeTransition(const Event& event, const Directory& directory) {
        if (event.ofProc()) {
            ++procTransitions[join(nameOf(event.fromProc()), nameOf(event.toProc()))];
            return;
        }
        ++transitions[join(nameOf(event.fromGo()), nameOf(event.toGo()))];
        if (event.type == EventType::GoBlock)
            ++reasons[std::string(directory.text(event.text))];
    }
    static std::string join(std::string_view from, std::string_view to) {
        return std::string(from) + "->" + std::string(to);
    }

    std::int64_t m_last = std::numeric_limits<std::int64_t>::min();
};

std::string traceNamed(const std::string& name) {
    return test::contentOf("exectrace/v1/" + name);
}

int versionOf(std::string_view trace) {
    return trace.size() < 16 ? 0 : (trace[5] - '0') * 10 + (trace[6] - '0');
}

Result<Outcome> read(std::string_view trace, EventSink& sink, const ReadOptions& options = {}) {
    return readV1(trace, versionOf(trace), "t", sink, {}, options);
}

class GoodTrace : public testing::TestWithParam<const char*> {
protected:
    const std::string trace = traceNamed(GetParam());
    const nlohmann::json expected = nlohmann::json::parse(traceNamed("expected.json"))[GetParam()];
};

TEST_P(GoodTrace, IsReadAsGo127ReadsIt) {
    Counter counter;
    const auto outcome = read(trace, counter);
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_FALSE(outcome->damage) << outcome->damage->message();
    EXPECT_EQ(outcome->directory.version, expected["version"]);
    EXPECT_EQ(outcome->events, expected["events"]);
    EXPECT_EQ(outcome->salvaged, 0U);
    EXPECT_EQ(counter.count, outcome->events);
    EXPECT_EQ(counter.wire, expected["wire"].get<Counts>());
    EXPECT_EQ(counter.transitions, expected["transitions"].get<Counts>());
    EXPECT_EQ(counter.procTransitions, expected["proc_transitions"].get<Counts>());
    EXPECT_EQ(counter.reasons, expected["block_reasons"].get<Counts>());
    EXPECT_EQ(counter.withStack, expected["events_with_stack"]);
    EXPECT_EQ(counter.goroutines, expected["goroutines"]);
    EXPECT_EQ(counter.lastTs, expected["last_ts"]);
    ASSERT_EQ(outcome->directory.syncs.size(), 2U);
    EXPECT_EQ(outcome->directory.syncs[0].timeNs, -1);
    EXPECT_EQ(outcome->directory.syncs[1].timeNs, counter.lastTs + 1);
    EXPECT_EQ(outcome->directory.syncs[1].eventsBefore, outcome->events - 1);
}

TEST_P(GoodTrace, GivesWhatIsLeftWhereverItIsCut) {
    const std::size_t step = std::max<std::size_t>(1, trace.size() / 100);
    for (std::size_t length = 16; length < trace.size(); length += step) {
        Counter counter;
        const auto outcome = read(trace.substr(0, length), counter);
        ASSERT_TRUE(outcome) << length;
        if (!outcome->damage) // cut between two entries of the stack table, which is the last in the file
            EXPECT_EQ(outcome->events, expected["events"]) << length;
        else
            EXPECT_EQ(outcome->events, 0U) << length;
        EXPECT_EQ(outcome->events + outcome->salvaged, counter.count) << length;
    }
}

TEST_P(GoodTrace, SurvivesAFlipOfAnyBit) {
    const std::size_t step = std::max<std::size_t>(1, trace.size() / 100);
    for (std::size_t at = 16; at < trace.size(); at += step) {
        std::string flipped = trace;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
        Counter counter;
        const auto outcome = read(flipped, counter);
        ASSERT_TRUE(outcome) << at;
        EXPECT_EQ(outcome->events + outcome->salvaged, counter.count) << at;
    }
}

INSTANTIATE_TEST_SUITE_P(V1Reader, GoodTrace,
                         testing::Values("http_1_11_good", "user_task_region_1_19_good",
                                         "stress_start_stop_1_19_good", "user_task_region_1_21_good",
                                         "http_1_21_good", "go121-startup-cpu.trace"));

/// Keeps all events.
struct Keeper : EventSink {
    void take(std::span<const Event> taken, const Directory&) override {
        events.insert(events.end(), taken.begin(), taken.end());
    }
    const Event* first(EventKind kind) const {
        const auto found = std::ranges::find(events, kind, &Event::kind);
        return found == events.end() ? nullptr : &*found;
    }
    std::vector<Event> events;
};

TEST(V1Reader, TellsTasksRegionsAndLogs) {
    Keeper keeper;
    const auto outcome = read(traceNamed("user_task_region_1_21_good"), keeper);
    ASSERT_TRUE(outcome);
    const Directory& directory = outcome->directory;
    const Event* task = keeper.first(EventKind::TaskBegin);
    const Event* region = keeper.first(EventKind::RegionBegin);
    const Event* log = keeper.first(EventKind::Log);
    ASSERT_TRUE(task && region && log);
    EXPECT_EQ(directory.text(task->text), "task0");
    EXPECT_EQ(task->value2(), kNoTask);
    EXPECT_THAT(std::string(directory.text(region->text)), HasSubstr("region"));
    EXPECT_EQ(directory.text(log->text), "key0");
    EXPECT_EQ(directory.text(log->text2()), "0123456789abcdef");
}

TEST(V1Reader, GivesSamplesTheirStackButNoThread) {
    Keeper keeper;
    const auto outcome = read(traceNamed("go121-startup-cpu.trace"), keeper);
    ASSERT_TRUE(outcome);
    const Event* sample = keeper.first(EventKind::StackSample);
    ASSERT_TRUE(sample);
    EXPECT_EQ(sample->thread, kNoIndex);
    EXPECT_FALSE(outcome->directory.stacks[sample->stack].empty());
}

TEST(V1Reader, OrdersByTimeWhatGoCannotOrder) {
    Counter counter;
    const std::string trace = traceNamed("go119-cgo-callback.trace");
    const auto outcome = read(trace, counter);
    ASSERT_TRUE(outcome && outcome->damage);
    EXPECT_THAT(outcome->damage->what, HasSubstr("no consistent ordering"));
    EXPECT_TRUE(outcome->directory.salvaging);
    EXPECT_EQ(outcome->events, 0U);
    EXPECT_GT(outcome->salvaged, 500U);
    Counter none;
    const auto withoutSalvage = read(trace, none, {.salvage = false});
    ASSERT_TRUE(withoutSalvage && withoutSalvage->damage);
    EXPECT_EQ(none.count, 0U);
}

TEST(V1Reader, SaysThatTimesAreEstimatedWithoutTheFrequency) {
    const std::string trace = traceNamed("stress_start_stop_1_19_good");
    Counter counter;
    const auto outcome = read(trace.substr(0, trace.size() / 4), counter);
    ASSERT_TRUE(outcome && outcome->damage);
    ASSERT_EQ(outcome->diagnostics.size(), 1U);
    EXPECT_THAT(outcome->diagnostics[0].message, HasSubstr("frequency of its clock"));
    EXPECT_GT(outcome->salvaged, 100U);
}

TEST(V1Reader, SaysThatAProgramEndedBeforeItWroteAnything) {
    Counter counter;
    const auto outcome = read(std::string_view("go 1.19 trace\0\0\0", 16), counter);
    ASSERT_TRUE(outcome && outcome->damage);
    EXPECT_EQ(outcome->damage->what, "the trace is empty: the program ended before trace.Stop");
    EXPECT_EQ(counter.count, 0U);
}

TEST(V1Reader, RefusesFormatsOfGo110AndOlder) {
    Counter counter;
    for (const int version : {5, 7, 8, 9, 10}) {
        const auto outcome = readV1("", version, "t", counter);
        ASSERT_FALSE(outcome);
        EXPECT_THAT(outcome.error().what, HasSubstr("Go 1." + std::to_string(version)));
        EXPECT_THAT(outcome.error().hint, HasSubstr("go tool trace"));
    }
    EXPECT_FALSE(readV1("", 12, "t", counter));
}

TEST(V1Reader, StopsWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    Counter counter;
    const auto outcome = readV1(traceNamed("http_1_21_good"), 21, "t", counter, {{}, stop.get_token()});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().what, "cancelled");
}

TEST(V1Wire, ReadsCountedArgumentsAndNamesFaults) {
    using v1::Fault;
    using v1::WireType;
    v1::WireEvent event;
    // GoUnblock: time 5, goroutine 1, sequence 200, stack 3, in 5 bytes; ProcStop with one number too many; 0
    const std::string_view bytes("\xd5\x05\x05\x01\xc8\x01\x03\x46\x01\x02\x00", 11);
    v1::WireReader reader(bytes, 0, 21);
    ASSERT_TRUE(reader.next(event));
    EXPECT_EQ(event.type, WireType::GoUnblock);
    EXPECT_THAT(event.numbers, testing::ElementsAre(5, 1, 200, 3, testing::_));
    ASSERT_TRUE(reader.next(event));
    EXPECT_EQ(event.fault, Fault::WrongCount);
    EXPECT_FALSE(reader.next(event));
    EXPECT_EQ(reader.fault(), Fault::UnknownType);
    EXPECT_EQ(reader.offset(), 10U);
}

TEST(V1IdMap, KeepsTheNumbersOfAllIds) {
    IdMap map;
    constexpr std::uint64_t kStride = 0x1'0000'0001;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        map.at(i * kStride) = i;
    for (std::uint32_t i = 0; i < 10'000; ++i)
        EXPECT_EQ(map.find(i * kStride), i);
    EXPECT_EQ(map.find(1), IdMap::kNone);
}

} // namespace
} // namespace rt0::exectrace
