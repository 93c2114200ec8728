#include "report/whyreport.h"

#include "ingest/gobinary/inferredgraph.h"
#include "report/binaryreport.h"
#include "report/graphjson.h"
#include "support/tinygobinary.h"
#include "timeline/open.h"
#include "timeline/programgraph.h"
#include "timeline/recordedgraph.h"

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

/// The same as if the binary alone were there.
Document inferredDocument() {
    Document whole = document();
    Startup& startup = whole.startups.at(0);
    const PackageGraph& listed = startup.graph->packages;
    std::vector<ImportEdge> edges;
    for (PackageIndex from = 0; from < listed.size(); ++from)
        for (const PackageIndex to : listed.imports(from))
            edges.push_back({from, to});
    const PackageGraph inferred(GraphSource::BinaryInferred,
                                {listed.packages().begin(), listed.packages().end()}, {}, std::move(edges));
    startup.graph = std::make_shared<const ProgramGraph>(joinGraph(inferred, startup, "server"));
    return whole;
}

TEST(Why, OfAnInferredGraphClaimsNothingOfWhatWouldGo) {
    const auto text = whyText(inferredDocument(), {.package = "a0demo/catalog"});
    ASSERT_TRUE(text) << text.error().message();
    EXPECT_THAT(*text, HasSubstr("INFERRED from the program's code"));
    EXPECT_THAT(*text, HasSubstr("1 package uses it"));
    EXPECT_THAT(*text, HasSubstr("What goes away with a package is not known"));
    EXPECT_THAT(*text, Not(HasSubstr("by name; neither"))); // an import without a trace may be the reason
    for (const char* claim : {"what goes if nothing", "Every chain passes", "Removing this one", "No single"})
        EXPECT_THAT(*text, Not(HasSubstr(claim)));
    const auto json = nlohmann::json::parse(*whyJson(inferredDocument(), {.package = "a0demo/catalog"}));
    EXPECT_EQ(json["retained"], nullptr);
    EXPECT_EQ(json["module_retained"], nullptr);
    EXPECT_TRUE(json["freed"].empty());
    EXPECT_EQ(json["only_import"], nullptr);
    const auto graph = nlohmann::json::parse(initGraphJson(inferredDocument(), 0));
    EXPECT_EQ(graph["packages"][0]["retained"], nullptr);
    EXPECT_EQ(graph["modules"][0]["retained"], nullptr);
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

TEST(BinaryJson, HoldsTheGraphThatARecordingShowsLater) {
    const test::TinyGoBinary program(26);
    const auto binary = gobinary::GoBinary::read(LazyFile::over(program.bytes()), "tiny");
    ASSERT_TRUE(binary);
    const auto inferred = gobinary::inferGraphOf(*binary, "tiny");
    ASSERT_TRUE(inferred);
    EXPECT_EQ(inferred->size(), 3U);
    const auto read =
        recordedGraphOf(binaryJson({"tiny", 0, {}, {}}, *binary, PackageUses::Tell), "tiny.rt0");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, *inferred);
    EXPECT_TRUE(recordedGraphOf("{\"binary\": {}}", "old.rt0")->empty());
    EXPECT_FALSE(recordedGraphOf("[", "torn.rt0"));
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

} // namespace
} // namespace rt0
