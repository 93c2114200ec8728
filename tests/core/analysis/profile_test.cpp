#include "analysis/profile/callstacks.h"
#include "analysis/profile/flametree.h"
#include "analysis/profile/gotime.h"
#include "analysis/profile/gotop.h"
#include "analysis/profile/measurement.h"
#include "analysis/profile/rawtext.h"
#include "ingest/pprof/pprof.h"
#include "ingest/pprof/prune.h"
#include "support/profilewriter.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <numeric>

namespace rt0::profile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string dataFile(const std::string& name) {
    std::ifstream file(std::string(RT0SCOPE_TEST_DATA) + "/pprof/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Profile open(const std::string& bytes) {
    auto read = pprof::readProfile(bytes, "test");
    EXPECT_TRUE(read) << (read ? "" : read.error().message());
    if (!read)
        return {};
    pprof::dropUninteresting(read->profile);
    return std::move(read->profile);
}

std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return hash;
}

/// Profiles with what `go tool pprof -raw` and `-top -nodecount=100` of Go 1.27 or 1.26 print for them.
class GosTool : public testing::TestWithParam<const char*> {};

TEST_P(GosTool, PrintsTheSame) {
    const std::string name = GetParam();
    const Profile profile = open(dataFile(name + ".pb.gz"));
    EXPECT_EQ(topText(profile, {.nodeCount = 100}), dataFile(name + ".top.txt"));
    if (name == "large.cpu") { // 4 MB: by its checksum
        EXPECT_EQ(rawText(profile).size(), 4'118'315U);
        EXPECT_EQ(fnv1a(rawText(profile)), 0x2c27'd7c5'57e0'9cf2U);
    } else {
        EXPECT_EQ(rawText(profile), dataFile(name + ".raw.txt"));
    }
}

INSTANTIATE_TEST_SUITE_P(Profiles, GosTool,
                         testing::Values("cppbench.contention", "cppbench.cpu", "go.crc32.cpu",
                                         "go.godoc.thread", "gobench.cpu", "gobench.heap", "large.cpu",
                                         "sample.cpu", "go126/cpu", "go126/heap", "go126/mutex",
                                         "go126/block", "go126/goroutine", "go126/threadcreate"));

TEST_P(GosTool, TableOfFunctionsHasTheSameTotals) {
    const Profile profile = open(dataFile(std::string(GetParam()) + ".pb.gz"));
    const CallStacks stacks = callStacks(profile, profile.shownType());
    const Top top = goTop(profile, {.nodeFraction = 0});
    const auto totals = functionTotals(stacks);
    EXPECT_EQ(static_cast<std::int64_t>(stacks.total()), top.total);
    ASSERT_EQ(totals.size(), top.items.size());
    for (std::size_t i = 0; i < totals.size(); ++i) {
        EXPECT_EQ(static_cast<std::int64_t>(totals[i].flat), top.items[i].flat) << i;
        EXPECT_EQ(stacks.functions[totals[i].function].name, top.items[i].name) << i;
        EXPECT_EQ(static_cast<std::int64_t>(totals[i].cum), top.items[i].cum) << i;
    }
}

TEST_P(GosTool, FlameTreeHasTheSameTotals) {
    const Profile profile = open(dataFile(std::string(GetParam()) + ".pb.gz"));
    const CallStacks stacks = callStacks(profile, profile.shownType());
    const FlameTree tree = flameTree(stacks);
    EXPECT_EQ(tree.root().value, stacks.total());
    std::vector<std::uint64_t> flat(tree.functions.size());
    for (std::uint32_t i = 1; i < tree.nodes.size(); ++i)
        flat[tree.nodes[i].function] += tree.self(i);
    for (const FunctionTotal& total : functionTotals(stacks))
        EXPECT_EQ(flat[total.function], total.flat) << tree.functions[total.function].name;
    // Searching for a function finds its cumulated value.
    for (const FunctionTotal& total : functionTotals(stacks)) {
        std::vector<bool> matches(tree.functions.size());
        matches[total.function] = true;
        EXPECT_EQ(matchedValue(tree, matches), total.cum);
        if (tree.functions.size() > 1000)
            break;
    }
}

TEST(Profile, StopsAddingUpWhenAsked) {
    const Profile profile = open(dataFile("large.cpu.pb.gz"));
    const CallStacks stacks = callStacks(profile, profile.shownType());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(callStacks(profile, profile.shownType(), stop.get_token()).size(), 0U);
    EXPECT_TRUE(functionTotals(stacks, stop.get_token()).empty());
    EXPECT_EQ(flameTree(stacks, nullptr, stop.get_token()).nodes.size(), 1U); // the root alone
}

TEST(Measurement, ScalesAsGosTool) {
    EXPECT_EQ(scaledLabel(205'170'000'000, "nanoseconds", "s"), "205.17s");
    EXPECT_EQ(scaledLabel(1'500'000, "ns", "auto"), "1.50ms");
    EXPECT_EQ(scaledLabel(-2048, "bytes", "auto"), "-2kB");
    EXPECT_EQ(scaledLabel(7, "count", "minimum"), "7");
    EXPECT_EQ(scaledLabel(0, "count", "minimum"), "0");
    EXPECT_EQ(percentage(1, 6000), "0.017%");
    EXPECT_EQ(percentage(9996, 10000), "  100%");
    EXPECT_EQ(percentage(1, 0), "    0%");
}

TEST(GoTime, PrintsAsPackageTime) {
    EXPECT_EQ(goDuration(0), "0s");
    EXPECT_EQ(goDuration(240'360'000'000), "4m0.36s");
    EXPECT_EQ(goDuration(1500), "1.5µs");
    EXPECT_EQ(goDuration(-3'600'000'000'000), "-1h0m0s");
    EXPECT_EQ(goTime(1'666'107'597'086'748'038), "2022-10-18 15:39:57.086748038 +0000 UTC");
    EXPECT_EQ(goTimeToSeconds(-1), "1969-12-31 23:59:59 UTC");
}

/// Frames outermost first, one letter each.
CallStacks stacksOf(const std::vector<std::pair<std::string, std::uint64_t>>& lines) {
    CallStacks stacks;
    stacks.unit = "count";
    stacks.type = "samples";
    for (const auto& [frames, value] : lines) {
        for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
            const std::string name(1, *frame);
            std::uint32_t index = 0;
            while (index < stacks.functions.size() && stacks.functions[index].name != name)
                ++index;
            if (index == stacks.functions.size())
                stacks.functions.push_back({name, "p"});
            stacks.frames.push_back(index);
        }
        stacks.ends.push_back(stacks.frames.size());
        stacks.values.push_back(value);
        stacks.samples += value;
    }
    return stacks;
}

/// "a5(b3(c1)d1)": names with values, children in brackets in their order.
std::string dump(const FlameTree& tree, std::uint32_t node = kFlameRoot) {
    std::string text = std::string(tree.nameOf(node)) + std::to_string(tree.nodes[node].value);
    if (tree.compares)
        text += "/" + std::to_string(tree.nodes[node].other);
    if (tree.nodes[node].childCount == 0)
        return text;
    text += "(";
    for (std::uint32_t i = 0; i < tree.nodes[node].childCount; ++i)
        text += dump(tree, tree.nodes[node].firstChild + i);
    return text + ")";
}

TEST(FlameTree, MergesFromTheOutermostFrameAndPutsTheWidestFirst) {
    EXPECT_EQ(dump(flameTree(stacksOf({{"ab", 1}, {"acd", 4}, {"ac", 2}, {"x", 3}}))),
              "all10(a7(c6(d4)b1)x3)");
}

TEST(FlameTree, RecursionCountsOnceInTotals) {
    const CallStacks stacks = stacksOf({{"aabab", 5}, {"a", 2}});
    const auto totals = functionTotals(stacks);
    ASSERT_EQ(totals.size(), 2U);
    EXPECT_EQ(totals[0].flat, 5U); // b
    EXPECT_EQ(totals[0].cum, 5U);
    EXPECT_EQ(totals[1].flat, 2U);
    EXPECT_EQ(totals[1].cum, 7U);
    std::vector<bool> matches(2);
    matches[totals[1].function] = true;
    EXPECT_EQ(matchedValue(flameTree(stacks), matches), 7U);
}

TEST(FlameTree, HoldsTheValueToCompareWith) {
    const CallStacks before = stacksOf({{"ab", 4}, {"ac", 1}});
    const CallStacks after = stacksOf({{"ad", 3}, {"ab", 2}});
    EXPECT_EQ(dump(flameTree(after, &before)), "all5/5(a5/5(b2/4d3/0c0/1))");
}

TEST(FlameTree, FindsChildrenByPlace) {
    const FlameTree tree = flameTree(stacksOf({{"a", 5}, {"b", 3}, {"c", 1}}));
    EXPECT_EQ(tree.nameOf(tree.childAt(kFlameRoot, 0)), "a");
    EXPECT_EQ(tree.nameOf(tree.childAt(kFlameRoot, 4)), "a");
    EXPECT_EQ(tree.nameOf(tree.childAt(kFlameRoot, 5)), "b");
    EXPECT_EQ(tree.nameOf(tree.childAt(kFlameRoot, 8)), "c");
    EXPECT_EQ(tree.childAt(kFlameRoot, 9), kNoNode);
}

TEST(FlameTree, VeryDeepStacksAreCut) {
    const FlameTree tree = flameTree(stacksOf({{std::string(100'000, 'a'), 1}}));
    EXPECT_EQ(tree.depth, FlameTree::kDeepest);
    EXPECT_TRUE(tree.isCut);
}

TEST(FlameTree, HugeValuesDoNotWrapAround) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max() / 2;
    const FlameTree tree = flameTree(stacksOf({{"a", most}, {"b", most}, {"c", most}}));
    std::uint64_t end = 0;
    for (std::uint32_t i = 1; i < tree.nodes.size(); ++i) {
        EXPECT_EQ(tree.nodes[i].begin, end);
        end += tree.nodes[i].width();
    }
    EXPECT_EQ(end, tree.root().width());
}

TEST(Samples, SayTheirNumberAndInterval) {
    const Profile profile = open(dataFile("sample.cpu.pb.gz"));
    const CallStacks stacks = callStacks(profile, profile.shownType());
    EXPECT_EQ(samplesText(stacks), "176 samples, one each 10 ms of CPU time");
    EXPECT_THAT(coarseAdvice(stacks), IsEmpty());
    const Profile heap = open(dataFile("gobench.heap.pb.gz"));
    EXPECT_THAT(samplesText(sampleValues(heap, heap.shownType())), HasSubstr("512 KiB allocated"));
    EXPECT_THAT(samplesText(sampleValues(heap, heap.shownType())), HasSubstr("at least"));
}

TEST(Samples, TooFewSayWhatToDo) {
    EXPECT_THAT(coarseAdvice(stacksOf({{"a", 19}})), HasSubstr("SetCPUProfileRate"));
    EXPECT_THAT(coarseAdvice(stacksOf({{"a", 20}})), IsEmpty());
    EXPECT_THAT(coarseAdvice({}), HasSubstr("No sample"));
}

TEST(Samples, PackagesComeFromTheNames) {
    test::ProfileWriter writer;
    writer.sampleType("cpu", "nanoseconds").sample({1, 2, 3}, {1});
    writer.mapping(1, 0, 100, 0, "/lib/libc.so.6");
    writer.location(1, 1, 0x10).location(2, 1, 0x11, {1}).location(3, 0, 0x12, {2});
    writer.function(1, "net/http.(*Server).Serve").function(2, "gopkg.in/yaml%2ev2.init");
    const CallStacks stacks = callStacks(open(writer.bytes()), 0);
    ASSERT_EQ(stacks.functions.size(), 3U);
    EXPECT_EQ(stacks.functions[0].package, "[libc.so.6]");
    EXPECT_EQ(stacks.functions[1].package, "net/http");
    EXPECT_EQ(stacks.functions[2].package, "gopkg.in/yaml.v2");
}

} // namespace
} // namespace rt0::profile
