#include "analysis/initgraph/initgraph.h"

#include "analysis/initgraph/chains.h"
#include "analysis/initgraph/findpackage.h"
#include "core/analysis/initgraph/randomgraphs.h"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>

namespace rt0::initgraph {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A joined graph and the start-up that it belongs to.
struct Program {
    explicit Program(const PackageGraph& packages)
        : startup(test::startupOf(packages)), graph(joinGraph(packages, startup, {})) {}

    Startup startup;
    ProgramGraph graph;
};

template <typename Check>
void onManyPrograms(bool loops, Check check) {
    std::mt19937 random(2);
    for (const auto& [nodes, edges] : {std::pair<Node, std::size_t>{5, 8}, {15, 25}, {40, 160}})
        for (int i = 0; i < 60; ++i)
            check(Program(test::packageGraph(test::randomDigraph(random, nodes, edges, loops))));
}

InitCost costOf(const Program& program, const std::vector<PackageIndex>& packages) {
    return sumOf(selfCosts(program.graph, program.startup), packages);
}

TEST(Retained, OfAPackageIsWhatGoesWithIt) {
    for (const bool loops : {false, true})
        onManyPrograms(loops, [](const Program& program) {
            const PackageGraph& graph = program.graph.packages;
            const InitGraph facts = analyse(program.graph, program.startup);
            for (PackageIndex package = 0; package < graph.size(); ++package)
                ASSERT_EQ(facts.retained.ofPackage[package],
                          costOf(program, freedBy(graph, std::vector{package})));
        });
}

TEST(Retained, OfAnImportIsWhatGoesWithItAlone) {
    for (const bool loops : {false, true})
        onManyPrograms(loops, [](const Program& program) {
            const PackageGraph& graph = program.graph.packages;
            const InitGraph facts = analyse(program.graph, program.startup);
            for (PackageIndex package = 0; package < graph.size(); ++package)
                for (const PackageIndex imported : graph.imports(package))
                    ASSERT_EQ(
                        facts.retained.ofEdge[graph.edgeOf(package, imported)],
                        costOf(program, freedBy(graph, {}, std::vector{ImportEdge{package, imported}})));
        });
}

PackageGraph withModules(const PackageGraph& graph, std::mt19937& random) {
    std::vector<GoPackage> packages(graph.packages().begin(), graph.packages().end());
    std::vector<ImportEdge> edges;
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        packages[package].module = static_cast<std::uint32_t>(random() % 4);
        for (const PackageIndex imported : graph.imports(package))
            edges.push_back({package, imported});
    }
    std::vector<GoModule> modules(4);
    for (std::size_t i = 0; i < modules.size(); ++i)
        modules[i].path = fmt::format("m{}", i);
    return {GraphSource::GoList, std::move(packages), std::move(modules), std::move(edges)};
}

TEST(Modules, RetainWhatGoesWithAllTheirPackages) {
    std::mt19937 random(3);
    for (const bool loops : {false, true})
        onManyPrograms(loops, [&](const Program& plain) {
            const Program program(withModules(plain.graph.packages, random));
            const ModuleGraph modules =
                moduleGraphOf(program.graph.packages, selfCosts(program.graph, program.startup));
            std::uint32_t imports = 0;
            for (const ModuleNode& module : modules.modules)
                ASSERT_EQ(module.retained, costOf(program, freedByModule(program.graph.packages, module)))
                    << module.name;
            for (const std::uint32_t count : modules.importsOf)
                imports += count;
            std::uint32_t across = 0;
            for (PackageIndex package = 0; package < program.graph.packages.size(); ++package)
                for (const PackageIndex imported : program.graph.packages.imports(package))
                    across += modules.moduleOf[package] != modules.moduleOf[imported] ? 1 : 0;
            ASSERT_EQ(imports, across);
        });
}

