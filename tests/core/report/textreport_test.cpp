#include "report/textreport.h"

#include "core/analysis/startups.h"
#include "timeline/open.h"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace rt0 {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string contentOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class GoldenTextReport : public testing::TestWithParam<const char*> {};

TEST_P(GoldenTextReport, OfARealLogIsUnchanged) {
    const std::string base = std::string(RT0SCOPE_REPORT_DATA) + "/" + GetParam();
    auto document = openFile(base + ".log");
    ASSERT_TRUE(document) << document.error().message();
    document->source.path = std::string(GetParam()) + ".log";
    document->source.modified = std::chrono::sys_seconds(std::chrono::seconds(1'783'087'509));
    const std::string report = textReport(*document, {.startup = document->main, .top = 5});
    if (std::getenv("RT0SCOPE_UPDATE_GOLDEN") != nullptr)
        std::ofstream(base + ".expected", std::ios::binary) << report;
    EXPECT_EQ(report, contentOf(base + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Logs, GoldenTextReport, testing::Values("docker-proxy-26.1.5", "fzf-0.74.5"));

TEST(TextReport, WithoutStartupsIsTheHeaderAndTheWarnings) {
    Document document;
    document.source.path = "empty.log";
    document.diagnostics.push_back({Diagnostic::Severity::DataLoss, "line is cut short", "record again", 3});
    EXPECT_EQ(textReport(document, {}),
              "empty.log\n  0 B\n\nWarnings\n  line 3: line is cut short; record again\n");
}

TEST(TextReport, NamesTheOtherStartupsOfTheFile) {
    Document document;
    document.startups.resize(20);
    for (Startup& startup : document.startups)
        startup.name = "pid 7";
    document.startups[1].firstLine = 5;
    document.startups[1].lastLine = 9;
    const std::string report = textReport(document, {.startup = 0, .top = 20});
    EXPECT_THAT(report, HasSubstr("  start-up 1 of 20: pid 7\n"));
    EXPECT_THAT(report, HasSubstr("  also: --startup 2 pid 7 (lines 5–9)\n"));
    EXPECT_THAT(report, HasSubstr("  and 9 more\n"));
}

TEST(TextReport, HostileNamesCannotActOnATerminal) {
    Document document;
    document.source.path = "a\x1b]0;title\a.log";
    document.startups.push_back(test::startupOf({test::init("x\x1b[2J\n", 0, 5)}));
    document.diagnostics.push_back({Diagnostic::Severity::Notice, "odd\r", "", 0});
    const std::string report = textReport(document, {});
    for (const char* control : {"\x1b", "\a", "\r"})
        EXPECT_THAT(report, Not(HasSubstr(control)));
}

TEST(IsoTime, IsUtcAndEmptyOutsideFourDigitYears) {
    EXPECT_EQ(isoTime(std::chrono::sys_seconds{}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(isoTime(std::chrono::sys_seconds::min()), "");
    EXPECT_EQ(isoTime(std::chrono::sys_seconds::max()), "");
}

} // namespace
} // namespace rt0
