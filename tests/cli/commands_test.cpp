#include "commands.h"

#include "support/tinygobinary.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unistd.h>

namespace rt0::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Outcome {
    int code = 0;
    std::string out;
    std::string err;
};

Outcome run(const Options& options, const PictureWriter& pictureWriter = {}) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = runCommand(options, out, err, {pictureWriter, {}, {}});
    return {code, out.str(), err.str()};
}

Options reportOptions(ReportFormat format = ReportFormat::Text) {
    Options options;
    options.command = Command::Report;
    options.files = {RT0SCOPE_SAMPLE};
    options.format = format;
    return options;
}

TEST(Report, OfARealLogNamesItsHeaviestPackage) {
    const Outcome outcome = run(reportOptions());
    EXPECT_EQ(outcome.code, kOk);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("package inits took"));
    EXPECT_THAT(outcome.out, HasSubstr("Garbage collection\n"));
}

TEST(Report, AsJsonHoldsEveryInitOfTheLog) {
    const auto json = nlohmann::json::parse(run(reportOptions(ReportFormat::Json)).out);
    std::ifstream log(RT0SCOPE_SAMPLE);
    std::size_t lines = 0;
    for (std::string line; std::getline(log, line);)
        lines += line.starts_with("init ") ? 1U : 0U;
    EXPECT_EQ(json["startups"][json["main_startup"].get<std::size_t>()]["inits"].size(), lines);
}

TEST(Report, OfAMissingFileIsUnreadable) {
    Options options = reportOptions();
    options.files = {"/no/such/file.log"};
    const Outcome outcome = run(options);
    EXPECT_EQ(outcome.code, kUnreadable);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith("rt0scope: /no/such/file.log: "));
}

TEST(Report, APictureIsDrawnByTheHookWithTheChosenOptions) {
    Options options = reportOptions(ReportFormat::Svg);
    options.output = "-";
    options.picture.theme = Theme::Dark;
    const auto draw = [](const Document& document, std::size_t startup,
                         const PictureOptions& picture) -> Result<std::string> {
        EXPECT_LT(startup, document.startups.size());
        EXPECT_EQ(picture.theme, Theme::Dark);
        return "<svg/>";
    };
    EXPECT_EQ(run(options, draw).out, "<svg/>");
}

TEST(Report, APictureThatCannotBeDrawnLeavesNoFile) {
    Options options = reportOptions(ReportFormat::Png);
    options.output = testing::TempDir() + "rt0scope-never.png";
    const Outcome outcome = run(options, [](const auto&...) -> Result<std::string> {
        return tl::unexpected(Error{"no fonts", {}, {}});
    });
    EXPECT_EQ(outcome.code, kOutputFailed);
    EXPECT_THAT(outcome.err, HasSubstr("no fonts"));
    EXPECT_FALSE(std::ifstream(options.output).good());
}

TEST(Report, DoesNotOverwriteItsOwnInput) {
    const std::string log = testing::TempDir() + "rt0scope-input.log";
    std::ofstream(log) << "init runtime @0.073 ms, 3.8 ms clock, 0 bytes, 0 allocs\n";
    Options options = reportOptions();
    options.files = {log};
    options.output = log;
    EXPECT_EQ(run(options).code, kBadUsage);
    EXPECT_EQ(std::remove(log.c_str()), 0);
}

TEST(Report, AStreamThatTakesNothingIsAFailure) {
    std::ostringstream out;
    std::ostringstream err;
    out.setstate(std::ios::badbit);
    EXPECT_EQ(runReport(reportOptions(), out, err, {}), kOutputFailed);
    EXPECT_THAT(err.str(), HasSubstr("cannot write"));
}

Options inspectOptions(const std::string& file) {
    Options options;
    options.command = Command::Inspect;
    options.files = {file};
    return options;
}

TEST(Inspect, OfATraceTellsItsMainFigures) {
    const Outcome outcome = run(inspectOptions(RT0SCOPE_TRACE));
    EXPECT_EQ(outcome.code, kOk);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("execution trace (go 1.26)"));
    EXPECT_THAT(outcome.out, HasSubstr("main.main"));
}

TEST(Inspect, ReadsWhatGoToolTraceMakesOfATrace) {
    const Outcome chrome = run(inspectOptions(RT0SCOPE_TRACES_OTHERWISE "/small.proc.json"));
    EXPECT_EQ(chrome.code, kOk);
    EXPECT_THAT(chrome.out, HasSubstr("Chrome trace"));
    EXPECT_THAT(chrome.out, HasSubstr("main.main"));
    const Outcome text = run(inspectOptions(RT0SCOPE_TRACES_OTHERWISE "/small.parsed.txt"));
    EXPECT_EQ(text.code, kOk);
    EXPECT_THAT(text.out, HasSubstr("text of an execution trace"));
}

