#include "report/jsonreport.h"

#include "core/analysis/startups.h"
#include "report/blamereport.h"
#include "report/textreport.h"
#include "support/samplelaunch.h"
#include "timeline/launchstartup.h"

#include <gmock/gmock.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> keysOf(const Json& json) {
    std::vector<std::string> keys;
    for (const auto& [key, unused] : json.items())
        keys.push_back(key);
    return keys;
}

Document documentOf(Startup startup) {
    Document document;
    document.source.path = "program.log";
    document.source.bytes = 1234;
    document.source.formats = {"inittrace", "gctrace"};
    document.startups.push_back(std::move(startup));
    return document;
}

Startup everything() {
    Startup startup = test::startupOf({test::init("runtime", 0, 5), test::init("main", 10, 7)});
    startup.gcCycles = {test::gcCycle(1, 0)};
    startup.pacer = {{PacerCycleStart{}, 3}, {PacerCycleEnd{}, 4}, {PacerSweepDone{}, 5}};
    startup.loader = LoaderRecord{};
    startup.phases[0].name = "exec";
    startup.phases[0].howToMeasure = "strace";
    return startup;
}

Json reported(const Document& document) {
    return Json::parse(jsonReport(document, document.main));
}

TEST(JsonReport, IsVersionedAndHasTheDocumentedKeys) {
    const Json json = reported(documentOf(everything()));
    EXPECT_EQ(json["format"], "rt0scope/1");
    EXPECT_THAT(keysOf(json), ElementsAre("format", "generator", "source", "joined", "startups",
                                          "main_startup", "profiles", "warnings"));
    EXPECT_THAT(keysOf(json["source"]), ElementsAre("path", "bytes", "modified", "formats"));
    const Json& startup = json["startups"][0];
    EXPECT_THAT(keysOf(startup),
                ElementsAre("name", "clock_zero", "first_line", "last_line", "elapsed_ns", "phases", "inits",
                            "gc", "pacer", "loader", "totals", "trace", "recording"));
    EXPECT_THAT(keysOf(startup["phases"][0]),
                ElementsAre("name", "measured", "start_ns", "end_ns", "duration_ns", "open", "min_ns",
                            "median_ns", "max_ns", "runs", "faults", "major_faults", "syscalls", "cpu_ns",
                            "source", "how_to_measure", "parts"));
    EXPECT_THAT(keysOf(startup["inits"][0]),
                ElementsAre("package", "import_path", "order", "start_ns", "duration_ns", "end_ns", "bytes",
                            "allocs", "line", "printed"));
    EXPECT_THAT(keysOf(startup["gc"][0]),
                ElementsAre("number", "start_ns", "end_ns", "cpu_percent", "clock_ns", "cpu_ns", "heap_mb",
                            "goal_mb", "stacks_mb", "globals_mb", "procs", "forced", "goroutine_leak_check",
                            "line", "printed"));
    EXPECT_THAT(keysOf(startup["gc"][0]["cpu_ns"]),
                ElementsAre("sweep_termination", "assist", "background", "idle", "mark_termination"));
    EXPECT_EQ(startup["inits"][1]["duration_ns"], Json::parse(R"({"lo": 7000, "hi": 8000})"));
}

TEST(JsonReport, OfARecordingHasPartsStatisticsAndHowItWasMeasured) {
    Rt0File file{test::sampleLaunch(), R"({"binary": {"go_version": "go1.27"}})", {}, {}, "0", {}};
    const Json json = reported(documentOf(std::move(file), {}));
    const Json& startup = json["startups"][0];
    EXPECT_EQ(startup["clock_zero"], "execve");
    const Json& schedinit = startup["phases"][3];
    EXPECT_EQ(schedinit["name"], "schedinit");
    EXPECT_EQ(schedinit["median_ns"], 1'100'000);
    EXPECT_EQ(schedinit["faults"], 21);
    EXPECT_EQ(schedinit["source"], "trampolines");
    EXPECT_EQ(schedinit["parts"][0]["name"], "runtime.mallocinit");
    EXPECT_EQ(schedinit["parts"][0]["parts"][0]["name"], "runtime.(*mheap).init");
    EXPECT_EQ(schedinit["parts"][1]["parts"], Json::array());
    EXPECT_EQ(startup["inits"][1]["functions"][1]["name"], "example.org/a.init.0");
    const Json& recording = startup["recording"];
    EXPECT_EQ(recording["drawn_run"]["technique"], "trampolines");
    EXPECT_EQ(recording["drawn_run"]["hits"], 31);
    EXPECT_EQ(recording["stopwatch_to_main"]["median_ns"], 10'700'000);
    EXPECT_EQ(recording["m0"]["g0_stack_hi"], "0x7ffd0000");
    EXPECT_EQ(recording["syscalls_by_name"]["openat"], 1);
    EXPECT_EQ(recording["binary"]["go_version"], "go1.27");
    EXPECT_TRUE(json["startups"][1]["recording"].is_null());
}

