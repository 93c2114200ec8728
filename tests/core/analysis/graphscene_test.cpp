#include "analysis/graphscene/scenebuilder.h"
#include "readlog.h"
#include "support/sampleprogram.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rt0 {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

class GraphSceneTest : public testing::Test {
protected:
    explicit GraphSceneTest(const std::vector<test::SamplePackage>& packages = test::samplePackages(),
                            GraphSource source = GraphSource::GoList)
        : m_startup(test::startupOfLog(test::kSampleProgramLog)),
          m_source(std::make_shared<const ProgramGraph>(
                       joinGraph(test::graphOf(packages, source), m_startup, "deps.json")),
                   m_startup) {}

    PackageIndex package(std::string_view path) const { return *m_source.graph().find(path); }

    static std::vector<std::string> names(const GraphScene& scene) {
        std::vector<std::string> all;
        for (const SceneNode& node : scene.nodes)
            all.push_back(node.name);
        return all;
    }
    static const SceneNode& node(const GraphScene& scene, std::string_view fullName) {
        const auto found = std::ranges::find(scene.nodes, fullName, &SceneNode::fullName);
        EXPECT_NE(found, scene.nodes.end()) << fullName;
        return *found;
    }
    static std::vector<std::string> edges(const GraphScene& scene) {
        std::vector<std::string> all;
        for (const SceneEdge& edge : scene.edges)
            all.push_back(scene.nodes[edge.from].fullName +
                          (edge.kind == SceneEdgeKind::Contracted ? " ~> " : " > ") +
                          scene.nodes[edge.to].fullName);
        return all;
    }

    Startup m_startup;
    SceneSource m_source;
};

TEST_F(GraphSceneTest, TheTreeShowsWhatGoesWithWhatHeaviestFirst) {
    const GraphScene scene = makeScene(m_source, {});
    EXPECT_TRUE(scene.tree);
    EXPECT_EQ(scene.nodes.front().fullName, "example.com/app");
    EXPECT_EQ(scene.nodes.front().retained, 1);
    EXPECT_THAT(edges(scene), Contains("example.com/app > example.com/client/api"));
    EXPECT_THAT(edges(scene), Contains("example.com/heavy/tables > example.com/heavy/v1"));
    // Two need it, so it stands below the program itself.
    EXPECT_THAT(edges(scene), Contains("example.com/app > example.com/log"));
    const SceneNode& client = node(scene, "example.com/client/api");
    EXPECT_NEAR(client.own, 0.6 / 9.8, 0.01);
    EXPECT_NEAR(client.retained, 7.6 / 9.8, 0.02);
    EXPECT_THAT(client.costText, HasSubstr("7.6"));
    // Its first child is the one that retains most.
    const auto first = std::ranges::find(scene.edges, 0U, &SceneEdge::from);
    EXPECT_EQ(scene.nodes[first->to].fullName, "example.com/client/api");
}

TEST_F(GraphSceneTest, TheTreeKeepsToItsRoomAndTellsWhatIsFolded) {
    SceneOptions options;
    options.room = 1;
    const GraphScene scene = makeScene(m_source, options);
    EXPECT_THAT(names(scene), ElementsAre("app", "client/api", "tables"));
    EXPECT_EQ(scene.nodes[0].fold, SceneFold::Closed);
    EXPECT_EQ(scene.nodes[0].folded, 6U);
    EXPECT_EQ(scene.nodes[1].fold, SceneFold::None);
    EXPECT_EQ(scene.nodes[2].folded, 1U);
}

TEST_F(GraphSceneTest, AClosedNodeHidesItsPartAndAnOpenedOneShowsIt) {
    SceneOptions options;
    options.closed = {package("example.com/client/api")};
    const GraphScene closed = makeScene(m_source, options);
    EXPECT_THAT(names(closed), Not(Contains("tables")));
    EXPECT_EQ(node(closed, "example.com/client/api").folded, 2U);
    options.closed.clear();
    options.room = 1;
    options.opened = {m_source.graph().root()};
    const GraphScene opened = makeScene(m_source, options);
    EXPECT_THAT(names(opened), Contains("fmt"));
    EXPECT_EQ(opened.nodes.front().fold, SceneFold::Open);
}

