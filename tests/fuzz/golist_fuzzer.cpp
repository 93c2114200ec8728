#include "analysis/initgraph/initgraph.h"
#include "ingest/golist/golist.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Whatever the bytes are: no crash; and what is said of a graph fits together.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto outcome = rt0::golist::readGoList(text, "fuzz");
    if (!outcome)
        return 0;
    const rt0::PackageGraph& graph = outcome->graph;
    if (graph.empty() || graph.root() >= graph.size())
        std::abort();
    rt0::Startup startup;
    for (rt0::PackageIndex package = 0; package < graph.size(); package += 2)
        startup.inits.emplace_back().importPath = rt0::linkedName(graph[package]);
    const rt0::ProgramGraph program = rt0::joinGraph(graph, startup, "fuzz");
    const auto facts = rt0::initgraph::analyse(program, startup);
    const rt0::PackageIndex root = program.packages.root();
    if (facts.retained.ofPackage[root].packages != program.packages.size())
        std::abort();
    for (rt0::PackageIndex package = 0; package < program.packages.size(); ++package)
        if (rt0::initgraph::whyLinked(program.packages, package).always.front() != root)
            std::abort();
    return 0;
}
