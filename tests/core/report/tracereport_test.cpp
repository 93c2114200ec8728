#include "report/tracereport.h"

#include "report/jsonreport.h"
#include "report/textreport.h"
#include "timeline/open.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using testing::HasSubstr;
using testing::Not;

Document openedPair(const std::vector<const char*>& endings) {
    std::vector<std::string> files;
    for (const char* ending : endings)
        files.push_back(std::string(RT0SCOPE_TEST_DATA "/startup-pair/go127/server.") + ending);
    auto document = openFiles(files);
    EXPECT_TRUE(document) << document.error().message();
    return document ? std::move(*document) : Document{};
}

TEST(TraceReport, SaysWhereTheTraceLiesAndOnWhatThatRests) {
    const Document document = openedPair({"trace", "log"});
    const std::string text = textReport(document, {});
    EXPECT_THAT(text, HasSubstr("server.trace\n"));
    EXPECT_THAT(text, HasSubstr("\nExecution trace\n  begins at "));
    EXPECT_THAT(text, HasSubstr("(estimated: landmarks: "));
    EXPECT_THAT(text, HasSubstr("a0demo/catalog.index.func1"));
    EXPECT_THAT(text, HasSubstr("stop-the-world (GC sweep termination)"));
    EXPECT_THAT(textReport(document, {.startup = 0, .top = 1}), HasSubstr("more functions)"));
}

TEST(TraceReport, HasTheDocumentedKeys) {
    const Document document = openedPair({"trace", "log"});
    const Json json = Json::parse(jsonReport(document, 0));
    EXPECT_EQ(json["joined"].size(), 1U);
    const Json& trace = json["startups"][0]["trace"];
    EXPECT_EQ(trace["format_version"], 26);
    EXPECT_EQ(trace["alignment"]["method"], "landmarks");
    EXPECT_LT(trace["alignment"]["offset_ns"]["lo"], trace["alignment"]["offset_ns"]["hi"]);
    EXPECT_EQ(trace["events"], 8173);
    EXPECT_EQ(trace["goroutines"]["count"], 48);
    EXPECT_EQ(trace["ranges"][0]["name"], "GC concurrent mark phase");
    EXPECT_EQ(trace["ranges"][0]["count"], 3);
}

TEST(TraceReport, TellsATraceAloneFromOneWithALog) {
    const Document alone = openedPair({"trace"});
    EXPECT_THAT(textReport(alone, {}), HasSubstr("zero is the trace's first event"));
    EXPECT_EQ(traceJson(alone.startups.at(0))["alignment"]["method"], "trace_only");
    const Document log = openedPair({"log"});
    EXPECT_THAT(textReport(log, {}), Not(HasSubstr("Execution trace\n")));
    EXPECT_TRUE(traceJson(log.startups.at(0)).is_null());
}

} // namespace
} // namespace rt0
