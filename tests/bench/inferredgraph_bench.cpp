#include "base/inputfile.h"
#include "ingest/gobinary/inferredgraph.h"
#include "ingest/golist/golist.h"

#include <chrono>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

/// How true the graph is that is inferred from a program: beside what go list says of it.
///     inferredgraph_bench kubectl kubectl.json [prometheus prometheus.json …]
/// where the second of each pair is what `go list -deps -json` printed for the package that was built.
namespace rt0 {
namespace {

/// By package, what it depends on.
using Closure = std::vector<std::vector<bool>>;

Closure closureOf(std::size_t size, const std::vector<std::vector<PackageIndex>>& imports) {
    Closure closure(size, std::vector<bool>(size));
    for (PackageIndex from = 0; from < size; ++from) {
        std::vector<PackageIndex> open{from};
        while (!open.empty()) {
            const PackageIndex package = open.back();
            open.pop_back();
            for (const PackageIndex imported : imports[package])
                if (!closure[from][imported]) {
                    closure[from][imported] = true;
                    open.push_back(imported);
                }
        }
    }
    return closure;
}

double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

struct Figures {
    std::size_t edges = 0;     ///< inferred, between packages that go list knows
    std::size_t unknown = 0;   ///< inferred, of packages that it does not know
    std::size_t direct = 0;    ///< of `edges`: imports
    std::size_t dependent = 0; ///< of `edges`: dependencies, direct or not
    std::size_t pairs = 0;     ///< all dependencies, direct or not
    std::size_t found = 0;     ///< of `pairs`: follow from inferred edges
};

/// The inferred edges between packages of `truth`.
std::vector<std::vector<PackageIndex>> translated(const PackageGraph& inferred, const PackageGraph& truth,
                                                  Figures& figures) {
    std::vector<std::vector<PackageIndex>> edges(truth.size());
    const auto placeOf = [&](PackageIndex package) {
        return inferred[package].main ? truth.root()
                                      : truth.find(inferred[package].importPath).value_or(kNoPackage);
    };
    for (PackageIndex from = 0; from < inferred.size(); ++from)
        for (const PackageIndex to : inferred.imports(from)) {
            const std::pair edge{placeOf(from), placeOf(to)};
            if (edge.first == kNoPackage || edge.second == kNoPackage)
                ++figures.unknown;
            else
                edges[edge.first].push_back(edge.second);
        }
    return edges;
}

Figures compare(const PackageGraph& inferred, const PackageGraph& truth) {
    Figures figures;
    const auto edges = translated(inferred, truth, figures);
    std::vector<std::vector<PackageIndex>> imports(truth.size());
    for (PackageIndex from = 0; from < truth.size(); ++from)
        imports[from].assign(truth.imports(from).begin(), truth.imports(from).end());
    const Closure depends = closureOf(truth.size(), imports);
    const Closure seen = closureOf(truth.size(), edges);
    for (PackageIndex from = 0; from < truth.size(); ++from) {
        for (const PackageIndex to : edges[from]) {
            ++figures.edges;
            figures.direct += truth.edgeOf(from, to) < truth.importCount() ? 1 : 0;
            figures.dependent += depends[from][to] ? 1 : 0;
        }
        for (PackageIndex to = 0; to < truth.size(); ++to) {
            figures.pairs += depends[from][to] ? 1 : 0;
            figures.found += depends[from][to] && seen[from][to] ? 1 : 0;
        }
    }
    return figures;
}

void report(const std::string& program, const std::string& list) {
    const auto begin = std::chrono::steady_clock::now();
    const auto binary = gobinary::GoBinary::open(program);
    const auto inferred = binary ? gobinary::inferGraphOf(*binary, program)
                                 : Result<PackageGraph>(tl::unexpected(binary.error()));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    auto file = InputFile::open(list);
    const auto bytes = file ? file->whole() : Result<FileBytes>(tl::unexpected(file.error()));
    const auto listed = bytes ? golist::readGoList(bytes->view(), list)
                              : Result<golist::Outcome>(tl::unexpected(bytes.error()));
    if (!inferred || !listed) {
        fmt::print("{}\n", (!inferred ? inferred.error() : listed.error()).message());
        return;
    }
    const PackageGraph truth = listed->graph.reachableFrom(listed->graph.root());
    const Figures figures = compare(*inferred, truth);
    fmt::print("{}: {:.0f} ms; {} of {} packages, {} edges ({} of packages that go list does not name)\n"
               "  \"depends on\" is true of {:.4f}, \"imports\" of {:.4f} of the edges\n"
               "  {:.4f} of all imports and {:.4f} of all dependencies are found\n",
               program, took.count(), inferred->size(), truth.size(), figures.edges, figures.unknown,
               ratio(figures.dependent, figures.edges), ratio(figures.direct, figures.edges),
               ratio(figures.direct, truth.importCount()), ratio(figures.found, figures.pairs));
}

} // namespace
} // namespace rt0

int main(int argc, char** argv) {
    for (int i = 1; i + 1 < argc; i += 2)
        rt0::report(argv[i], argv[i + 1]);
    return argc > 2 ? 0 : 2;
}
