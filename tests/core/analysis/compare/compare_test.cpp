#include "analysis/compare/compare.h"

#include "analysis/compare/family.h"
#include "analysis/compare/measured.h"

#include "../startups.h"
#include "report/comparereport.h"
#include "support/comparedlaunch.h"
#include "timeline/open.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace rt0::compare {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Side sideOfLog(const std::string& name) {
    auto document = openFile(RT0SCOPE_TEST_DATA "/logs/" + name);
    EXPECT_TRUE(document) << document.error().message();
    const std::size_t main = document->main;
    return sideOf(std::make_shared<const Document>(std::move(*document)), main);
}

std::size_t countOf(const Comparison& comparison, Presence presence) {
    return static_cast<std::size_t>(
        std::ranges::count(comparison.packages, presence, &PackageDifference::presence));
}

std::size_t movedIn(const Comparison& comparison) {
    return static_cast<std::size_t>(std::ranges::count(comparison.packages, true, &PackageDifference::moved));
}

const PackageDifference& package(const Comparison& comparison, std::string_view path) {
    const auto found = std::ranges::find(comparison.packages, path, &PackageDifference::importPath);
    EXPECT_NE(found, comparison.packages.end()) << path;
    return found == comparison.packages.end() ? comparison.packages.front() : *found;
}

std::vector<std::string> messages(const Comparison& comparison) {
    std::vector<std::string> texts;
    for (const Diagnostic& warning : comparison.warnings)
        texts.push_back(warning.message);
    return texts;
}

// The numbers were counted in the logs with a script.
TEST(CompareLogs, TwoReleasesOfKubectl) {
    const Comparison comparison =
        compareSides(sideOfLog("kubectl-1.32.3.inittrace.log"), sideOfLog("kubectl-1.36.4.inittrace.log"));
    EXPECT_EQ(countOf(comparison, Presence::Both), 357U);
    EXPECT_EQ(countOf(comparison, Presence::Added), 40U);
    EXPECT_EQ(countOf(comparison, Presence::Removed), 31U);
    EXPECT_EQ(movedIn(comparison), 18U);
    ASSERT_NE(comparison.metric(MetricId::InitBytes), nullptr);
    EXPECT_EQ(comparison.metric(MetricId::InitBytes)->value.before.median, 10'873'176);
    EXPECT_EQ(comparison.metric(MetricId::InitBytes)->value.after.median, 10'316'792);
    EXPECT_EQ(comparison.metric(MetricId::InitAllocs)->value.delta(), 51'658 - 55'930);
    EXPECT_EQ(comparison.metric(MetricId::ToReady), nullptr);
    EXPECT_EQ(package(comparison, "k8s.io/kubectl/pkg/cmd/options").bytes.after.median, 4'654'608);
}

TEST(CompareLogs, ASingleRunIsNeverSignificant) {
    const Comparison comparison = compareSides(sideOfLog("docker-proxy-26.1.5.inittrace.log"),
                                               sideOfLog("docker-proxy-28.5.2.inittrace.log"));
    EXPECT_EQ(countOf(comparison, Presence::Added), 7U);
    EXPECT_EQ(countOf(comparison, Presence::Removed), 0U);
    EXPECT_EQ(movedIn(comparison), 1U);
    for (const PackageDifference& one : comparison.packages)
        EXPECT_TRUE(one.time.verdict == Verdict::OneRunOnly || one.time.verdict == Verdict::NotCompared);
    EXPECT_EQ(comparison.headline()->value.verdict, Verdict::OneRunOnly);
    EXPECT_THAT(messages(comparison), testing::Contains(HasSubstr("1 run, not significant by itself")));
}

Side sideOfInits(std::vector<PackageInit> inits) {
    return {"side", {}, std::make_shared<const Startup>(startupOf(std::move(inits)))};
}

TEST(ComparePackages, AShiftedPackageHasNotMoved) {
    const Comparison comparison =
        compareSides(sideOfInits({init("a", 0, 1), init("gone", 1, 1), init("b", 2, 1), init("c", 3, 1)}),
                     sideOfInits({init("new", 0, 1), init("a", 1, 1), init("c", 2, 1), init("b", 3, 1)}));
    std::vector<std::string> order;
    for (const PackageDifference& one : comparison.packages)
        order.push_back(one.importPath + (one.presence == Presence::Added     ? "+"
                                          : one.presence == Presence::Removed ? "-"
                                          : one.moved                         ? "!"
                                                                              : ""));
    EXPECT_EQ(movedIn(comparison), 1U);
    EXPECT_THAT(order,
                ElementsAre("new+", "a", "gone-", testing::AnyOf("c", "c!"), testing::AnyOf("b", "b!")));
    EXPECT_EQ(package(comparison, "c").before, 3U);
    EXPECT_EQ(package(comparison, "c").after, 2U);
}

