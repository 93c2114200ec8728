#include "timeline/programgraph.h"

#include "analysis/initgraph/initgraph.h"
#include "timeline/open.h"
#include "timeline/opengraph.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

namespace rt0 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kLog = RT0SCOPE_TEST_DATA "/startup-pair/go127/server.log";
const std::string kTrace = RT0SCOPE_TEST_DATA "/startup-pair/go127/server.trace";
const std::string kGraph = RT0SCOPE_TEST_DATA "/golist/startup-pair.go127.json";

Document opened(const std::vector<std::string>& files) {
    auto document = openFiles(files);
    EXPECT_TRUE(document) << document.error().message();
    return document ? std::move(*document) : Document{};
}

GoPackage package(std::string path, bool main = false) {
    GoPackage result;
    result.importPath = std::move(path);
    result.main = main;
    return result;
}

Startup withInits(const std::vector<std::string>& paths) {
    Startup startup;
    for (const std::string& path : paths)
        startup.inits.emplace_back().importPath = path;
    return startup;
}

TEST(ProgramGraph, JoinsTheLogOfTheProgram) {
    for (const auto& files : {std::vector{kLog, kGraph}, std::vector{kGraph, kTrace, kLog}}) {
        const Document document = opened(files);
        ASSERT_EQ(document.startups.size(), 1U);
        const Startup& startup = document.startups.front();
        ASSERT_TRUE(startup.graph);
        EXPECT_EQ(startup.graph->joinedInits(), startup.inits.size());
        EXPECT_EQ(startup.graph->path, kGraph);
        EXPECT_THAT(document.diagnostics, IsEmpty());
        EXPECT_EQ(document.source.path, kLog);
        EXPECT_EQ(groupFiles(files).size(), 1U);
    }
}

TEST(ProgramGraph, TheLinkersOrderIsThatOfTheLog) {
    const Document document = opened({kLog, kGraph});
    const auto check = initgraph::checkOrder(*document.startups.at(0).graph);
    EXPECT_EQ(check.rule, initgraph::OrderRule::ByName);
    EXPECT_EQ(check.inPlace, 133U);
    EXPECT_TRUE(check.exact());
}

TEST(ProgramGraph, AloneIsAStartupWithoutInits) {
    const Document document = opened({kGraph});
    ASSERT_EQ(document.startups.size(), 1U);
    const Startup& startup = document.startups.front();
    EXPECT_EQ(startup.name, "startup-pair.go127.json");
    ASSERT_TRUE(startup.graph);
    EXPECT_EQ(startup.graph->packages.size(), 290U);
    EXPECT_THAT(startup.inits, IsEmpty());
}

TEST(ProgramGraph, OfAnotherProgramIsLeftOut) {
    Document document = opened({kLog});
    OpenedGraph other;
    other.graph = PackageGraph(GraphSource::GoList, {package("other", true)}, {}, {});
    attachGraphs(document, {std::move(other)});
    EXPECT_FALSE(document.startups.at(0).graph);
    ASSERT_EQ(document.diagnostics.size(), 1U);
    EXPECT_THAT(document.diagnostics[0].message, HasSubstr("does not hold the packages"));
}

PackageGraph inferredOf(const std::vector<std::string>& names) {
    std::vector<GoPackage> packages;
    for (const std::string& name : names)
        packages.push_back(package(name, name == "main"));
    return {GraphSource::BinaryInferred, std::move(packages), {}, {}};
}

TEST(ProgramGraph, AnInferredOneKeepsWhatMainDoesNotReach) {
    const ProgramGraph graph = joinGraph(inferredOf({"main", "x"}), withInits({"x", "main"}), "server");
    EXPECT_EQ(graph.packages.size(), 2U);
    EXPECT_THAT(graph.unjoinedInits(), IsEmpty());
}

TEST(ProgramGraph, AnInferredOneMustHoldTheInits) {
    Document document = opened({kLog});
    OpenedGraph other;
    other.graph = inferredOf({"runtime", "errors", "main"}); // as any program
    attachGraphs(document, {std::move(other)});
    EXPECT_FALSE(document.startups.at(0).graph);
}

