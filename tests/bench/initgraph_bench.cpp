#include "analysis/initgraph/initgraph.h"
#include "ingest/golist/golist.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <random>
#include <string>

/// The aims: 10,000 packages of go list in 300 ms, all analyses of 5,000 packages and 50,000 imports in
/// 100 ms.
namespace rt0 {
namespace {

/// A package imports mostly what lies near it, and often the same few.
std::vector<ImportEdge> importsLikeReal(PackageIndex packages, std::size_t imports) {
    std::mt19937 random(1);
    std::vector<ImportEdge> edges;
    for (PackageIndex package = 1; package < packages; ++package)
        edges.push_back(
            {package, static_cast<PackageIndex>(package - 1 - random() % std::min(package, 40U))});
    while (edges.size() < imports) {
        const auto package = static_cast<PackageIndex>(1 + random() % (packages - 1));
        const PackageIndex reach = random() % 3 == 0 ? std::min(package, 300U) : package;
        edges.push_back({package, static_cast<PackageIndex>(random() % 2 == 0 ? package - 1 - random() % reach
                                                                              : random() % reach)});
    }
    for (PackageIndex package = 0; package + 1 < packages; ++package) // all is linked
        if (package % 20 == 0)
            edges.push_back({packages - 1, package});
    return edges;
}

std::string pathOf(PackageIndex package) {
    return fmt::format("example.org/team{}/module{}/internal/package{}", package % 7, package % 90, package);
}

PackageGraph graphOf(PackageIndex packages, std::size_t imports) {
    std::vector<GoPackage> list(packages);
    for (PackageIndex i = 0; i < packages; ++i) {
        list[i].importPath = pathOf(i);
        list[i].module = i % 90;
        list[i].main = i + 1 == packages;
    }
    std::vector<GoModule> modules(90);
    for (std::size_t i = 0; i < modules.size(); ++i)
        modules[i].path = fmt::format("example.org/module{}", i);
    return {GraphSource::GoList, std::move(list), std::move(modules), importsLikeReal(packages, imports)};
}

/// As go list -deps -json prints them, with all fields: Deps are three quarters of it.
std::string goListOf(PackageIndex packages, bool allFields) {
    const PackageGraph graph = graphOf(packages, std::size_t{packages} * 10);
    std::string text;
    for (PackageIndex i = 0; i < graph.size(); ++i) {
        text += fmt::format(
            "{{\n\t\"Dir\": \"/home/user/go/pkg/mod/{0}\",\n\t\"ImportPath\": \"{0}\",\n\t\"Name\": \"p\",\n"
            "\t\"Module\": {{\n\t\t\"Path\": \"m{1}\",\n\t\t\"Version\": \"v1.0.{1}\"\n\t}},\n",
            graph[i].importPath, i % 90);
        text += "\t\"Imports\": [\n";
        for (const PackageIndex imported : graph.imports(i))
            text += "\t\t\"" + graph[imported].importPath + "\",\n";
        text += "\t\t\"unsafe\"\n\t]";
        if (allFields) {
            text += ",\n\t\"Deps\": [\n";
            for (PackageIndex dep = 0; dep < std::min(i, 120U); ++dep)
                text += "\t\t\"" + graph[dep].importPath + "\",\n";
            text += "\t\t\"unsafe\"\n\t]";
        }
        text += "\n}\n";
    }
    return text + "{\n\t\"ImportPath\": \"unsafe\"\n}\n";
}

void readGoList(benchmark::State& state, bool allFields) {
    const std::string text = goListOf(10'000, allFields);
    for (auto _ : state)
        benchmark::DoNotOptimize(golist::readGoList(text, "bench"));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
    state.counters["MB"] = static_cast<double>(text.size()) / 1e6;
}
void readNeededFields(benchmark::State& state) {
    readGoList(state, false);
}
void readAllFields(benchmark::State& state) {
    readGoList(state, true);
}

struct Program {
    Startup startup;
    ProgramGraph graph;
};

Program program(PackageIndex packages, std::size_t imports) {
    const PackageGraph graph = graphOf(packages, imports);
    Program made;
    for (PackageIndex i = 0; i < graph.size(); i += 2) {
        PackageInit& init = made.startup.inits.emplace_back();
        init.importPath = linkedName(graph[i]);
        init.duration = {Nanoseconds(i), Nanoseconds(i + 1000)};
    }
    made.graph = joinGraph(graph, made.startup, "bench");
    return made;
}

void analyseAll(benchmark::State& state) {
    const Program made = program(5'000, 50'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(initgraph::analyse(made.graph, made.startup));
    state.counters["packages"] = static_cast<double>(made.graph.packages.size());
    state.counters["imports"] = static_cast<double>(made.graph.packages.importCount());
}

void dominators(benchmark::State& state) {
    const Program made = program(5'000, 50'000);
    const auto imports = initgraph::importsOf(made.graph.packages);
    for (auto _ : state)
        benchmark::DoNotOptimize(initgraph::dominatorsOf(imports, made.graph.packages.root()));
}

void reduction(benchmark::State& state) {
    const Program made = program(5'000, 50'000);
    const auto imports = initgraph::importsOf(made.graph.packages);
    for (auto _ : state)
        benchmark::DoNotOptimize(initgraph::reducedEdges(imports));
}

void modules(benchmark::State& state) {
    const Program made = program(5'000, 50'000);
    const auto self = initgraph::selfCosts(made.graph, made.startup);
    for (auto _ : state)
        benchmark::DoNotOptimize(initgraph::moduleGraphOf(made.graph.packages, self));
}

void order(benchmark::State& state) {
    const Program made = program(5'000, 50'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(initgraph::checkOrder(made.graph));
}

BENCHMARK(readNeededFields)->Unit(benchmark::kMillisecond);
BENCHMARK(readAllFields)->Unit(benchmark::kMillisecond);
BENCHMARK(analyseAll)->Unit(benchmark::kMillisecond);
BENCHMARK(dominators)->Unit(benchmark::kMillisecond);
BENCHMARK(reduction)->Unit(benchmark::kMillisecond);
BENCHMARK(modules)->Unit(benchmark::kMillisecond);
BENCHMARK(order)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace rt0

BENCHMARK_MAIN();