TEST(Chains, AreTheShortest) {
    onManyPrograms(false, [](const Program& program) {
        const PackageGraph& graph = program.graph.packages;
        const Digraph imports = importsOf(graph);
        // Distances by relaxing every edge again and again.
        std::vector<std::size_t> distance(graph.size(), 1'000'000);
        distance[graph.root()] = 1;
        for (std::size_t round = 0; round < graph.size(); ++round)
            for (PackageIndex a = 0; a < graph.size(); ++a)
                for (const PackageIndex b : graph.imports(a))
                    distance[b] = std::min(distance[b], distance[a] + 1);
        for (PackageIndex package = 0; package < graph.size(); ++package) {
            ASSERT_EQ(shortestChain(graph, graph.root(), package).size(), distance[package]);
            const std::array<PackageIndex, 2> either{package,
                                                     static_cast<PackageIndex>(graph.size() - 1 - package)};
            ASSERT_EQ(shortestChain(graph, graph.root(), either).size(),
                      std::min(distance[either[0]], distance[either[1]]));
            const WhyLinked why = whyLinked(graph, package);
            ASSERT_EQ(why.always.back(), package);
            if (package == graph.root())
                continue;
            ASSERT_EQ(why.chains.size(), graph.importers(package).size());
            ASSERT_EQ(why.chains.front().size(), distance[package]);
            for (const ImportChain& chain : why.chains)
                for (std::size_t i = 1; i < chain.size(); ++i)
                    ASSERT_LT(graph.edgeOf(chain[i - 1], chain[i]), graph.importCount());
        }
    });
}

GoPackage named(std::string path) {
    GoPackage package;
    package.main = path == "cmd";
    package.importPath = std::move(path);
    return package;
}

/// cmd -> b, z; b -> zz; c -> nothing and only cmd needs it; runtime -> internal/cpu
PackageGraph small() {
    std::vector<GoPackage> packages;
    for (const char* path : {"cmd", "b", "z", "zz", "c", "runtime", "internal/cpu"})
        packages.push_back(named(path));
    return {GraphSource::GoList, packages, {}, {{0, 1}, {0, 2}, {1, 3}, {0, 4}, {0, 5}, {5, 6}}};
}

std::vector<std::string> pathsOf(const PackageGraph& graph, const std::vector<PackageIndex>& packages) {
    std::vector<std::string> paths;
    for (const PackageIndex package : packages)
        paths.push_back(graph[package].importPath);
    return paths;
}

TEST(InitOrder, ByNameTakesTheFirstThatIsReady) {
    const Program program(small());
    EXPECT_THAT(pathsOf(program.graph.packages, InitOrder(program.graph, OrderRule::ByName).inits()),
                ElementsAre("internal/cpu", "runtime", "c", "z", "zz", "b", "cmd"));
}

TEST(InitOrder, ByImportsWalksThem) {
    const Program program(small());
    EXPECT_THAT(pathsOf(program.graph.packages, InitOrder(program.graph, OrderRule::ByImports).inits()),
                ElementsAre("internal/cpu", "runtime", "zz", "b", "c", "z", "cmd"));
}

TEST(InitOrder, PackagesWithoutAnInitStillHoldOthersBack) {
    // cmd -> a -> plain -> z; plain has no init, yet a has to wait for z.
    Program program(PackageGraph(GraphSource::GoList,
                                 {named("cmd"), named("a"), named("plain"), named("z"), named("m")}, {},
                                 {{0, 1}, {1, 2}, {2, 3}, {0, 4}}));
    std::erase_if(program.startup.inits, [](const PackageInit& init) { return init.importPath == "plain"; });
    program.graph = joinGraph(program.graph.packages, program.startup, {});
    EXPECT_THAT(pathsOf(program.graph.packages, InitOrder(program.graph, OrderRule::ByName).inits()),
                ElementsAre("m", "z", "a", "cmd"));
}

TEST(InitOrder, EscapesSortAsTheLinkerSortsThem) {
    // "yaml%2ev2" stands before "yaml-x", though '.' would stand behind '-'; "a/b-c" before "a/b..inittask".
    const Program program(
        PackageGraph(GraphSource::GoList,
                     {named("cmd"), named("x/yaml.v2"), named("x/yaml-x"), named("a/b"), named("a/b-c")}, {},
                     {{0, 1}, {0, 2}, {0, 3}, {0, 4}}));
    EXPECT_THAT(pathsOf(program.graph.packages, InitOrder(program.graph, OrderRule::ByName).inits()),
                ElementsAre("a/b-c", "a/b", "x/yaml.v2", "x/yaml-x", "cmd"));
}

OrderReason reason(const Program& program, OrderRule rule, const char* a, const char* b) {
    const PackageGraph& graph = program.graph.packages;
    return whyBefore(program.graph, rule, *graph.find(a), *graph.find(b));
}

