#include "recording/launchjson.h"

#include "support/samplelaunch.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(LaunchJson, RoundTripKeepsEveryField) {
    const std::string first = launchJson(test::sampleLaunch());
    const auto read = launchOf(first);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(launchJson(*read), first);
    EXPECT_EQ(read->runs.size(), 7U);
    EXPECT_EQ(read->runs[0].hits.back().argument, 0xffff'ffff'ffff'fff0U);
    EXPECT_EQ(read->runs[6].syscalls[2].duration, Nanoseconds(-1));
    EXPECT_EQ(read->runs[6].counters.size(), read->runs[6].hits.size());
    EXPECT_EQ(read->runs[6].m0->stackHi, 0x7ffd0000U);
    EXPECT_FALSE(read->runs[0].m0);
    EXPECT_EQ(read->warnings, test::sampleLaunch().warnings);
}

TEST(LaunchJson, NamesWhatItCouldNotRead) {
    json changed = json::parse(launchJson(test::sampleLaunch()));
    changed["program"] = 7;
    changed["runs"][0]["technique"] = "magic";
    changed["runs"][0]["pid"] = 1e99;
    const auto read = launchOf(changed.dump());
    ASSERT_TRUE(read);
    EXPECT_THAT(read->program, IsEmpty());
    ASSERT_EQ(read->warnings.size(), 4U);
    EXPECT_THAT(read->warnings[1].message, HasSubstr("\"program\""));
    EXPECT_EQ(read->runs.size(), 7U);
}

TEST(LaunchJson, KeysOfTomorrowDoNotMatter) {
    json changed = json::parse(launchJson(test::sampleLaunch()));
    changed["runs"][0]["tomorrow"] = {1, 2, 3};
    changed.erase("working_directory");
    const auto read = launchOf(changed.dump());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->warnings.size(), 1U);
}

TEST(LaunchJson, TakesOutWhatPointsNowhere) {
    json changed = json::parse(launchJson(test::sampleLaunch()));
    changed["runs"][0]["hits"]["probe"][3] = 100000;
    changed["runs"][2]["hits"]["time_ns"][3] = 0; // before the hit in front of it
    changed["runs"][4]["probes"]["init_task"][0] = 17;
    changed["runs"][6]["syscalls"]["thread"][0] = 9;
    changed["runs"][6]["to_main_ns"] = std::int64_t{1} << 62;
    const auto read = launchOf(changed.dump());
    ASSERT_TRUE(read);
    EXPECT_THAT(read->runs[0].hits, IsEmpty());
    EXPECT_THAT(read->runs[2].hits, IsEmpty());
    EXPECT_EQ(read->runs[4].probes[0].initTask, -1);
    EXPECT_THAT(read->runs[6].syscalls, IsEmpty());
    EXPECT_FALSE(read->runs[6].toMain);
    EXPECT_EQ(read->warnings.size(), 5U);
}

TEST(LaunchJson, RefusesWhatIsNoObjectOrNestedTooDeeply) {
    EXPECT_FALSE(launchOf(""));
    EXPECT_FALSE(launchOf("[]"));
    EXPECT_FALSE(launchOf("{\"runs\": "));
    const auto deep = launchOf("{\"runs\":" + std::string(100000, '['));
    ASSERT_FALSE(deep);
    EXPECT_THAT(deep.error().what, HasSubstr("too deeply"));
}

} // namespace
} // namespace rt0
