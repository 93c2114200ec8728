#include "analysis/optimize/optimize.h"

#include "analysis/optimize/assess.h"
#include "analysis/optimize/rebuilt.h"
#include "report/optimizereport.h"
#include "support/fakelab.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using test::FakeLab;
using test::kRuns;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> measuredIds(const OptimizationTable& table) {
    std::vector<std::string> ids;
    for (const OptimizationRow& row : table.rows)
        if (row.measured)
            ids.push_back(row.id);
    return ids;
}

TEST(Optimize, ranksWhatItMeasuredAndKeepsWhatItDidNot) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"pie", "gc-warmup", "static", "blank-import"};
    const auto table = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(table) << table.error().message();
    EXPECT_THAT(measuredIds(*table),
                ElementsAre("blank-import:all-of:example.org/m", "blank-import:image/png",
                            "blank-import:net/http/pprof", "pie", "gc-warmup"));
    const OptimizationRow* all = table->find("blank-import:all-of:example.org/m");
    EXPECT_EQ(all->verdict, OptimizationVerdict::Faster);
    EXPECT_NEAR(*all->measured->ratio, 0.81, 0.01);
    ASSERT_TRUE(all->measured->interval);
    EXPECT_LT(all->measured->interval->hi, 0.83);
    EXPECT_EQ(table->find("pie")->verdict, OptimizationVerdict::NoEffect);
    EXPECT_EQ(table->find("gc-warmup")->verdict, OptimizationVerdict::Slower);
    const OptimizationRow* failed = table->find("static");
    EXPECT_THAT(failed->buildFailure, HasSubstr("main.go:3: C code"));
    EXPECT_EQ(failed->verdict, OptimizationVerdict::NotMeasured);
    EXPECT_THAT(table->find("strip")->whyNotMeasured, HasSubstr("not asked for"));
    EXPECT_TRUE(table->find("lazy-init")->guided);
    EXPECT_EQ(table->runs, static_cast<std::size_t>(kRuns));
    ASSERT_TRUE(table->control);
    EXPECT_FALSE(compare::differs(*table->control));
}

TEST(Optimize, addsToTheBestChangeWhatMakesItFasterStill) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"blank-import:image/png", "blank-import:net/http/pprof", "best"};
    const auto table = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(table) << table.error().message();
    const OptimizationRow* best = table->find("best");
    ASSERT_NE(best, nullptr);
    EXPECT_THAT(best->parts, ElementsAre("blank-import:image/png", "blank-import:net/http/pprof"));
    EXPECT_NEAR(*best->measured->ratio, 0.81, 0.01);
    EXPECT_NEAR(best->prediction->ratio->lo, 0.81, 0.01);
    EXPECT_EQ(table->rows.front().id, "best");
}

TEST(Optimize, triesWithoutSourceOnlyWhatNeedsNoBuild) {
    FakeLab lab(false);
    const auto table = optimize(lab, builtInOptimizations(), {});
    ASSERT_TRUE(table) << table.error().message();
    EXPECT_THAT(lab.built, IsEmpty());
    EXPECT_EQ(table->find("blank-import")->applicability, Applicability::NeedsSource);
    EXPECT_THAT(table->find("gc-warmup")->whyNotMeasured, HasSubstr("needs the source"));
    EXPECT_THAT(table->find("gc-warmup")->evidence, Not(IsEmpty()));
}

TEST(Optimize, knowsFromTheLoggedStartWhetherTheCollectorRan) {
    FakeLab lab(false);
    OptimizeOptions options;
    options.variants = {"none"};
    const auto quiet = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(quiet) << quiet.error().message();
    EXPECT_EQ(quiet->find("gogc-off")->applicability, Applicability::NotApplicable);
    lab.collections = "gc 1 @0.004s 2%: 0.011+0.30+0.002 ms clock, 0.02+0.1/0.2/0.1+0.004 ms cpu, "
                      "3->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n";
    const auto busy = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(busy) << busy.error().message();
    const OptimizationRow* row = busy->find("gogc-off");
    EXPECT_EQ(row->applicability, Applicability::Applicable);
    EXPECT_THAT(row->evidence, Contains(HasSubstr("1 collection began before main.main")));
    ASSERT_TRUE(row->prediction && row->prediction->ratio);
    EXPECT_LT(row->prediction->ratio->lo, 1);
    EXPECT_THAT(busy->find("gomemlimit")->change.runEnvironment, Contains(testing::EndsWith("MiB")));
}

TEST(Optimize, refusesAVariantThatDoesNotExist) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"stripp"};
    const auto table = optimize(lab, builtInOptimizations(), options);
    ASSERT_FALSE(table);
    EXPECT_THAT(table.error().message(), HasSubstr("no variant \"stripp\""));
    EXPECT_THAT(table.error().hint, HasSubstr("strip, static"));
}

TEST(Optimize, tellsHowFarItIs) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"pie", "static"};
    std::vector<OptimizationTable> tables;
    options.soFar = [&](const OptimizationTable& table) { tables.push_back(table); };
    ASSERT_TRUE(optimize(lab, builtInOptimizations(), options));
    ASSERT_EQ(tables.size(), 3U);
    EXPECT_FALSE(tables[0].find("pie")->measured);
    EXPECT_THAT(tables[0].find("pie")->whyNotMeasured, IsEmpty());
    EXPECT_THAT(tables[1].find("static")->buildFailure, HasSubstr("C code"));
    EXPECT_TRUE(tables[2].find("pie")->measured);
}

