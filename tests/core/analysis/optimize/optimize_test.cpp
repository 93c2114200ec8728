#include "analysis/optimize/optimize.h"

#include "recording/rt0file.h"
#include "report/optimizereport.h"
#include "support/samplelaunch.h"
#include "support/tinygobinary.h"
#include "timeline/launchstartup.h"

#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int kRuns = 12;

/// Times are the sample's, scaled, with a spread of 2 %.
Launch timed(double factor) {
    Launch launch = test::sampleLaunch();
    std::erase_if(launch.runs, [](const LaunchRun& run) { return run.purpose == LaunchPurpose::MainTime; });
    for (int i = 0; i < kRuns; ++i) {
        LaunchRun& run = launch.runs.emplace_back();
        run.purpose = LaunchPurpose::MainTime;
        run.technique = LaunchTechnique::Trampolines;
        run.end = LaunchEnd::Stopped;
        run.toMain = Nanoseconds(static_cast<std::int64_t>(factor * (10e6 + 20'000 * ((i * 7) % kRuns))));
        run.toReady = run.toMain;
    }
    return launch;
}

/// A lab where a variant takes what the test says, by what is changed.
class FakeLab final : public OptimizationLab {
public:
    explicit FakeLab(bool source) : m_source(source) {
        m_base.program = testing::TempDir() + "rt0scope-optimize-test";
        std::ofstream(m_base.program, std::ios::binary) << test::TinyGoBinary(27).bytes();
        m_base.bytes = 8192;
        m_imports = {{"example.org/m", "image/png", {"/m/main.go"}, "main.go:5"},
                     {"example.org/m", "net/http/pprof", {"/m/main.go"}, "main.go:6"}};
    }
    ~FakeLab() override { std::remove(m_base.program.c_str()); }

    const BuiltProgram& base() const override { return m_base; }
    std::string name() const override { return "example.org/m"; }
    bool hasSource() const override { return m_source; }
    std::vector<std::string> notes() const override { return {"a note"}; }
    const std::vector<BlankImport>& blankImports() const override { return m_source ? m_imports : m_none; }

    Result<std::shared_ptr<const Document>> recordBase() override {
        Rt0File file;
        file.launch = timed(1);
        for (LaunchRun& run : file.launch.runs)
            if (run.purpose == LaunchPurpose::InitLog)
                run.standardError.text += collections;
        return std::make_shared<const Document>(documentOf(std::move(file), {}));
    }

    Result<BuiltProgram> build(const VariantSpec& variant, const std::string& name) override {
        built.push_back(name);
        if (!variant.buildEnvironment.empty())
            return tl::unexpected(Error{"go build failed:\nmain.go:3: C code", {}, {}});
        BuiltProgram program = m_base;
        program.bytes -= variant.linkerFlags.empty() ? 0 : 1000;
        program.program = m_base.program + "-" + std::to_string(built.size());
        specs.push_back(variant);
        return program;
    }

    Result<RecordedComparison> measure(std::span<const ComparedProgram> programs) override {
        RecordedComparison recorded;
        for (const ComparedProgram& program : programs)
            recorded.sides.push_back(timed(factorOf(program)));
        recorded.control = timed(1.001);
        return recorded;
    }

    std::vector<std::string> built;
    std::vector<VariantSpec> specs;
    std::string collections; ///< what gctrace prints

private:
    /// Each linker flag counts 3 %, each import that is left out 10 %, a file in package main costs 50 %.
    double factorOf(const ComparedProgram& program) const {
        const std::size_t dash = program.command.front().rfind('-');
        const std::string number = program.command.front().substr(dash + 1);
        if (program.command.front() == m_base.program)
            return 1;
        double factor = 1;
        std::size_t successes = 0;
        for (std::size_t i = 0; i < built.size() && successes < specs.size(); ++i) {
            const VariantSpec& spec = specs[successes];
            if (std::to_string(i + 1) == number) {
                for (std::size_t k = 0; k < spec.withoutImports.size(); ++k)
                    factor *= 0.9;
                factor *= spec.linkerFlags.empty() ? 1.0 : 0.95;
                factor *= spec.mainFiles.empty() ? 1.0 : 1.5;
            }
            successes += built[i] == "static" ? 0 : 1;
        }
        return factor;
    }

    bool m_source;
    BuiltProgram m_base;
    std::vector<BlankImport> m_imports;
    std::vector<BlankImport> m_none;
};

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
