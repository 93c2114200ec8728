#include "analysis/tracesummary.h"
#include "core/ingest/exectrace/rawtext.h"
#include "core/ingest/exectrace/tracedata.h"
#include "report/tracesummaryjson.h"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

/// Traces from Go's and gotraceui's sources, of real programs and damaged ones, against what Go 1.27's own
/// reader says of them (tests/data/traces).
namespace rt0::exectrace {
namespace {

using Json = nlohmann::json;

/// One that Go's reader gives up at, because it panics; we read it to its end.
constexpr std::string_view kOnlyGoFails = "torn/v21-bitflip-04.trace";
/// Equal times are ordered by chance in v1, and Go then makes them different.
constexpr std::int64_t kTieNs = 64;

struct Reference {
    std::string trace;
    std::string line; ///< of references.jsonl
};

void PrintTo(const Reference& reference, std::ostream* out) {
    *out << reference.trace;
}

std::vector<Reference> references() {
    constexpr std::string_view kKey = "\"trace\":\"";
    std::vector<Reference> all;
    std::istringstream lines(test::contentOf("traces/references.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t begin = line.find(kKey) + kKey.size();
        all.push_back({line.substr(begin, line.find('"', begin) - begin), line});
    }
    return all;
}

std::string testName(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

struct Read {
    bool refused = false;
    std::string error;
    Json summary; ///< "exectrace" of `rt0scope inspect --json`
};

Read readSummary(const std::string& name) {
    const std::string bytes = test::traceBytes(name);
    TraceSummarizer summarizer;
    const auto outcome = readTrace(bytes, name, summarizer);
    if (!outcome)
        return {true, outcome.error().what, {}};
    const TraceSummary summary = summarizer.finish(outcome->directory);
    const Source source{name, bytes.size(), {}, {}};
    return {false, {}, Json::parse(traceSummaryJson(source, summary, *outcome))["exectrace"]};
}

/// Only what the reference has, too.
Json compared(const Json& ours, const Json& reference) {
    Json result = Json::object();
    for (const auto& [key, value] : reference.items())
        if (key != "trace" && key != "error")
            result[key] = ours.value(key, Json());
    for (const char* const key : {"goroutines", "ranges", "tasks"})
        if (reference.contains(key) && !reference[key].contains("list"))
            result[key].erase("list");
    if (reference.contains("ranges"))
        result["ranges"].erase("listed_all");
    return result;
}

bool isTime(const std::string& path, bool isV1) {
    static const std::set<std::string> kSums{"running", "runnable", "waiting", "syscall",
                                             "idle",    "total_ns", "max_ns",  "pre_ns"};
    static const std::set<std::string> kPoints{"first_ts", "start_ts", "end_ts", "begin", "end"};
    const std::string name = path.substr(path.rfind('/') + 1);
    const bool isSumByName = path.find("/regions/total_ns/") != std::string::npos;
    return isSumByName || kSums.contains(name) || (isV1 && kPoints.contains(name));
}

bool agree(const Json& ours, const Json& theirs, std::int64_t tolerance) {
    if (tolerance == 0 || !ours.is_number_integer() || !theirs.is_number_integer())
        return ours == theirs;
    return std::abs(ours.get<std::int64_t>() - theirs.get<std::int64_t>()) <= tolerance;
}

/// 64 ns for each transition: a time may be off by some ns at both ends of an interval.
std::int64_t toleranceOf(const Json& reference) {
    std::int64_t transitions = 0;
    if (reference.contains("goroutines"))
        for (const Json& count : reference["goroutines"]["transitions"])
            transitions += count.get<std::int64_t>();
    return kTieNs * std::max<std::int64_t>(transitions, 1);
}

void expectSame(const Json& ours, Json reference) {
    const std::int64_t tolerance = toleranceOf(reference);
    const bool isV1 = reference["version"].get<int>() < 22;
    const Json left = compared(ours, reference).flatten();
    reference.erase("trace");
    reference.erase("error");
    const Json right = reference.flatten();
    for (const auto& [path, value] : right.items())
        EXPECT_TRUE(left.contains(path) && agree(left[path], value, isTime(path, isV1) ? tolerance : 0))
            << path << ": " << left.value(path, Json()) << ", Go: " << value;
    for (const auto& [path, value] : left.items())
        EXPECT_TRUE(right.contains(path)) << path << ": " << value << ", Go has none";
}

class Conformance : public testing::TestWithParam<Reference> {};

TEST_P(Conformance, SaysWhatGosOwnReaderSays) {
    const Json reference = Json::parse(GetParam().line);
    const Read ours = readSummary(GetParam().trace);
    if (ours.refused) {
        EXPECT_FALSE(reference["ok"].get<bool>()) << ours.error;
        EXPECT_EQ(reference["events"], 0) << ours.error;
    } else if (GetParam().trace == kOnlyGoFails) {
        EXPECT_GE(ours.summary["events"], reference["events"]);
    } else {
        expectSame(ours.summary, reference);
    }
}

INSTANTIATE_TEST_SUITE_P(Traces, Conformance, testing::ValuesIn(references()),
                         [](const auto& param) { return testName(param.param.trace); });

/// The text form of Go's test traces.
class TextTraces : public testing::TestWithParam<std::string> {};

std::vector<std::string> textTraces() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(test::dataPath("traces/v2-text")))
        names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

TEST_P(TextTraces, AreReadOrRefusedAsGosTestsExpect) {
    const test::RawText text = test::readRawText(test::contentOf("traces/v2-text/" + GetParam() + ".test"));
    EXPECT_EQ(text.bytes, test::contentOf("traces/v2/" + GetParam() + ".trace"));
    if (!text.hasExpectation)
        return;
    TraceSummarizer summarizer;
    const auto outcome = readTrace(text.bytes, GetParam(), summarizer);
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->damage.has_value(), text.mustFail)
        << (outcome->damage ? outcome->damage->message() : "read to its end");
}

INSTANTIATE_TEST_SUITE_P(Go, TextTraces, testing::ValuesIn(textTraces()),
                         [](const auto& param) { return testName(param.param); });

} // namespace
} // namespace rt0::exectrace