TEST(Inspect, AsJsonHoldsTheSummary) {
    Options options = inspectOptions(RT0SCOPE_TRACE);
    options.json = true;
    const auto json = nlohmann::json::parse(run(options).out);
    EXPECT_EQ(json["format"], "rt0scope/1");
    EXPECT_EQ(json["exectrace"]["ok"], true);
    EXPECT_EQ(json["exectrace"]["size"], json["source"]["bytes"]);
    EXPECT_EQ(json["exectrace"]["goroutines"]["count"], json["exectrace"]["goroutines"]["list"].size());
}

/// A file in the folder for temporary ones that is gone in the end.
class TinyBinaryFile {
public:
    TinyBinaryFile() { std::ofstream(m_path, std::ios::binary) << test::TinyGoBinary(21).bytes(); }
    ~TinyBinaryFile() { std::filesystem::remove(m_path); }
    const std::string& path() const { return m_path; }

private:
    std::string m_path = testing::TempDir() + "rt0scope-tiny-" + std::to_string(::getpid());
};

TEST(Inspect, OfABinaryTellsItsMainFigures) {
    const TinyBinaryFile file;
    const Outcome outcome = run(inspectOptions(file.path()));
    EXPECT_EQ(outcome.code, kOk);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("built by go1.21.3 · amd64, no PIE, static, no cgo"));
    EXPECT_THAT(outcome.out, HasSubstr("example.com/tiny (devel)"));
    EXPECT_THAT(outcome.out, HasSubstr("3 with 4 functions"));
    EXPECT_THAT(outcome.out, HasSubstr("runtime (runtime's list)"));
}

TEST(Inspect, OfABinaryAsJsonListsItsInitTasks) {
    const TinyBinaryFile file;
    Options options = inspectOptions(file.path());
    options.json = true;
    const auto json = nlohmann::json::parse(run(options).out);
    EXPECT_EQ(json["format"], "rt0scope/1");
    EXPECT_EQ(json["source"]["bytes"], json["binary"]["sizes"]["file"]);
    const auto& tasks = json["binary"]["init_tasks"];
    EXPECT_EQ(tasks["complete"], true);
    EXPECT_EQ(tasks["graph"], nullptr);
    EXPECT_EQ(tasks["list"][1]["package"], "alpha");
    EXPECT_EQ(tasks["list"][1]["functions"][1]["name"], "alpha.init.0");
    EXPECT_EQ(tasks["list"][1]["functions"][1]["line"], 30);
    EXPECT_EQ(json["binary"]["modules"][0]["replacement"]["path"], "./dep");
}

TEST(Inspect, OfABinaryThatGoDidNotBuildSaysSo) {
    const Outcome outcome = run(inspectOptions("/proc/self/exe"));
    EXPECT_EQ(outcome.code, kUnreadable);
    EXPECT_THAT(outcome.err, HasSubstr("no program built by Go"));
}

TEST(Inspect, OfALogSaysWhatReadsLogs) {
    const Outcome outcome = run(inspectOptions(RT0SCOPE_SAMPLE));
    EXPECT_EQ(outcome.code, kUnreadable);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr("is no Go execution trace, pprof profile, ELF binary or recording"));
    EXPECT_THAT(outcome.err, HasSubstr("rt0scope report"));
}

TEST(Blame, ByAllocationsStartsWithTheMost) {
    Options options = reportOptions();
    options.command = Command::Blame;
    options.by = BlameBy::Allocs;
    options.json = true;
    options.top = 0;
    const auto json = nlohmann::json::parse(run(options).out);
    const auto& packages = json["packages"];
    ASSERT_GT(packages.size(), 2U);
    for (std::size_t i = 1; i < packages.size(); ++i)
        EXPECT_GE(packages[i - 1]["allocs"].get<std::uint64_t>(), packages[i]["allocs"].get<std::uint64_t>());
}

TEST(Blame, OfAStartupThatIsNotThereIsBadUsage) {
    Options options = reportOptions();
    options.command = Command::Blame;
    options.startup = 99;
    const Outcome outcome = run(options);
    EXPECT_EQ(outcome.code, kBadUsage);
    EXPECT_THAT(outcome.err, HasSubstr("--startup takes 1 to 1 here"));
}

} // namespace
} // namespace rt0::cli