TEST(WhyBefore, TellsNeedNameAndWaiting) {
    const Program program(small());
    const PackageGraph& graph = program.graph.packages;
    const OrderReason needed = reason(program, OrderRule::ByName, "zz", "cmd");
    EXPECT_EQ(needed.kind, OrderReason::Kind::Needed);
    EXPECT_THAT(pathsOf(graph, needed.chain), ElementsAre("cmd", "b", "zz"));
    EXPECT_EQ(reason(program, OrderRule::ByName, "z", "c").kind, OrderReason::Kind::Name);
    EXPECT_EQ(graph[reason(program, OrderRule::ByName, "z", "c").earlier].importPath, "c");
    const OrderReason waited = reason(program, OrderRule::ByName, "b", "c");
    EXPECT_EQ(waited.kind, OrderReason::Kind::Waited);
    EXPECT_THAT(pathsOf(graph, waited.chain), ElementsAre("b", "zz"));
    EXPECT_EQ(reason(program, OrderRule::ByName, "b", "runtime").kind, OrderReason::Kind::Runtime);
    // As it ran by the rule; another order is the sources' doing.
    EXPECT_EQ(reason(program, OrderRule::ByImports, "c", "zz").kind, OrderReason::Kind::Sources);
    Program walked(small());
    walked.startup.inits.clear();
    for (const char* path : {"internal/cpu", "runtime", "zz", "b", "c", "z", "main"})
        walked.startup.inits.emplace_back().importPath = path;
    walked.graph = joinGraph(small(), walked.startup, {});
    const OrderReason imported = reason(walked, OrderRule::ByImports, "c", "zz");
    EXPECT_EQ(imported.kind, OrderReason::Kind::Imported);
    EXPECT_THAT(pathsOf(graph, imported.chain), ElementsAre("cmd", "b", "zz"));
    EXPECT_THAT(pathsOf(graph, imported.laterChain), ElementsAre("cmd", "c"));
}

TEST(WhyBefore, HasAReasonForEveryPair) {
    for (const OrderRule rule : {OrderRule::ByName, OrderRule::ByImports})
        onManyPrograms(true, [rule](const Program& program) {
            const InitOrder order(program.graph, rule);
            for (PackageIndex a = 0; a < program.graph.packages.size(); ++a)
                for (PackageIndex b = 0; b < a; ++b) {
                    const OrderReason why = whyBefore(program.graph, rule, a, b);
                    const bool both = order.takesPart(a) && order.takesPart(b);
                    ASSERT_EQ(why.kind != OrderReason::Kind::None, both);
                    if (both && why.kind != OrderReason::Kind::Sources) {
                        ASSERT_LT(order.places()[why.earlier], order.places()[why.later]);
                    }
                }
        });
}

TEST(FindPackage, TakesPathsNamesAndEnds) {
    const PackageGraph graph(GraphSource::GoList,
                             {named("cmd"), named("gopkg.in/yaml.v2"), named("a/http"), named("net/http")},
                             {}, {});
    const auto path = [&](std::string_view name) {
        const auto found = findPackage(graph, name);
        return found ? graph[*found].importPath : found.error().message();
    };
    EXPECT_EQ(path("main"), "cmd");
    EXPECT_EQ(path("gopkg.in/yaml%2ev2"), "gopkg.in/yaml.v2");
    EXPECT_EQ(path("yaml.v2"), "gopkg.in/yaml.v2");
    EXPECT_THAT(path("http"),
                HasSubstr("2 packages are called http; name one by its whole path: a/http, net/http"));
    EXPECT_THAT(path("yaml"), HasSubstr("did you mean gopkg.in/yaml.v2?"));
    EXPECT_THAT(path(""), HasSubstr("no package"));
}

TEST(ByRetained, CostliestFirst) {
    const Program program(small());
    const InitGraph facts = analyse(program.graph, program.startup);
    const auto order = byRetained(facts, BlameBy::Time);
    EXPECT_EQ(order.front(), program.graph.packages.root());
    for (std::size_t i = 1; i < order.size(); ++i)
        EXPECT_GE(facts.retained.ofPackage[order[i - 1]].time.middle(),
                  facts.retained.ofPackage[order[i]].time.middle());
    EXPECT_THAT(freedBy({}, {}), IsEmpty());
}

} // namespace
} // namespace rt0::initgraph