TEST(CompareRecordings, EverythingTakesHalfAsLongAgain) {
    const Comparison comparison = compareSides(sideOfLaunch(launchOfRuns(factorsAround(1.0, 12, 1)), "old"),
                                               sideOfLaunch(launchOfRuns(factorsAround(1.5, 12, 2)), "new"));
    const Difference& total = comparison.headline()->value;
    EXPECT_EQ(comparison.headline()->id, MetricId::ToMain);
    EXPECT_EQ(total.before.samples.size(), 12U);
    EXPECT_EQ(total.verdict, Verdict::Differs);
    EXPECT_TRUE(total.interval->contains(*total.ratio));
    EXPECT_NEAR(*total.ratio, 1.5, 0.05);
    EXPECT_TRUE(differs(comparison.metric(MetricId::Cpu)->value));
    EXPECT_EQ(comparison.metric(MetricId::InitBytes)->value.verdict, Verdict::Equal);
    for (const PhaseDifference& phase : comparison.phases)
        EXPECT_TRUE(differs(phase.time)) << phase.name;
    EXPECT_TRUE(differs(package(comparison, "example.org/a").time));
    EXPECT_GE(*package(comparison, "main").time.adjustedP, *package(comparison, "main").time.p);
}

TEST(CompareRecordings, RunsOfOneBuildDoNotDiffer) {
    const Comparison comparison = compareSides(sideOfLaunch(launchOfRuns(factorsAround(1.0, 12, 1)), "old"),
                                               sideOfLaunch(launchOfRuns(factorsAround(1.0, 12, 3)), "new"));
    for (const MetricDifference& metric : comparison.metrics)
        EXPECT_FALSE(differs(metric.value)) << metric.name;
    for (const PackageDifference& one : comparison.packages)
        EXPECT_FALSE(one.changed()) << one.importPath;
}

TEST(CompareRecordings, ThreeRunsAreTooFew) {
    const Comparison comparison = compareSides(sideOfLaunch(launchOfRuns(factorsAround(1.0, 3, 1)), "old"),
                                               sideOfLaunch(launchOfRuns(factorsAround(9.0, 3, 2)), "new"));
    EXPECT_EQ(comparison.headline()->value.verdict, Verdict::TooFewRuns);
    EXPECT_THAT(messages(comparison), testing::Contains(HasSubstr("too few")));
}

TEST(CompareRecordings, NothingSmallerThanTheControlIsSignificant) {
    Rt0File old;
    old.launch = launchOfRuns(factorsAround(1.0, 12, 1));
    old.control = launchOfRuns(factorsAround(1.3, 12, 4)); // equal copies differ by 30 % here
    const Side after = sideOfLaunch(launchOfRuns(factorsAround(1.2, 12, 2)), "new");
    const Comparison comparison = compareSides(sideOfFile(old, "old"), after);
    ASSERT_TRUE(comparison.control);
    EXPECT_EQ(comparison.headline()->value.verdict, Verdict::WithinControl);
    EXPECT_NEAR(*comparison.headline()->value.controlRatio, 1.3, 0.05);
    for (const PackageDifference& one : comparison.packages)
        EXPECT_FALSE(differs(one.time)) << one.importPath;
    CompareOptions options;
    options.heedControl = false;
    EXPECT_TRUE(differs(compareSides(sideOfFile(old, "old"), after, options).headline()->value));
}

// The ranks differ (p = 0.006 exactly), but both sets lie in two heaps, and their medians may be anywhere.
TEST(CompareRecordings, ADifferenceNeedsTestAndIntervalToAgree) {
    const std::vector<double> before{10, 10.1, 10.2, 10.3, 10.4, 20, 20.1, 20.2, 20.3, 20.4, 20.5, 20.6};
    const std::vector<double> after{5, 5.1, 5.2, 5.3, 5.4, 9, 9.1, 19, 19.1, 19.2, 19.3, 19.4};
    Difference twoHeaps;
    twoHeaps.before = measuredOver(before);
    twoHeaps.after = measuredOver(after);
    std::vector<double> half;
    for (const double value : before)
        half.push_back(value / 2.2);
    Difference clear;
    clear.before = measuredOver(before);
    clear.after = measuredOver(half);
    for (Difference* difference : {&twoHeaps, &clear}) {
        const CompareOptions options;
        Family alone(options, 1);
        alone.add(*difference);
        alone.decide();
    }
    EXPECT_NEAR(*twoHeaps.p, 0.00556, 0.00001);
    EXPECT_TRUE(twoHeaps.interval->contains(1));
    EXPECT_EQ(twoHeaps.verdict, Verdict::Unsettled);
    EXPECT_FALSE(differs(twoHeaps));
    EXPECT_LT(clear.interval->hi, 1);
    EXPECT_EQ(clear.verdict, Verdict::Differs);
}

