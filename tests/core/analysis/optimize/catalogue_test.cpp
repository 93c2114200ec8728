#include "analysis/optimize/catalogue.h"
#include "analysis/optimize/optimizationtable.h"
#include "capture/goflags.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace rt0 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string list(const std::string& entries) {
    return R"({"format": "rt0scope-optimizations/1", "optimizations": [)" + entries + "]}";
}

std::string problemOf(const std::string& json) {
    const auto catalogue = parseOptimizations(json, "my.json");
    return catalogue ? std::string("none") : catalogue.error().message();
}

TEST(Optimizations, comeWithTheProgram) {
    const OptimizationCatalogue& catalogue = builtInOptimizations();
    for (const char* id :
         {"strip", "static", "gc-warmup", "blank-import", "exe", "pie", "gogc-off", "gogc-until-main",
          "gomemlimit", "bind-now", "lazy-init", "registration", "plugin", "linkname"})
        EXPECT_NE(catalogue.find(id), nullptr) << id;
    const Optimization* strip = catalogue.find("strip");
    EXPECT_THAT(strip->change.linkerFlags, ElementsAre("-s", "-w"));
    ASSERT_TRUE(strip->claim);
    EXPECT_DOUBLE_EQ(strip->claim->least, 0.12);
    for (const Optimization& entry : catalogue.entries)
        EXPECT_FALSE(entry.risk.empty() || entry.apply.empty()) << entry.id;
}

TEST(Optimizations, ofTheUserSayWhatIsWrongWithThem) {
    EXPECT_THAT(problemOf("nonsense"), HasSubstr("my.json: the list of optimizations is no JSON object"));
    EXPECT_THAT(problemOf("[1]"), HasSubstr("no JSON object"));
    EXPECT_THAT(problemOf(R"({"format": "rt0scope-optimizations/2", "optimizations": []})"),
                HasSubstr("another format"));
    EXPECT_THAT(problemOf(R"({"format": "rt0scope-optimizations/1", "optimizations": {}})"),
                HasSubstr("no list"));
    EXPECT_THAT(problemOf(list("3")), HasSubstr("optimization 1 is no object"));
    EXPECT_THAT(problemOf(list(R"({"id": "A b", "title": "t", "guided": true})")), HasSubstr("has no id of"));
    EXPECT_THAT(problemOf(list(R"({"id": "a", "title": 3, "guided": true})")),
                HasSubstr("\"title\" is no text"));
    EXPECT_THAT(problemOf(list(R"({"id": "a", "title": "t"})")), HasSubstr("changes nothing"));
    EXPECT_THAT(problemOf(list(R"({"id": "a", "title": "t", "guided": true, "chnage": {}})")),
                HasSubstr("unknown \"chnage\""));
    EXPECT_THAT(problemOf(list(R"({"id": "a", "title": "t", "subject": "magic", "guided": true})")),
                HasSubstr("unknown subject \"magic\""));
    EXPECT_THAT(problemOf(list(R"({"id": "a", "title": "t", "change": {"flags": ["-overlay=x"]}})")),
                HasSubstr("no flag that a variant can have"));
    EXPECT_THAT(problemOf(list(R"({"id": "a", "title": "t", "change": {"run_environment": ["GOGC"]}})")),
                HasSubstr("not NAME=VALUE"));
    for (const char* range : {"[20]", "[30, 20]", "[-1, 5]", "[0, 100]", "[1e999, 2]", "\"5\""})
        EXPECT_NE(problemOf(list(R"({"id": "a", "title": "t", "guided": true, "claim": {"text": "x", )"
                                 R"("source": "y", "faster_percent": )" +
                                 std::string(range) + "}}")),
                  "none")
            << range;
    const std::string one = R"({"id": "a", "title": "t", "guided": true})";
    EXPECT_THAT(problemOf(list(one + "," + one)), HasSubstr("two optimizations \"a\""));
    EXPECT_THAT(problemOf(std::string(2 << 20, ' ')), HasSubstr("larger than 1 MiB"));
    EXPECT_EQ(problemOf(list(one)), "none");
}

