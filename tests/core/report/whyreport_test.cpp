#include "report/whyreport.h"

#include "report/graphdot.h"
#include "report/graphjson.h"
#include "timeline/open.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace rt0 {
namespace {

using testing::HasSubstr;
using testing::Not;

Document document() {
    const std::vector<std::string> files{RT0SCOPE_TEST_DATA "/startup-pair/go127/server.log",
                                         RT0SCOPE_TEST_DATA "/golist/startup-pair.go127.json"};
    auto opened = openFiles(files);
    EXPECT_TRUE(opened) << opened.error().message();
    return opened ? std::move(*opened) : Document{};
}

TEST(Why, TellsChainsCostAndOrder) {
    const auto text = whyText(document(), {.package = "net/http", .before = "text/template"});
    ASSERT_TRUE(text) << text.error().message();
    EXPECT_THAT(*text, HasSubstr("Import graph: go list ("));
    EXPECT_THAT(*text, HasSubstr("a0demo → net/http\n"));
    EXPECT_THAT(*text, HasSubstr("what goes if nothing imports it"));
    EXPECT_THAT(*text, HasSubstr("When it initialises: "));
    EXPECT_THAT(*text, HasSubstr("Which runs first\n  text/template runs first because"));
    EXPECT_THAT(*text, Not(HasSubstr("ran at its place"))); // the rule explains the whole log
}

TEST(Why, AsJsonHoldsTheSame) {
    const auto text = whyJson(document(), {.package = "a0demo/catalog"});
    ASSERT_TRUE(text);
    const auto json = nlohmann::json::parse(*text);
    EXPECT_EQ(json["format"], "rt0scope-why/1");
    EXPECT_EQ(json["package"], "a0demo/catalog");
    EXPECT_EQ(json["only_import"], "a0demo");
    EXPECT_EQ(json["chains"][0], nlohmann::json({"a0demo", "a0demo/catalog"}));
    EXPECT_EQ(json["retained"]["packages"], json["freed"].size());
    EXPECT_EQ(json["before"], nullptr);
    EXPECT_EQ(json["graph"]["source"], "go list");
    EXPECT_EQ(json["graph"]["inferred"], false);
}

TEST(Why, OfNoSuchPackageNamesSimilarOnes) {
    const auto text = whyText(document(), {.package = "catalo"});
    ASSERT_FALSE(text);
    EXPECT_THAT(text.error().hint, HasSubstr("a0demo/catalog"));
    EXPECT_FALSE(whyText({}, {.package = "a"}));
}

TEST(GraphJson, HoldsEveryPackageAndImport) {
    const auto json = nlohmann::json::parse(initGraphJson(document(), 0));
    EXPECT_EQ(json["format"], "rt0scope-graph/1");
    EXPECT_EQ(json["packages"].size(), 290U);
    EXPECT_EQ(json["order"], nlohmann::json({{"rule", "by_name"}, {"inits", 133}, {"in_place", 133}}));
    std::size_t imports = 0;
    for (const auto& package : json["packages"])
        imports += package["imports"].size();
    EXPECT_EQ(json["graph"]["imports"], imports);
    EXPECT_TRUE(json["unjoined_inits"].empty());
}

TEST(GraphDot, QuotesNamesAndColoursByCost) {
    GraphScene scene;
    scene.caption = "all of \"it\"";
    scene.inferred = true;
    scene.largestOwn = 0.5;
    scene.nodes.resize(2);
    scene.nodes[0].name = "a\"b\\";
    scene.nodes[0].fullName = "x/a\"b\\";
    scene.nodes[0].own = 0.5;
    scene.nodes[0].order = 7;
    scene.nodes[1].name = "free";
    scene.edges.push_back({0, 1, SceneEdgeKind::Contracted, 3});
    const std::string dot = graphDot(scene);
    EXPECT_THAT(dot, HasSubstr("label=\"all of \\\"it\\\" (INFERRED)\""));
    EXPECT_THAT(dot, HasSubstr("n0 [label=\"a\\\"b\\\\\\n#7\", package=\"x/a\\\"b\\\\\""));
    EXPECT_THAT(dot, HasSubstr("class=\"cost5\""));
    EXPECT_THAT(dot, HasSubstr("class=\"cost0\""));
    EXPECT_THAT(dot, HasSubstr("n0 -> n1 [style=dashed, label=\"3 between\"]"));
}

TEST(CostClass, GrowsWithTheShare) {
    EXPECT_EQ(costClass(0, 1), 0U);
    EXPECT_EQ(costClass(0.01, 1), 1U);
    EXPECT_EQ(costClass(0.3, 1), 4U);
    EXPECT_EQ(costClass(1, 1), 5U);
    EXPECT_EQ(costClass(1, 0), 0U);
}

} // namespace
} // namespace rt0