/// What the dynamic linker prints; its numbers vary by `spread`.
LaunchRun loaderRun(bool atOnce, int spread) {
    LaunchRun run;
    run.purpose = LaunchPurpose::LoaderStatistics;
    run.pid = 42;
    run.environment = {"LD_DEBUG=statistics"};
    if (atOnce)
        run.environment.emplace_back("LD_BIND_NOW=1");
    const int relocating = (atOnce ? 12'000 : 9'000) + spread;
    run.standardError.text =
        "        42:\t\n        42:\truntime linker statistics:\n"
        "        42:\t  total startup time in dynamic loader: " +
        std::to_string(40'000 + relocating) +
        " cycles\n        42:\t            time needed for relocation: " + std::to_string(relocating) +
        " cycles (20.0%)\n        42:\t                 number of relocations: " + (atOnce ? "129" : "79") +
        "\n";
    return run;
}

TEST(CompareRecordings, TellWhatBindingAPltEntryTakes) {
    Launch lazy = launchOfRuns(factorsAround(1.0, 8, 1));
    lazy.runs.push_back(loaderRun(false, 900)); // the first one is in no pair
    for (int i = 0; i < 5; ++i) {
        lazy.runs.push_back(loaderRun(true, 10 * i));
        lazy.runs.push_back(loaderRun(false, 10 * i));
    }
    const Launch other = launchOfRuns(factorsAround(1.0, 8, 2));
    const Comparison comparison = compareSides(sideOfLaunch(lazy, "lazy"), sideOfLaunch(other, "other"));
    const Difference& each = comparison.metric(MetricId::BindingCycles)->value;
    EXPECT_EQ(each.before.samples.size(), 5U);
    EXPECT_DOUBLE_EQ(each.before.median, 3000.0 / 50);
    EXPECT_FALSE(each.after.known());
    EXPECT_EQ(comparison.metric(MetricId::LoaderCycles)->value.before.samples.size(), 6U);
    EXPECT_DOUBLE_EQ(comparison.metric(MetricId::BoundLoaderCycles)->value.before.median, 52'020);
    const std::string text = compareText({{comparison.before, comparison.after}, {comparison}, {comparison}});
    EXPECT_THAT(text, HasSubstr("takes 60 cycles more than later ones"));
    EXPECT_THAT(text, HasSubstr("5 pairs of starts"));
    EXPECT_THAT(text, HasSubstr("First and later calls through a PLT entry: not measured."));
}

TEST(CompareRecordings, TellWhatIsNotComparable) {
    Launch first = launchOfRuns(factorsAround(1.0, 8, 1));
    Launch second = launchOfRuns(factorsAround(1.0, 8, 2));
    first.machine.loadAverage = "9.5 4 2";
    second.machine.cpuModel = "Another processor";
    second.command = {"./server", "--other"};
    second.until = LaunchUntil::Listen;
    second.date += std::chrono::hours(5);
    const Comparison comparison = compareSides(sideOfLaunch(first, "old"), sideOfLaunch(second, "new"));
    for (const char* const expected : {"different machines: processor", "busy", "different arguments",
                                       "--until", "not in turns", "5 h apart", "no A/A control"})
        EXPECT_THAT(messages(comparison), testing::Contains(HasSubstr(expected)));
    EXPECT_FALSE(comparison.interleaved);
}

TEST(CompareRecordings, RecordedInTurnsWithAControlThereIsNothingToSay) {
    Rt0File first;
    Rt0File second;
    first.launch = launchOfRuns(factorsAround(1.0, 8, 1));
    first.launch.turns = LaunchTurns{"s1", "old", 0, 2, false};
    first.control = launchOfRuns(factorsAround(1.0, 8, 3));
    second.launch = launchOfRuns(factorsAround(1.0, 8, 2));
    second.launch.turns = LaunchTurns{"s1", "new", 1, 2, false};
    const Comparison comparison = compareSides(sideOfFile(first, "old"), sideOfFile(second, "new"));
    EXPECT_TRUE(comparison.interleaved);
    EXPECT_THAT(messages(comparison), IsEmpty());
}

constexpr const char* kOldBuild = R"({"binary": {"go_version": "go1.24.4", "settings": {"-ldflags": "-s",
  "DefaultGODEBUG": "a=1,b=2"}, "main_module": {"path": "example.org/server", "version": "v1.0.0"},
  "modules": [{"path": "example.org/a", "version": "v1.0.0"}, {"path": "example.org/gone", "version": "v0.1.0"}],
  "link": {"pie": true, "static": false, "mode": "external"},
  "dynamic": {"interpreter": "/lib64/ld.so", "needed": ["libc.so.6"],
              "relocations": {"by_kind": {"RELATIVE": 1000, "JUMP_SLOT": 10}}},
  "sizes": {"file": 2000000}}})";
