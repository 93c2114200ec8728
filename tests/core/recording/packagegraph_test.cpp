#include "recording/packagegraph.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

GoPackage package(std::string path, std::string name = {}) {
    GoPackage result;
    result.main = name == "main";
    result.name = std::move(name);
    result.importPath = std::move(path);
    return result;
}

/// cmd -> b, cmd -> a, b -> a; other -> c
PackageGraph twoPrograms() {
    return {GraphSource::GoList,
            {package("example.com/cmd", "main"), package("b"), package("a"), package("other", "main"),
             package("c")},
            {},
            {{0, 1}, {0, 2}, {1, 2}, {3, 4}}};
}

TEST(PackageGraph, PackagesStandInTheOrderOfTheirPaths) {
    const PackageGraph graph = twoPrograms();
    ASSERT_EQ(graph.size(), 5U);
    EXPECT_EQ(graph[0].importPath, "a");
    EXPECT_EQ(graph[3].importPath, "example.com/cmd");
    EXPECT_THAT(graph.imports(3), ElementsAre(0, 1));
    EXPECT_THAT(graph.importers(0), ElementsAre(1, 3));
    EXPECT_THAT(graph.commands(), ElementsAre(3, 4));
    EXPECT_EQ(graph.find("b"), PackageIndex{1});
    EXPECT_FALSE(graph.find("bb"));
}

TEST(PackageGraph, EdgesAreNumberedByImporter) {
    const PackageGraph graph = twoPrograms();
    EXPECT_EQ(graph.importCount(), 4U);
    EXPECT_EQ(graph.edgeOf(3, 1), graph.firstEdge(3) + 1);
    EXPECT_EQ(graph.edgeOf(0, 1), graph.importCount());
}

TEST(PackageGraph, EdgesThatSayNothingAreDropped) {
    const PackageGraph graph(GraphSource::GoList, {package("a"), package("b"), package("a")}, {},
                             {{0, 1}, {2, 1}, {0, 0}, {0, 9}, {kNoPackage, 1}});
    EXPECT_EQ(graph.size(), 2U);
    EXPECT_EQ(graph.importCount(), 1U);
    EXPECT_EQ(graph.root(), 0U);
}

TEST(PackageGraph, WhatAProgramLinksIsAGraphOfItsOwn) {
    const PackageGraph graph = twoPrograms();
    const PackageGraph other = graph.reachableFrom(4);
    ASSERT_EQ(other.size(), 2U);
    EXPECT_EQ(other[other.root()].importPath, "other");
    EXPECT_THAT(other.imports(other.root()), ElementsAre(0));
    EXPECT_EQ(graph.reachableFrom(3).size(), 3U);
}

TEST(PackageGraph, OfNothingHasNoRoot) {
    const PackageGraph graph;
    EXPECT_EQ(graph.root(), kNoPackage);
    EXPECT_THAT(graph.packages(), IsEmpty());
    EXPECT_FALSE(graph.find(""));
}

TEST(PackageGraph, ALoopOfImportsHasARootToo) {
    const PackageGraph graph(GraphSource::BinaryInferred, {package("a"), package("b")}, {}, {{0, 1}, {1, 0}});
    EXPECT_EQ(graph.root(), 0U);
    EXPECT_TRUE(graph.inferred());
}

TEST(PackageGraph, AModuleThatIsNotThereIsNoModule) {
    std::vector<GoPackage> packages{package("a"), package("b")};
    packages[0].module = 0;
    packages[1].module = 7;
    const PackageGraph graph(GraphSource::GoList, packages, {{"example.com/m", "v1.2.3", {}, {}, false}}, {});
    ASSERT_NE(graph.moduleOf(0), nullptr);
    EXPECT_EQ(graph.moduleOf(0)->version, "v1.2.3");
    EXPECT_EQ(graph.moduleOf(1), nullptr);
}

} // namespace
} // namespace rt0
