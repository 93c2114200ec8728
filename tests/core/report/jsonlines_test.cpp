#include "ingest/printedtime.h"
#include "report/jsonreport.h"
#include "timeline/open.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

/// Each number of the JSON report can be found in the log: every line is printed again from the JSON alone.
namespace rt0 {
namespace {

using Json = nlohmann::json;

std::vector<std::string> linesOf(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

std::string ms(const Json& bounds) {
    return printedMilliseconds(Nanoseconds(bounds.at("lo").get<std::int64_t>()));
}

std::string initLine(const Json& init) {
    return fmt::format("init {} @{} ms, {} ms clock, {} bytes, {} allocs",
                       init.at("package").get<std::string>(),
                       init.at("printed").at("start_ms").get<std::string>(),
                       init.at("printed").at("clock_ms").get<std::string>(),
                       init.at("bytes").get<std::uint64_t>(), init.at("allocs").get<std::uint64_t>());
}

std::string gcLine(const Json& gc) {
    const Json& clock = gc.at("clock_ns");
    const Json& cpu = gc.at("cpu_ns");
    const Json& heap = gc.at("heap_mb");
    return fmt::format(
        "gc {} @{}s {}%: {}+{}+{} ms clock, {}+{}/{}/{}+{} ms cpu, {}->{}->{} MB, {} MB goal, {} MB stacks, "
        "{} MB globals, {} P",
        gc.at("number").dump(), gc.at("printed").at("start_s").get<std::string>(),
        gc.at("cpu_percent").dump(), ms(clock.at("sweep_termination")), ms(clock.at("mark")),
        ms(clock.at("mark_termination")), ms(cpu.at("sweep_termination")), ms(cpu.at("assist")),
        ms(cpu.at("background")), ms(cpu.at("idle")), ms(cpu.at("mark_termination")), heap.at("start").dump(),
        heap.at("mark_end").dump(), heap.at("live").dump(), gc.at("goal_mb").dump(),
        gc.at("stacks_mb").dump(), gc.at("globals_mb").dump(), gc.at("procs").dump());
}

/// The printed value's interval holds the reported one.
void expectInside(const Json& bounds, const std::string& printed) {
    TextCursor in(printed);
    const TimeBounds text = takeMilliseconds(in).value_or(TimeBounds{});
    EXPECT_LE(text.lo.count(), bounds.at("lo").get<std::int64_t>()) << printed;
    EXPECT_GE(text.hi.count(), bounds.at("hi").get<std::int64_t>()) << printed;
    EXPECT_LT(bounds.at("lo").get<std::int64_t>(), bounds.at("hi").get<std::int64_t>()) << printed;
}

class JsonLines : public testing::TestWithParam<std::string> {};

TEST_P(JsonLines, EveryInitAndGcLineIsPrintedBackFromTheReport) {
    const std::string path = RT0SCOPE_TEST_DATA "/logs/" + GetParam();
    const auto document = openFile(path);
    ASSERT_TRUE(document.has_value()) << document.error().message();
    const Json report = Json::parse(jsonReport(*document, document->main));
    const std::vector<std::string> lines = linesOf(path);
    for (const Json& startup : report.at("startups")) {
        for (const Json& init : startup.at("inits")) {
            const std::string& line = lines.at(init.at("line").get<std::size_t>() - 1);
            // A line into which the collector printed goes on in the next one.
            const bool cut = line.find(" allocs") == std::string::npos;
            const std::string expected = initLine(init);
            EXPECT_EQ(cut ? expected.substr(0, line.find('@') + 1) : expected,
                      cut ? line.substr(0, line.find('@') + 1) : line);
            expectInside(init.at("start_ns"), init.at("printed").at("start_ms"));
            expectInside(init.at("duration_ns"), init.at("printed").at("clock_ms"));
        }
        for (const Json& gc : startup.at("gc"))
            EXPECT_EQ(gcLine(gc), lines.at(gc.at("line").get<std::size_t>() - 1));
    }
}

std::vector<std::string> logs() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(RT0SCOPE_TEST_DATA "/logs"))
        if (entry.path().filename().string().find("lddebug") == std::string::npos)
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

INSTANTIATE_TEST_SUITE_P(RealLogs, JsonLines, testing::ValuesIn(logs()), [](const auto& tested) {
    std::string name = tested.param;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
        '_');
    return name;
});

} // namespace
} // namespace rt0
