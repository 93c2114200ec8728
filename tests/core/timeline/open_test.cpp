#include "timeline/open.h"

#include "timeline/align.h"
#include "timeline/exectrace.h"

#include <filesystem>
#include <gmock/gmock.h>

namespace rt0 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

std::string file(const std::string& name) {
    return std::string(RT0SCOPE_TEST_DATA) + "/" + name;
}

Document opened(const std::vector<std::string>& files) {
    auto document = openFiles(files);
    EXPECT_TRUE(document) << document.error().message();
    return document ? std::move(*document) : Document{};
}

class OpenPair : public testing::TestWithParam<const char*> {
protected:
    std::string log = file(std::string("startup-pair/") + GetParam() + "/server.log");
    std::string trace = file(std::string("startup-pair/") + GetParam() + "/server.trace");
};

TEST_P(OpenPair, ATraceJoinsTheLogOfItsRun) {
    for (const auto& files : {std::vector{log, trace}, std::vector{trace, log}}) {
        const Document document = opened(files);
        ASSERT_EQ(document.startups.size(), 1U);
        const Startup& startup = document.startups.front();
        ASSERT_TRUE(startup.trace);
        EXPECT_GT(startup.inits.size(), 100U);
        EXPECT_EQ(startup.gcCycles.size(), 3U);
        EXPECT_EQ(startup.alignment.method, TraceAlignment::Method::Landmarks);
        EXPECT_LT(startup.alignment.offsetBounds.width(), 200us);
        EXPECT_TRUE(startup.alignment.offsetBounds.contains(startup.alignment.offset));
        EXPECT_THAT(startup.alignment.evidence, HasSubstr("main.main, 3 GC cycles"));
        EXPECT_TRUE(startup.phase(PhaseId::Main).measured);
        EXPECT_EQ(document.source.path, log);
        ASSERT_EQ(document.joined.size(), 1U);
        EXPECT_EQ(document.joined[0].path, trace);
        EXPECT_TRUE(document.diagnostics.empty());
    }
}

TEST_P(OpenPair, WhatTheTraceShowsInAnInitIsDrawnInIt) {
    const Document document = opened({log, trace});
    const Startup& startup = document.startups.at(0);
    for (const InitSighting& seen : landmarksOf(*startup.trace).inits) {
        const auto init = std::ranges::find(startup.inits, seen.package, &PackageInit::package);
        ASSERT_NE(init, startup.inits.end()) << seen.package;
        EXPECT_LE(init->drawn.begin, seen.first + startup.alignment.offset) << seen.package;
        EXPECT_GE(init->drawn.end, seen.last + startup.alignment.offset) << seen.package;
        EXPECT_TRUE(init->start.contains(init->drawn.begin)) << seen.package;
        EXPECT_TRUE(init->end.contains(init->drawn.end)) << seen.package;
    }
}

TEST_P(OpenPair, ATraceAloneIsAStartup) {
    const Document document = opened({trace});
    ASSERT_EQ(document.startups.size(), 1U);
    const Startup& startup = document.startups.front();
    ASSERT_TRUE(startup.trace);
    EXPECT_EQ(startup.name, "server.trace");
    EXPECT_EQ(startup.extent, startup.trace->extent());
    EXPECT_TRUE(startup.phase(PhaseId::PackageInit).measured);
    EXPECT_TRUE(startup.phase(PhaseId::Main).measured);
    EXPECT_THAT(document.source.formats, ElementsAre(HasSubstr("execution trace (go 1.2")));
}

INSTANTIATE_TEST_SUITE_P(Versions, OpenPair, testing::Values("go123", "go127"));

TEST(Open, ATraceOfAnotherRunStaysAlone) {
    const Document document =
        opened({file("startup-pair/go127/server.trace"), file("logs/kubectl-1.36.4.gc.log")});
    ASSERT_EQ(document.startups.size(), 2U);
    EXPECT_FALSE(document.startups[0].trace);
    EXPECT_TRUE(document.startups[1].trace);
    EXPECT_EQ(document.main, 0U);
    ASSERT_FALSE(document.diagnostics.empty());
    EXPECT_THAT(document.diagnostics.back().message, HasSubstr("fits no start-up"));
    EXPECT_NE(document.startups[0].name, document.startups[1].name);
}

TEST(Open, ATraceChoosesItsRunAmongSeveral) {
    const Document document =
        opened({file("logs/kubectl-1.36.4.gc.log"), file("startup-pair/go123/server.log"),
                file("startup-pair/go127/server.log"), file("startup-pair/go127/server.trace")});
    ASSERT_EQ(document.startups.size(), 3U);
    EXPECT_FALSE(document.startups[0].trace);
    EXPECT_FALSE(document.startups[1].trace);
    EXPECT_TRUE(document.startups[2].trace);
}

TEST(Open, GroupsATraceWithLogsAndNothingElse) {
    const std::string log = file("startup-pair/go127/server.log");
    const std::string trace = file("startup-pair/go127/server.trace");
    const std::string other = file("startup-pair/go123/server.trace");
    const auto groups = [](std::vector<std::string> files) { return groupFiles(files); };
    EXPECT_THAT(groups({log, trace}), ElementsAre(ElementsAre(log, trace)));
    EXPECT_THAT(groups({log, log}), ElementsAre(ElementsAre(log), ElementsAre(log)));
    EXPECT_THAT(groups({trace, other}), ElementsAre(ElementsAre(trace), ElementsAre(other)));
    EXPECT_THAT(groups({"/nonexistent"}), ElementsAre(ElementsAre("/nonexistent")));
    // Where go list is run.
    EXPECT_THAT(groups({log, file("golist")}), ElementsAre(ElementsAre(log, file("golist"))));
}

TEST(Open, SaysWhichFileCannotBeRead) {
    const auto document =
        openFiles(std::vector<std::string>{file("startup-pair/go127/server.log"), "/nonexistent"});
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().where, "/nonexistent");
}

TEST(Open, StopsWhenNobodyWaits) {
    std::stop_source stop;
    stop.request_stop();
    const auto document = openFile(file("startup-pair/go127/server.trace"), {{}, stop.get_token()});
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().what, "cancelled");
}

} // namespace
} // namespace rt0