constexpr const char* kNewBuild = R"({"binary": {"go_version": "go1.27.1", "settings": {"-ldflags": "-s",
  "DefaultGODEBUG": "a=1,c=3"}, "main_module": {"path": "example.org/server", "version": "v1.1.0"},
  "modules": [{"path": "example.org/a", "version": "v1.0.0",
               "replacement": {"path": "example.org/fork", "version": "v3.0.0"}}],
  "link": {"pie": false, "static": true, "mode": "internal"},
  "dynamic": {"interpreter": null, "needed": [], "relocations": {"by_kind": {}}},
  "sizes": {"file": 1500000}}})";

TEST(CompareBuilds, ChangesAreAttachedToThePackagesThatTheyExplain) {
    const Comparison comparison =
        compareSides(sideOfLaunch(launchOfRuns(factorsAround(1.0, 12, 1)), "old", kOldBuild),
                     sideOfLaunch(launchOfRuns(factorsAround(1.5, 12, 2)), "new", kNewBuild));
    std::vector<std::string> changes;
    for (const BuildChange& change : comparison.buildChanges)
        changes.push_back(change.name + ": " + change.before + " -> " + change.after);
    EXPECT_THAT(changes,
                ElementsAre("Go: go1.24.4 -> go1.27.1", "DefaultGODEBUG: b=2 -> c=3", "PIE: yes -> no",
                            "linked by: external -> internal", "static: no -> yes", "libc.so.6: needed -> ",
                            "example.org/a: v1.0.0 -> => example.org/fork v3.0.0",
                            "example.org/gone: v0.1.0 -> ", "example.org/server: v1.0.0 -> v1.1.0"));
    const PackageDifference& explained = package(comparison, "example.org/a");
    ASSERT_EQ(explained.explanations.size(), 1U);
    EXPECT_EQ(comparison.buildChanges[explained.explanations[0]].name, "example.org/a");
    EXPECT_EQ(comparison.buildChanges[explained.explanations[0]].packages, 1U);
    EXPECT_EQ(comparison.metric(MetricId::JumpSlots)->value.before.median, 10);
    EXPECT_EQ(comparison.metric(MetricId::Relocations)->value.after.median, 0);
    EXPECT_EQ(comparison.metric(MetricId::BinarySize)->value.verdict, Verdict::Differs);
}

TEST(CompareBuilds, FactsOfAnotherKindAreNoFacts) {
    for (const char* const json :
         {"", "[]", "{\"binary\": 3}", "{\"binary\": {\"modules\": {\"a\": 1}}}",
          "{\"binary\": {\"sizes\": [], \"settings\": 4, \"go_version\": []}}", "{{{"}) {
        const Comparison comparison = compareSides(sideOfLaunch(launchOfRuns({1, 1.1}), "old", json),
                                                   sideOfLaunch(launchOfRuns({1, 1.1}), "new", kNewBuild));
        EXPECT_FALSE(comparison.metrics.empty());
    }
}

TEST(CompareSides, NothingIsNothing) {
    const Side empty{"empty", {}, std::make_shared<const Startup>()};
    const Comparison comparison = compareSides(empty, empty);
    EXPECT_THAT(comparison.metrics, IsEmpty());
    EXPECT_EQ(comparison.headline(), nullptr);
}

TEST(SideLabels, TellFilesApart) {
    const std::vector<std::string> paths{"/x/old/bin/server", "/x/new/bin/server", "/x/new/bin/server",
                                         "b/1.2.log"};
    EXPECT_THAT(sideLabels(paths), ElementsAre("server (old)", "server (new)", "server (new) (2)", "1.2"));
}

TEST(Trend, IsAgainstTheFirstAndTheOneBefore) {
    const std::vector<Side> sides{sideOfLaunch(launchOfRuns(factorsAround(1.0, 10, 1)), "1"),
                                  sideOfLaunch(launchOfRuns(factorsAround(1.5, 10, 2)), "2"),
                                  sideOfLaunch(launchOfRuns(factorsAround(1.5, 10, 3)), "3")};
    const Trend trend = trendOf(sides);
    ASSERT_EQ(trend.againstFirst.size(), 2U);
    ASSERT_EQ(trend.againstPrevious.size(), 2U);
    EXPECT_TRUE(differs(trend.againstFirst[1].headline()->value));
    EXPECT_FALSE(differs(trend.againstPrevious[1].headline()->value));
}

} // namespace
} // namespace rt0::compare
