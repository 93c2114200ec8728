#include "analysis/verdict.h"

#include "core/analysis/startups.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using test::gcCycle;
using test::init;
using test::startupOf;
using test::us;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

LoaderRecord loader() {
    LoaderRecord record;
    record.totalCycles = 168425;
    record.relativeRelocations = 11098;
    return record;
}

TEST(Verdict, NamesElapsedTimeSelfTimeAndTheHeaviestPackage) {
    Startup startup =
        startupOf({init("runtime", 0, 5000), init("k8s.io/kubectl/pkg/cmd/options", 40000, 15000)});
    startup.gcCycles = {gcCycle(1, 2)};
    startup.loader = loader();
    EXPECT_EQ(verdict(startup).sentence,
              "2 package inits took 55 ms from the first to the last, 20–20.002 ms of it inside "
              "the inits; the longest wait, 35 ms, lies between the inits of runtime and "
              "k8s.io/kubectl/pkg/cmd/options; k8s.io/kubectl/pkg/cmd/options alone 15 ms, 75 % of the "
              "time in inits.");
    EXPECT_EQ(verdict(startup).detail,
              "1 GC cycle during package init stopped the world for 150–152 µs. "
              "The loader took 168,425 CPU cycles and applied 11,098 relative relocations.");
}

TEST(Verdict, NoWaitIsNamedThatIsShorterThanTheHeaviestInit) {
    EXPECT_THAT(verdict(startupOf({init("a", 0, 5000), init("b", 6000, 100)})).sentence,
                Not(HasSubstr("wait")));
}

TEST(Verdict, TheInitsTogetherTakeNoLongerThanFromTheFirstToTheLast) {
    std::vector<PackageInit> inits;
    for (int i = 0; i < 100; ++i)
        inits.push_back(init("p" + std::to_string(i), i, 0));
    inits[0].duration = us(1, 2);
    EXPECT_THAT(verdict(startupOf(inits)).sentence,
                HasSubstr("took 98–101 µs from the first to the last, 1–101 µs"));
}

TEST(Verdict, ASingleInitIsNamedOnce) {
    EXPECT_EQ(verdict(startupOf({init("main", 0, 3100)})).sentence,
              "1 package init, main, took 3.1–3.101 ms.");
    EXPECT_EQ(verdict(startupOf({init("main", 0, 0)})).sentence,
              "1 package init, main, took < 1 µs: less than the log can tell.");
}

TEST(Verdict, InitsBelowTheResolutionAreNotRanked) {
    const Startup startup = startupOf({init("a", 0, 0), init("b", 500, 0)});
    EXPECT_THAT(verdict(startup).sentence, HasSubstr("none is longer than the log can tell (1 µs)."));
}

TEST(Verdict, AStartupKnownByItsGcOnlySaysSo) {
    Startup startup;
    startup.gcCycles = {gcCycle(1, 2), gcCycle(2, 8)};
    EXPECT_THAT(verdict(startup).sentence, HasSubstr("2 GC cycles stopped the world for "));
    EXPECT_EQ(verdict(startup).detail, "Package inits were not measured.");
}

TEST(Verdict, AStartupKnownByItsLoaderOnlySaysSo) {
    Startup startup;
    startup.loader = loader();
    EXPECT_EQ(verdict(startup).sentence,
              "The loader took 168,425 CPU cycles and applied 11,098 relative relocations.");
    EXPECT_EQ(verdict(startup).detail, "Go's own part of the start-up was not measured.");
    startup.loader = LoaderRecord{};
    EXPECT_EQ(verdict(startup).sentence, "The loader's statistics are incomplete.");
}

TEST(Verdict, ACycleThatPossiblyBeganLaterIsCountedAsARange) {
    Startup startup = startupOf({init("a", 0, 9500)});
    startup.gcCycles = {gcCycle(1, 2), gcCycle(2, 9)};
    EXPECT_THAT(verdict(startup).detail, HasSubstr("1–2 GC cycles during package init"));
    startup.gcCycles = {gcCycle(1, 20)};
    EXPECT_EQ(verdict(startup).detail, "No GC cycle began before the last init ended.");
}

TEST(Verdict, NothingMeasuredIsSaid) {
    EXPECT_EQ(verdict({}).sentence, "Nothing of this start-up was measured.");
}

TEST(NotMeasured, NamesThePhasesByWhatWouldMeasureThem) {
    Startup startup;
    startup.gcCycles = {gcCycle(1, 2)};
    startup.phases[0].name = "exec";
    startup.phases[0].howToMeasure = "strace -ttt";
    startup.phases[1].name = "loader";
    startup.phases[1].measured = true;
    startup.phases[2] = startup.phases[0];
    startup.phases[2].name = "bootstrap";
    startup.phases[3].name = "schedinit";
    EXPECT_THAT(notMeasured(startup), ElementsAre("exec, bootstrap: strace -ttt", "schedinit"));
}

TEST(InittraceRemark, IsOnlyForStartupsWithInits) {
    EXPECT_TRUE(inittraceRemark({}).empty());
    EXPECT_THAT(std::string(inittraceRemark(startupOf({init("a", 0, 1)}))), HasSubstr("slows package init"));
}

} // namespace
} // namespace rt0
