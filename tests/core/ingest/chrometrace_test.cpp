#include "ingest/chrometrace/chrometrace.h"

#include "timeline/tracebuilder.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>

namespace rt0::chrometrace {
namespace {

using exectrace::GoState;

std::string dataFile(const std::string& name) {
    std::ifstream file(std::string(RT0SCOPE_TEST_DATA) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct Read {
    ExecTrace trace;
    std::vector<Diagnostic> diagnostics;
    std::optional<Error> damage;
};

Result<Read> readJson(std::string_view json) {
    TraceBuilder builder;
    Result<exectrace::Outcome> outcome = readChromeTrace(json, "trace.json", builder);
    if (!outcome)
        return tl::unexpected(outcome.error());
    Read read{{}, outcome->diagnostics, outcome->damage};
    read.trace = std::move(builder).finish(std::move(*outcome));
    return read;
}

Result<ExecTrace> readBinary(const std::string& bytes) {
    TraceBuilder builder;
    Result<exectrace::Outcome> outcome = exectrace::readTrace(bytes, "trace", builder);
    if (!outcome)
        return tl::unexpected(outcome.error());
    return std::move(builder).finish(std::move(*outcome));
}

exectrace::Index indexOf(const ExecTrace& trace, std::uint64_t goroutine) {
    const auto& ids = trace.directory.goroutines;
    return static_cast<exectrace::Index>(std::ranges::find(ids, goroutine) - ids.begin());
}

Nanoseconds inState(const ExecTrace& trace, exectrace::Index goroutine, GoState state) {
    return trace.goroutines[goroutine].inState[static_cast<std::size_t>(state)];
}

std::set<std::string> names(const ExecTrace& trace) {
    std::set<std::string> all;
    for (exectrace::Index i = 0; i < trace.goroutines.size(); ++i)
        if (inState(trace, i, GoState::Running).count() > 0)
            all.insert(trace.goroutineName(i));
    return all;
}

TEST(ChromeTrace, isKnownByItsFirstBytes) {
    EXPECT_TRUE(isChromeTrace(dataFile("traces-json/small.proc.json").substr(0, 4096)));
    EXPECT_TRUE(isChromeTrace("\xef\xbb\xbf { \"traceEvents\": ["));
    EXPECT_TRUE(isChromeTrace("[\n {\"name\":\"a\",\"ph\":\"X\""));
    EXPECT_FALSE(isChromeTrace(""));
    EXPECT_FALSE(isChromeTrace("{\"startups\":[]}"));
    EXPECT_FALSE(isChromeTrace("init runtime @0.03 ms"));
    EXPECT_FALSE(isChromeTrace("[1, 2]"));
}

TEST(ChromeTrace, everyViewHasTheGoroutinesOfTheTraceItself) {
    const auto binary = readBinary(dataFile("traces-json/small.trace"));
    ASSERT_TRUE(binary) << binary.error().message();
    for (const std::string view : {"proc", "thread"}) {
        const auto json = readJson(dataFile("traces-json/small." + view + ".json"));
        ASSERT_TRUE(json) << json.error().message();
        EXPECT_EQ(names(json->trace), names(*binary)) << view;
        EXPECT_FALSE(json->damage);
        EXPECT_EQ(json->diagnostics.size(), 1U);
    }
}

TEST(ChromeTrace, runningTimesAreThoseOfTheTraceItself) {
    const auto binary = readBinary(dataFile("startup-pair/go123/server.trace"));
    const auto json = readJson(dataFile("traces-json/server.proc.json"));
    ASSERT_TRUE(binary && json);
    for (exectrace::Index i = 0; i < json->trace.goroutines.size(); ++i) {
        const std::uint64_t id = json->trace.directory.goroutines[i];
        const exectrace::Index same = indexOf(*binary, id);
        ASSERT_LT(same, binary->goroutines.size());
        const auto difference =
            inState(json->trace, i, GoState::Running) - inState(*binary, same, GoState::Running);
        EXPECT_LT(std::abs(difference.count()), 20'000) << id;
    }
    EXPECT_LT(std::abs((json->trace.length - binary->length).count()), 1000);
}

TEST(ChromeTrace, gcAndStopTheWorldRangesAreThoseOfTheTraceItself) {
    const auto binary = readBinary(dataFile("startup-pair/go123/server.trace"));
    const auto json = readJson(dataFile("traces-json/server.proc.json"));
    ASSERT_TRUE(binary && json);
    for (const TraceRangeKind kind : {TraceRangeKind::GcMark, TraceRangeKind::Stw}) {
        const auto of = [kind](const TraceRange& range) { return range.kind == kind; };
        EXPECT_EQ(std::ranges::count_if(json->trace.ranges, of), std::ranges::count_if(binary->ranges, of));
    }
    EXPECT_EQ(json->trace.logs.size(), binary->logs.size());
    EXPECT_EQ(json->trace.heapLive.empty(), binary->heapLive.empty());
}

TEST(ChromeTrace, theViewOfATaskHasTheTaskItsRegionsAndLogs) {
    const auto json = readJson(dataFile("traces-json/small.task.json"));
    ASSERT_TRUE(json) << json.error().message();
    ASSERT_EQ(json->trace.tasks.size(), 1U);
    EXPECT_EQ(json->trace.text(json->trace.tasks[0].name), "load");
    ASSERT_EQ(json->trace.regions.size(), 3U);
    EXPECT_EQ(json->trace.text(json->trace.regions[0].name), "consume");
    EXPECT_EQ(json->trace.text(json->trace.regions[1].name), "inner");
    EXPECT_EQ(json->trace.regions[1].depth, 1U);
    ASSERT_EQ(json->trace.logs.size(), 5U);
    EXPECT_EQ(json->trace.text(json->trace.logs[4].category), "got");
    EXPECT_EQ(json->trace.text(json->trace.logs[4].message), "4");
}

TEST(ChromeTrace, anArrowTellsWhoWokeAGoroutineAndWhyItWaited) {
    const auto json = readJson(R"json({"traceEvents": [
        {"name":"process_name","ph":"M","pid":0,"tid":0,"args":{"name":"PROCS"}},
        {"name":"G1 main.main","ph":"X","ts":0,"dur":2,"pid":0,"tid":0,"esf":2},
        {"name":"G7 main.work","ph":"X","ts":3,"dur":4,"pid":0,"tid":1},
        {"name":"unblock (chan send)","ph":"s","ts":5,"pid":0,"tid":1,"id":1,"sf":3},
        {"name":"unblock (chan send)","ph":"t","ts":8,"pid":0,"tid":0,"id":1},
        {"name":"G1 main.main","ph":"X","ts":8,"dur":2,"pid":0,"tid":0}],
        "stackFrames": {"1":{"name":"main.main:3"}, "2":{"name":"main.send:9","parent":1},
                        "3":{"name":"main.work:5"}}})json");
    ASSERT_TRUE(json) << json.error().message();
    const ExecTrace& trace = json->trace;
    const exectrace::Index main = indexOf(trace, 1);
    EXPECT_EQ(trace.goroutineName(main), "main.main");
    // The trace begins a nanosecond before its first event.
    EXPECT_EQ(inState(trace, main, GoState::Running).count(), 4001);
    EXPECT_EQ(inState(trace, main, GoState::Waiting).count(), 3000);
    EXPECT_EQ(inState(trace, main, GoState::Runnable).count(), 3000);
    ASSERT_EQ(trace.wakeups.size(), 1U);
    EXPECT_EQ(trace.wakeups[0].waker, indexOf(trace, 7));
    const auto waits = [&](const TraceSite& site) { return trace.text(site.reason) == "chan send"; };
    const auto site = std::ranges::find_if(trace.sites, waits);
    ASSERT_NE(site, trace.sites.end());
    EXPECT_EQ(trace.directory.stacks[site->stack].size(), 2U);
}

TEST(ChromeTrace, slicesOfOtherProgramsAreRegionsOfTheirThread) {
    const auto json = readJson(R"([
        {"name":"thread_name","ph":"M","pid":4,"tid":9,"args":{"name":"Compositor"}},
        {"name":"frame","ph":"X","ts":100,"dur":50,"pid":4,"tid":9},
        {"name":"raster","ph":"B","ts":110,"pid":4,"tid":9},
        {"ph":"E","ts":130,"pid":4,"tid":9},
        {"name":"vsync","ph":"i","ts":120,"pid":4,"tid":9,"s":"t"},
        {"name":"memory","ph":"C","ts":120,"pid":4,"args":{"MB":3}}])");
    ASSERT_TRUE(json) << json.error().message();
    EXPECT_EQ(json->trace.goroutineName(0), "Compositor");
    ASSERT_EQ(json->trace.regions.size(), 2U);
    EXPECT_EQ(json->trace.text(json->trace.regions[1].name), "raster");
    EXPECT_EQ(json->trace.regions[1].depth, 1U);
    EXPECT_EQ(json->trace.logs.size(), 1U);
    EXPECT_EQ(json->diagnostics.size(), 2U);
}

TEST(ChromeTrace, aFileThatBreaksOffIsReadAsFarAsItGoes) {
    const std::string whole = dataFile("traces-json/small.proc.json");
    const std::string half = whole.substr(0, whole.size() / 2);
    const auto json = readJson(half);
    ASSERT_TRUE(json) << json.error().message();
    ASSERT_TRUE(json->damage);
    EXPECT_NE(json->damage->what.find("breaks off"), std::string::npos);
    EXPECT_FALSE(json->trace.goroutines.empty());
}

TEST(ChromeTrace, noCutOrChangedByteCrashes) {
    const std::string whole = dataFile("traces-json/small.task.json");
    for (std::size_t length = 0; length < whole.size(); length += 61)
        (void)readJson(whole.substr(0, length));
    for (std::size_t at = 0; at < whole.size(); at += 37) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 9);
        (void)readJson(changed);
    }
}

TEST(ChromeTrace, jsonWithoutSlicesIsRefused) {
    const auto json = readJson(R"({"traceEvents": []})");
    ASSERT_FALSE(json);
    EXPECT_EQ(json.error().what, "no slices in this Chrome trace");
    EXPECT_FALSE(readJson("").has_value());
}

TEST(ChromeTrace, cancelledReadsEndWithThatError) {
    std::stop_source source;
    source.request_stop();
    std::string json = "[";
    for (int i = 0; i < 9000; ++i)
        json += R"({"ph":"X","ts":1,"pid":1,"tid":1,"name":"a"},)";
    TraceBuilder builder;
    const auto outcome = readChromeTrace(json, "trace.json", builder, {{}, source.get_token()});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().what, "cancelled");
}

} // namespace
} // namespace rt0::chrometrace
