#include "timeline/programgraph.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace rt0 {
namespace {

constexpr std::uint64_t kMaxSteps = 200'000'000; ///< to look for the right command

using NameIndex = std::unordered_map<std::string_view, std::uint32_t>;

NameIndex initsByName(const Startup& startup) {
    NameIndex names;
    for (std::uint32_t i = 0; i < startup.inits.size(); ++i)
        names.try_emplace(startup.inits[i].importPath, i);
    return names;
}

/// How well each command fits; reuses its memory, for there may be hundreds of commands.
class CommandFinder {
public:
    CommandFinder(const PackageGraph& graph, const NameIndex& inits)
        : m_graph(graph), m_seen(graph.size(), 0) {
        for (const GoPackage& package : graph.packages())
            m_hasInit.push_back(inits.contains(linkedName(package)));
    }

    PackageIndex best() {
        PackageIndex best = m_graph.root();
        std::size_t most = 0;
        std::size_t smallest = 0;
        for (const PackageIndex command : m_graph.commands()) {
            if (m_steps > kMaxSteps)
                break;
            const auto [joined, size] = fitOf(command);
            const bool better = joined > most || (joined == most && size < smallest);
            if (smallest != 0 && !better)
                continue;
            best = command;
            most = joined;
            smallest = size;
        }
        return best;
    }

private:
    std::pair<std::size_t, std::size_t> fitOf(PackageIndex command) {
        ++m_round;
        m_reached.assign(1, command);
        m_seen[command] = m_round;
        std::size_t joined = 0;
        for (std::size_t next = 0; next < m_reached.size(); ++next) {
            joined += m_hasInit[m_reached[next]] ? 1 : 0;
            const auto imports = m_graph.imports(m_reached[next]);
            m_steps += imports.size();
            for (const PackageIndex imported : imports)
                if (std::exchange(m_seen[imported], m_round) != m_round)
                    m_reached.push_back(imported);
        }
        return {joined, m_reached.size()};
    }

    const PackageGraph& m_graph;
    std::vector<bool> m_hasInit;
    std::vector<std::uint32_t> m_seen;
    std::vector<PackageIndex> m_reached;
    std::uint32_t m_round = 0;
    std::uint64_t m_steps = 0;
};

/// All of a graph without a command, below one package.
PackageGraph withRoot(const PackageGraph& graph) {
    std::vector<GoPackage> packages(graph.packages().begin(), graph.packages().end());
    std::vector<ImportEdge> edges;
    const auto root = static_cast<PackageIndex>(packages.size());
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        if (graph.importers(package).empty())
            edges.push_back({root, package});
        for (const PackageIndex imported : graph.imports(package))
            edges.push_back({package, imported});
    }
    if (edges.size() == graph.importCount() + 1)
        return graph.reachableFrom(graph.root());
    GoPackage all;
    all.importPath = "(all)";
    packages.push_back(std::move(all));
    const auto modules = graph.modules();
    const PackageGraph whole(graph.source(), std::move(packages), {modules.begin(), modules.end()},
                             std::move(edges));
    return whole.reachableFrom(whole.find("(all)").value_or(0));
}

} // namespace

std::vector<std::uint32_t> ProgramGraph::unjoinedInits() const {
    std::vector<std::uint32_t> unjoined;
    for (std::uint32_t i = 0; i < packageOfInit.size(); ++i)
        if (packageOfInit[i] == kNoPackage)
            unjoined.push_back(i);
    return unjoined;
}

ProgramGraph joinGraph(const PackageGraph& graph, const Startup& startup, std::string path) {
    const NameIndex inits = initsByName(startup);
    ProgramGraph joined;
    joined.path = std::move(path);
    // Of an inferred graph much hangs on imports that left no trace: main does not reach it.
    if (graph.empty() || graph.inferred())
        joined.packages = graph;
    else if (graph.commands().empty())
        joined.packages = withRoot(graph);
    else
        joined.packages =
            graph.reachableFrom(inits.empty() ? graph.root() : CommandFinder(graph, inits).best());
    joined.packageOfInit.assign(startup.inits.size(), kNoPackage);
    joined.initOfPackage.assign(joined.packages.size(), kNoInit);
    for (PackageIndex package = 0; package < joined.packages.size(); ++package) {
        // Of a package and its test variant, which the test links instead, the variant stands behind.
        const auto found = inits.find(linkedName(joined.packages[package]));
        if (found == inits.end())
            continue;
        if (const PackageIndex other = joined.packageOfInit[found->second]; other != kNoPackage)
            joined.initOfPackage[other] = kNoInit;
        joined.packageOfInit[found->second] = package;
        joined.initOfPackage[package] = found->second;
    }
    return joined;
}

} // namespace rt0