TEST_F(GraphSceneTest, LinksOfAChainThatCostNothingArePassedOver) {
    for (PackageInit& init : m_startup.inits)
        if (init.importPath == "example.com/client/api")
            init.duration = {};
    const SceneSource source(std::make_shared<const ProgramGraph>(m_source.program()), m_startup);
    const GraphScene scene = makeScene(source, {});
    EXPECT_THAT(edges(scene), Contains("example.com/app > example.com/heavy/tables"));
    EXPECT_THAT(names(scene), Not(Contains("client/api")));
    SceneOptions options;
    options.opened = {source.graph().root()};
    EXPECT_THAT(names(makeScene(source, options)), Contains("client/api"));
}

TEST_F(GraphSceneTest, ABoundOfCostBeatsTheRoom) {
    SceneOptions options;
    options.atLeast = 0.5;
    options.room = 1;
    EXPECT_THAT(names(makeScene(m_source, options)), ElementsAre("app", "client/api", "tables"));
}

TEST_F(GraphSceneTest, TheCostliestAreLinkedThroughWhatIsNotShown) {
    SceneOptions options;
    options.kind = SceneKind::Costliest;
    options.room = 3;
    const GraphScene scene = makeScene(m_source, options);
    EXPECT_THAT(edges(scene), UnorderedElementsAre("example.com/app ~> example.com/heavy/tables",
                                                   "example.com/heavy/tables > example.com/heavy/v1",
                                                   "example.com/app > example.com/server"));
    EXPECT_EQ(scene.edges[0].through + scene.edges[1].through + scene.edges[2].through, 1U);
    EXPECT_THAT(scene.largestOwnText, HasSubstr("6"));
}

TEST_F(GraphSceneTest, ModulesAreAddedUp) {
    SceneOptions options;
    options.kind = SceneKind::Modules;
    const GraphScene scene = makeScene(m_source, options);
    const SceneNode& heavy = node(scene, "example.com/heavy");
    EXPECT_EQ(heavy.kind, SceneNodeKind::Module);
    EXPECT_EQ(heavy.packages.size(), 2U);
    EXPECT_NEAR(heavy.own, 7.0 / 9.8, 0.02);
    EXPECT_NEAR(node(scene, "example.com/client").retained, 7.6 / 9.8, 0.02);
    options.kind = SceneKind::Inside;
    options.package = heavy.packages.front();
    EXPECT_THAT(names(makeScene(m_source, options)), ElementsAre("tables", "heavy/v1"));
}

TEST_F(GraphSceneTest, FocusShowsBothSides) {
    SceneOptions options;
    options.kind = SceneKind::Focus;
    options.package = package("example.com/log");
    EXPECT_THAT(edges(makeScene(m_source, options)),
                UnorderedElementsAre("example.com/client/api > example.com/log",
                                     "example.com/server > example.com/log", "example.com/log > fmt"));
    options.hops = 2;
    EXPECT_THAT(names(makeScene(m_source, options)), Contains("app"));
    options.room = 1;
    EXPECT_EQ(makeScene(m_source, options).nodes.size(), 3U) << "one on each side";
}

TEST_F(GraphSceneTest, FocusLeavesOutImportsAmongNeighbours) {
    SceneOptions options;
    options.kind = SceneKind::Focus;
    options.package = package("example.com/client/api");
    const std::vector<std::string> near = edges(makeScene(m_source, options));
    EXPECT_THAT(near, Contains("example.com/client/api > fmt"));
    EXPECT_THAT(near, Not(Contains("example.com/log > fmt")));
    options.hops = 2;
    EXPECT_THAT(edges(makeScene(m_source, options)), Contains("example.com/log > fmt"));
}

TEST(SceneOptions, RoomBoundsWhatNobodyAskedFor) {
    SceneOptions options;
    EXPECT_TRUE(boundedByRoom(options));
    options.opened = {3};
    EXPECT_FALSE(boundedByRoom(options)) << "what was unfolded is to be seen";
    options.opened.clear();
    options.atLeast = 0.01;
    EXPECT_FALSE(boundedByRoom(options));
    options.kind = SceneKind::Focus;
    EXPECT_TRUE(boundedByRoom(options));
    options.kind = SceneKind::Everything;
    EXPECT_FALSE(boundedByRoom(options));
}

TEST_F(GraphSceneTest, WhyShowsTheChains) {
    SceneOptions options;
    options.kind = SceneKind::Why;
    options.package = package("example.com/heavy/v1");
    EXPECT_THAT(edges(makeScene(m_source, options)),
                UnorderedElementsAre("example.com/app > example.com/client/api",
                                     "example.com/client/api > example.com/heavy/tables",
                                     "example.com/heavy/tables > example.com/heavy/v1"));
}