TEST(TextReport, OfARecordingSetsTheSumAgainstTheStopwatch) {
    const Document document = documentOf(Rt0File{test::sampleLaunch(), {}, {}, {}, "0", {}}, {});
    const std::string text = textReport(document, {});
    EXPECT_THAT(text,
                testing::HasSubstr(
                    "start by start, the probes change that by ~ +3.2 % (-4.8 % to +11.1 %), and by ~ +2.7 % "
                    "(-4.8 % to +10.1 %) when what their hits took is taken out; 2 pairs"));
    EXPECT_THAT(text, testing::HasSubstr(
                          "the phases of the drawn start add up to 11 ms, all of its time to main.main"));
    EXPECT_THAT(text, testing::HasSubstr("3 package inits take 6.49 ms together (medians added up); "
                                         "example.org/a alone 5.5 ms, 85 % of it."));
    EXPECT_THAT(text, testing::HasSubstr("    runtime.mallocinit"));
    EXPECT_THAT(text, testing::HasSubstr("g0 at 0x6000 with stack 0x7ffc0000–0x7ffd0000 (65.5 kB)"));
}

TEST(JsonReport, NamesTheKindOfEachPacerLine) {
    const Json pacer = reported(documentOf(everything()))["startups"][0]["pacer"];
    ASSERT_EQ(pacer.size(), 3U);
    EXPECT_EQ(pacer[0]["kind"], "cycle_start");
    EXPECT_EQ(pacer[1]["kind"], "cycle_end");
    EXPECT_EQ(pacer[2]["kind"], "sweep_done");
}

TEST(JsonReport, WhatIsNotKnownIsNull) {
    const Json json = reported(documentOf({}));
    EXPECT_TRUE(json["source"]["modified"].is_null());
    EXPECT_TRUE(json["startups"][0]["loader"].is_null());
    EXPECT_TRUE(json["startups"][0]["elapsed_ns"].is_null());
    EXPECT_TRUE(json["startups"][0]["phases"][0]["start_ns"].is_null());
    EXPECT_TRUE(reported({})["main_startup"].is_null());
}

TEST(JsonReport, InfinitiesAreStrings) {
    Startup startup = everything();
    startup.pacer[0].event =
        PacerCycleStart{.assistRatio = std::numeric_limits<double>::infinity(),
                        .scanMb = 0,
                        .heapLiveMb = 0,
                        .goalMb = 0,
                        .dedicatedWorkers = 0,
                        .fractionalUtilization = std::numeric_limits<double>::quiet_NaN()};
    const Json pacer = reported(documentOf(startup))["startups"][0]["pacer"];
    EXPECT_EQ(pacer[0]["assist_ratio"], "+Inf");
    EXPECT_EQ(pacer[0]["fractional_utilization"], "NaN");
}

TEST(JsonReport, InvalidUtf8IsReplacedEverywhere) {
    Startup startup = test::startupOf({test::init("bad\xff\xc3", 0, 5)});
    startup.name = "\xfe.log";
    Document document = documentOf(startup);
    document.source.path = "\xfe.log";
    document.diagnostics.push_back({Diagnostic::Severity::DataLoss, "odd \x80 byte", "\xff", 7});
    const Json json = reported(document);
    EXPECT_EQ(json["startups"][0]["inits"][0]["package"], "bad\uFFFD\uFFFD");
    EXPECT_EQ(json["warnings"][0]["severity"], "data_loss");
    EXPECT_EQ(json["warnings"][0]["line"], 7);
    EXPECT_TRUE(Json::accept(blameJson(document, {})));
    EXPECT_THAT(textReport(document, {}), HasSubstr("\uFFFD.log"));
}

TEST(JsonReport, TheModificationTimeIsUtc) {
    Document document = documentOf({});
    document.source.modified = std::chrono::sys_seconds(std::chrono::seconds(1'783'087'509));
    EXPECT_EQ(reported(document)["source"]["modified"], "2026-07-03T14:05:09Z");
    document.source.modified = std::chrono::sys_seconds::max();
    EXPECT_TRUE(reported(document)["source"]["modified"].is_null());
}

TEST(JsonReport, EmptyArraysAreWrittenAsSuch) {
    EXPECT_THAT(jsonReport({}, 0), HasSubstr("\"startups\": [],\n"));
}

} // namespace
} // namespace rt0