TEST(Optimizations, ofTheUserTakeThePlaceOfTheBuiltInOnes) {
    const std::string path = testing::TempDir() + "rt0scope-optimizations.json";
    std::ofstream(path) << list(R"({"id": "strip", "title": "mine", "change": {"linker_flags": ["-s"]}},
                                   {"id": "v3", "title": "newer CPU",
                                    "change": {"build_environment": ["GOAMD64=v3"]}})");
    const auto catalogue = loadOptimizations(path);
    std::filesystem::remove(path);
    ASSERT_TRUE(catalogue) << catalogue.error().message();
    EXPECT_EQ(catalogue->find("strip")->title, "mine");
    EXPECT_EQ(catalogue->entries.back().id, "v3");
    EXPECT_EQ(catalogue->entries.size(), builtInOptimizations().entries.size() + 1);
    EXPECT_FALSE(loadOptimizations("/nonexistent.json"));
}

TEST(GoFlags, areMergedWithTheUsersOwn) {
    VariantSpec strip;
    strip.linkerFlags = {"-s", "-w"};
    strip.buildEnvironment = {"CGO_ENABLED=0"};
    const std::string own =
        capture::settingOf({}, "-tags=netgo '-ldflags=-X main.v=1 -X main.w=2' -mod=mod", "-ldflags");
    EXPECT_EQ(own, "-X main.v=1 -X main.w=2");
    EXPECT_EQ(capture::settingOf({"--ldflags=-w"}, "-ldflags=-s", "-ldflags"), "-w");
    EXPECT_EQ(capture::settingOf({}, "-modfile=x", "-mod"), "");
    EXPECT_THAT(capture::buildFlags({"-ldflags=" + own}, own, strip),
                ElementsAre("-ldflags=" + own, "-ldflags=" + own + " -s -w"));
    EXPECT_EQ(capture::shellCommand(own, strip),
              "CGO_ENABLED=0 go build -ldflags='-X main.v=1 -X main.w=2 -s -w' .");
}

TEST(VariantSpec, isCombinedWhereItCanBe) {
    VariantSpec exe;
    exe.flags = {"-buildmode=exe"};
    exe.runEnvironment = {"GOGC=off"};
    VariantSpec pie;
    pie.flags = {"-buildmode=pie"};
    VariantSpec strip;
    strip.linkerFlags = {"-s"};
    EXPECT_FALSE(compatible(exe, pie));
    EXPECT_TRUE(compatible(exe, strip));
    EXPECT_THAT(combined(exe, strip).linkerFlags, ElementsAre("-s"));
    EXPECT_THAT(combined(exe, pie).flags, ElementsAre("-buildmode=pie"));
    EXPECT_EQ(combined(exe, exe), exe);
    EXPECT_FALSE(VariantSpec{}.needsBuild());
}

TEST(OptimizationVerdict, comparesTheClaimWithTheInterval) {
    const auto verdict = [](double ratio, double lo, double hi, bool claimed, compare::Verdict test) {
        compare::Difference difference;
        difference.ratio = ratio;
        difference.interval = compare::Interval{lo, hi};
        difference.verdict = test;
        return verdictOf(difference,
                         claimed ? std::optional(OptimizationClaim{"", 0.12, 0.18, ""}) : std::nullopt);
    };
    using enum OptimizationVerdict;
    const auto differs = compare::Verdict::Differs;
    EXPECT_EQ(verdict(0.85, 0.83, 0.87, true, differs), Confirmed);
    EXPECT_EQ(verdict(0.60, 0.55, 0.62, true, differs), Confirmed);
    EXPECT_EQ(verdict(0.95, 0.93, 0.97, true, differs), SmallerThanClaimed);
    EXPECT_EQ(verdict(0.95, 0.93, 0.97, false, differs), Faster);
    EXPECT_EQ(verdict(1.10, 1.05, 1.15, true, differs), Slower);
    EXPECT_EQ(verdict(0.85, 0.70, 1.10, true, compare::Verdict::Same), NoEffect);
    EXPECT_EQ(verdict(0.85, 0.83, 0.87, true, compare::Verdict::WithinControl), NoEffect);
    EXPECT_EQ(verdict(0.85, 0.83, 0.87, true, compare::Verdict::TooFewRuns), NotMeasured);
    EXPECT_EQ(verdictOf(std::nullopt, std::nullopt), NotMeasured);
}

} // namespace
} // namespace rt0
