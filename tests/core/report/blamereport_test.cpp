#include "report/blamereport.h"

#include "core/analysis/startups.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

Document document() {
    Document made;
    made.source.path = "program.log";
    made.startups.push_back(test::startupOf(
        {test::init("runtime", 0, 5), test::init("k8s.io/api/apps/v1", 10, 70), test::init("main", 90, 20)}));
    return made;
}

TEST(BlameText, ListsTheHeaviestAndSumsUpTheRest) {
    const std::string text = blameText(document(), {.by = BlameBy::Time, .startup = 0, .top = 1});
    EXPECT_THAT(text, HasSubstr("program.log: 3 package inits by self time"));
    EXPECT_THAT(text, HasSubstr("k8s.io/api/apps/v1\n"));
    EXPECT_THAT(text, HasSubstr("(2 more)\n"));
    EXPECT_THAT(text, HasSubstr("(all 3)\n"));
}

TEST(BlameText, ZeroMeansAll) {
    EXPECT_THAT(blameText(document(), {.by = BlameBy::Time, .startup = 0, .top = 0}),
                Not(HasSubstr("more)")));
}

TEST(BlameText, WithoutInitsSaysHowToGetThem) {
    EXPECT_THAT(blameText({}, {}), HasSubstr("GODEBUG=inittrace=1"));
    EXPECT_THAT(blameText(document(), {.by = BlameBy::Time, .startup = 7, .top = 1}),
                HasSubstr("No package inits"));
}

TEST(BlameJson, IsVersionedAndRanked) {
    const Json json = Json::parse(blameJson(document(), {.by = BlameBy::Time, .startup = 0, .top = 2}));
    EXPECT_EQ(json["format"], "rt0scope-blame/1");
    EXPECT_EQ(json["by"], "time");
    ASSERT_EQ(json["packages"].size(), 2U);
    EXPECT_EQ(json["packages"][0]["package"], "k8s.io/api/apps/v1");
    EXPECT_EQ(json["packages"][0]["group"], "k8s.io/api");
    EXPECT_EQ(json["totals"]["inits"], 3);
    EXPECT_EQ(json["groups"].size(), 3U);
}

} // namespace
} // namespace rt0