TEST(ProgramGraph, GoListIsBetterThanWhatIsInferred) {
    Startup startup = opened({kLog}).startups.at(0);
    std::vector<std::string> names;
    for (const PackageInit& init : startup.inits)
        names.push_back(init.importPath);
    Document alone;
    alone.startups.push_back(startup);
    OpenedGraph inferred;
    inferred.graph = inferredOf(names);
    OpenedGraph listed;
    std::vector<GoPackage> packages{package("example.org/server", true)};
    std::vector<ImportEdge> imports;
    for (std::size_t i = 0; i + 10 < names.size(); ++i) { // a few were built with other tags
        imports.push_back({0, static_cast<PackageIndex>(packages.size())});
        packages.push_back(package(names[i]));
    }
    listed.graph = PackageGraph(GraphSource::GoList, std::move(packages), {}, std::move(imports));
    std::vector<OpenedGraph> graphs;
    graphs.push_back(std::move(inferred));
    graphs.push_back(std::move(listed));
    attachGraphs(alone, std::move(graphs));
    ASSERT_TRUE(alone.startups.at(0).graph);
    EXPECT_EQ(alone.startups.at(0).graph->packages.source(), GraphSource::GoList);
}

TEST(ProgramGraph, OfSeveralProgramsTheOneIsTakenThatWasStarted) {
    const PackageGraph graph(GraphSource::GoList,
                             {package("cmd/a", true), package("cmd/b", true), package("x"), package("y")}, {},
                             {{0, 2}, {1, 2}, {1, 3}});
    const ProgramGraph a = joinGraph(graph, withInits({"x", "main"}), "g");
    EXPECT_EQ(a.packages[a.packages.root()].importPath, "cmd/a");
    EXPECT_EQ(a.packages.size(), 2U);
    const ProgramGraph b = joinGraph(graph, withInits({"y", "main", "z"}), "g");
    EXPECT_EQ(b.packages[b.packages.root()].importPath, "cmd/b");
    EXPECT_THAT(b.unjoinedInits(), ElementsAre(2));
    EXPECT_EQ(b.initOfPackage[b.packages.root()], 1U);
}

TEST(ProgramGraph, ATestVariantStandsForItsPackage) {
    GoPackage variant = package("p [p.test]");
    variant.forTest = "p";
    const PackageGraph graph(GraphSource::GoList,
                             {package("p.test", true), package("p"), variant, package("q")}, {},
                             {{0, 2}, {0, 3}, {3, 1}});
    const ProgramGraph joined = joinGraph(graph, withInits({"p", "main"}), "g");
    EXPECT_EQ(joined.packages[joined.packageOfInit[0]].importPath, "p [p.test]");
    EXPECT_EQ(joined.initOfPackage[*joined.packages.find("p")], kNoInit);
}

TEST(ProgramGraph, OfALibraryHasOneRoot) {
    const PackageGraph graph(GraphSource::GoList, {package("a"), package("b"), package("c")}, {},
                             {{0, 2}, {1, 2}});
    const ProgramGraph joined = joinGraph(graph, withInits({"a", "b", "c"}), "g");
    EXPECT_EQ(joined.packages[joined.packages.root()].importPath, "(all)");
    EXPECT_EQ(joined.packages.size(), 4U);
    EXPECT_EQ(joined.joinedInits(), 3U);
    EXPECT_EQ(joinGraph({}, withInits({"a"}), "g").joinedInits(), 0U);
}

TEST(OpenGraph, TellsWhatItCannotUse) {
    const auto log = openGraph(kLog);
    ASSERT_FALSE(log);
    EXPECT_THAT(log.error().what, HasSubstr("holds no import graph"));
    EXPECT_FALSE(openGraph("/no/such/file"));
}

/// A folder with a command in it that stands in for go; PATH finds it first.
class FakeGo {
public:
    explicit FakeGo(const std::string& script) {
        std::filesystem::create_directories(m_folder);
        std::ofstream(m_folder + "/go") << "#!/bin/sh\n" << script << '\n';
        std::filesystem::permissions(m_folder + "/go", std::filesystem::perms::owner_all);
        setenv("PATH", (m_folder + ":" + m_path).c_str(), 1);
    }
    ~FakeGo() {
        setenv("PATH", m_path.c_str(), 1);
        std::filesystem::remove_all(m_folder);
    }

private:
    std::string m_folder = testing::TempDir() + "rt0scope-go-" + std::to_string(::getpid());
    std::string m_path = std::getenv("PATH");
};

TEST(OpenGraph, RunsGoListInADirectory) {
    const FakeGo go("pwd >&2; echo '{\"ImportPath\": \"'$1-$2-$3'\", \"Name\": \"main\"}'");
    const auto graph = openGraph(RT0SCOPE_TEST_DATA);
    ASSERT_TRUE(graph) << graph.error().message();
    EXPECT_EQ(graph->graph[0].importPath, "list--e--deps");
}

TEST(OpenGraph, SaysWhatGoListSaid) {
    const FakeGo go("echo 'go: go.mod file not found' >&2; exit 1");
    const auto graph = openGraph(RT0SCOPE_TEST_DATA);
    ASSERT_FALSE(graph);
    EXPECT_EQ(graph.error().what, "go list failed: go: go.mod file not found");
}

} // namespace
} // namespace rt0