TEST(Optimize, showsTheCatalogueBeforeAnyProgramWasLookedAt) {
    const OptimizationTable table = tableOf(builtInOptimizations());
    EXPECT_EQ(table.rows.size(), builtInOptimizations().entries.size());
    for (const OptimizationRow& row : table.rows) {
        EXPECT_EQ(row.applicability, Applicability::Unknown) << row.id;
        EXPECT_EQ(row.verdict, OptimizationVerdict::NotMeasured) << row.id;
        EXPECT_THAT(row.evidence, IsEmpty()) << row.id;
    }
}

TEST(Optimize, measuresARebuiltProgramAgainstTheOneAsItWas) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"none"};
    auto table = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(table);
    OptimizationRow row = *table->find("plugin");
    const std::string rebuilt = lab.rebuild(26, 0.9);
    const auto measured = measureRebuilt(lab, row, rebuilt);
    ASSERT_TRUE(measured) << measured.error().message();
    EXPECT_NEAR(*row.measured->ratio, 0.9, 0.01);
    EXPECT_EQ(row.measured->after.samples.size(), static_cast<std::size_t>(kRuns));
    EXPECT_TRUE(row.measured->control.known());
    EXPECT_EQ(row.verdict, OptimizationVerdict::SmallerThanClaimed); // 20–35 %
    EXPECT_THAT(row.whyNotMeasured, IsEmpty());
    EXPECT_EQ(row.rebuilt->program, rebuilt);
    EXPECT_THAT(row.rebuilt->differences, Contains(HasSubstr("built by go1.26")));
    EXPECT_EQ(row.output->result, OutputCheck::Result::Same);
    EXPECT_TRUE(std::filesystem::exists(rebuilt)); // it is the user's
    EXPECT_TRUE(lab.logged);
    ASSERT_TRUE(row.initTime && row.initBytes && row.initAllocs);
    EXPECT_THAT(initTexts(row), ElementsAre(HasSubstr("package inits: "), HasSubstr(" allocations, ")));
    table->rows = {row};
    EXPECT_THAT(optimizationText(*table), HasSubstr("rebuilt as   " + rebuilt));
}

TEST(Optimize, refusesARebuiltProgramThatIsTheSame) {
    FakeLab lab(true);
    OptimizationRow row = tableOf(builtInOptimizations()).rows.back();
    const std::string copy = lab.base().program + "-copy";
    std::filesystem::copy_file(lab.base().program, copy, std::filesystem::copy_options::overwrite_existing);
    const auto same = measureRebuilt(lab, row, copy);
    std::filesystem::remove(copy);
    ASSERT_FALSE(same);
    EXPECT_THAT(same.error().message(), HasSubstr("byte for byte"));
    const auto none = measureRebuilt(lab, row, lab.base().program + "-none");
    ASSERT_FALSE(none);
    EXPECT_FALSE(row.measured);
    EXPECT_FALSE(row.rebuilt);
}

TEST(Optimize, measuresRebuiltProgramsBesideTheVariants) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"blank-import:image/png", "blank-import:net/http/pprof", "best"};
    options.rebuilt["lazy-init"] = lab.rebuild(27, 0.7);
    const auto table = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(table) << table.error().message();
    EXPECT_THAT(measuredIds(*table),
                ElementsAre("lazy-init", "best", "blank-import:image/png", "blank-import:net/http/pprof"));
    EXPECT_THAT(table->find("best")->parts, Not(Contains("lazy-init")));
    EXPECT_EQ(table->find("lazy-init")->verdict, OptimizationVerdict::Faster);
    EXPECT_TRUE(std::filesystem::exists(options.rebuilt["lazy-init"]));
    options.rebuilt = {{"strip", options.rebuilt["lazy-init"]}};
    const auto wrong = optimize(lab, builtInOptimizations(), options);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message(), HasSubstr("\"strip\" is built by itself"));
}

TEST(Optimize, isReportedAsTextMarkdownAndJson) {
    FakeLab lab(true);
    OptimizeOptions options;
    options.variants = {"gc-warmup", "static"};
    auto table = optimize(lab, builtInOptimizations(), options);
    ASSERT_TRUE(table);
    for (OptimizationRow& row : table->rows)
        if (row.id == "gc-warmup")
            row.output = OutputCheck{OutputCheck::Result::Changed, "exit status 1 instead of exit status 0"};
    const std::string text = optimizationText(*table);
    EXPECT_THAT(text, HasSubstr("8–15 % faster  slower     × 1.50 [1.4"));
    EXPECT_THAT(text, HasSubstr("slower, output CHANGED"));
    EXPECT_THAT(text, HasSubstr("CHANGED: exit status 1"));
    EXPECT_THAT(text, HasSubstr("main.go:3: C code"));
    EXPECT_THAT(optimizationMarkdown(*table), HasSubstr("| gc-warmup | 8–15 % faster |"));
    const auto json = nlohmann::json::parse(optimizationJson(*table));
    EXPECT_EQ(json["format"], "rt0scope-optimize/1");
    EXPECT_EQ(json["rows"][0]["id"], "gc-warmup");
    EXPECT_EQ(json["rows"][0]["verdict"], "slower");
    EXPECT_EQ(json["rows"][0]["measured"]["runs"], kRuns);
}

} // namespace
} // namespace rt0