TEST_F(GraphSceneTest, EverythingIsReducedAndCanDoWithoutTheStandardLibrary) {
    SceneOptions options;
    options.kind = SceneKind::Everything;
    const GraphScene whole = makeScene(m_source, options);
    EXPECT_EQ(whole.nodes.size(), m_source.graph().size());
    EXPECT_THAT(edges(whole), Not(Contains("example.com/app > fmt"))) << "follows from others";
    options.standardLibrary = false;
    const GraphScene own = makeScene(m_source, options);
    EXPECT_THAT(names(own), Not(Contains("fmt")));
    EXPECT_THAT(names(own), Contains("log"));
}

TEST_F(GraphSceneTest, NamesAreShortAndTellNodesApart) {
    SceneOptions options;
    options.kind = SceneKind::Everything;
    const GraphScene scene = makeScene(m_source, options);
    std::vector<std::string> all = names(scene);
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
    EXPECT_THAT(all, Contains("heavy/v1"));
    EXPECT_THAT(all, Contains("server/v1"));
    EXPECT_EQ(node(scene, "example.com/heavy/tables").prefix, "heavy");
    EXPECT_EQ(node(scene, "net").prefix, "std");
    EXPECT_EQ(node(scene, "example.com/app").prefix, "main");
}

TEST_F(GraphSceneTest, WhatHasNoInitSaysSo) {
    SceneOptions options;
    options.kind = SceneKind::Everything;
    options.by = BlameBy::Allocs;
    const GraphScene scene = makeScene(m_source, options);
    EXPECT_FALSE(node(scene, "fmt").hasInit);
    EXPECT_EQ(node(scene, "fmt").costText, "");
    EXPECT_EQ(node(scene, "net").order, 2U);
    EXPECT_THAT(node(scene, "net").costText, HasSubstr("9 allocs"));
}

/// Modules that import each other, packages do not.
class CyclicModulesTest : public GraphSceneTest {
protected:
    CyclicModulesTest()
        : GraphSceneTest({{"example.com/app", {"example.com/heavy/tables", "example.com/log"}},
                          {"example.com/heavy/tables", {"example.com/log/text"}},
                          {"example.com/log", {"example.com/heavy/v1"}},
                          {"example.com/log/text", {}},
                          {"example.com/heavy/v1", {}}}) {}
};

TEST_F(CyclicModulesTest, AreOneNode) {
    SceneOptions options;
    options.kind = SceneKind::Modules;
    const GraphScene scene = makeScene(m_source, options);
    const SceneNode& cycle = node(scene, "example.com/heavy, example.com/log");
    EXPECT_EQ(cycle.kind, SceneNodeKind::Cycle);
    EXPECT_EQ(cycle.packages.size(), 4U);
    EXPECT_THAT(scene.caption, HasSubstr("circle"));
    EXPECT_THAT(edges(scene), ElementsAre("example.com/app > example.com/heavy, example.com/log"));
}

/// A graph in which nothing is known to import `server`.
class InferredSceneTest : public GraphSceneTest {
protected:
    InferredSceneTest()
        : GraphSceneTest({{"example.com/app", {"example.com/log"}},
                          {"example.com/log", {}},
                          {"example.com/server", {"net"}},
                          {"net", {}}},
                         GraphSource::BinaryInferred) {}
};

TEST_F(InferredSceneTest, HangsOnTheProgramWhatNothingLeadsTo) {
    SceneOptions options;
    options.kind = SceneKind::Everything;
    const GraphScene scene = makeScene(m_source, options);
    EXPECT_TRUE(scene.inferred);
    EXPECT_THAT(edges(scene),
                UnorderedElementsAre("example.com/app > example.com/log",
                                     "example.com/app > example.com/server", "example.com/server > net"));
    const auto unknown = std::ranges::find(scene.edges, SceneEdgeKind::Unknown, &SceneEdge::kind);
    ASSERT_NE(unknown, scene.edges.end());
    EXPECT_EQ(scene.nodes[unknown->to].fullName, "example.com/server");
    options.kind = SceneKind::Why;
    options.package = package("example.com/server");
    EXPECT_THAT(edges(makeScene(m_source, options)), ElementsAre("example.com/app > example.com/server"));
}

TEST(GraphScene, OfAnEmptyGraphIsEmpty) {
    const Startup startup;
    const SceneSource source(std::make_shared<const ProgramGraph>(), startup);
    EXPECT_TRUE(makeScene(source, {}).nodes.empty());
}

} // namespace
} // namespace rt0
