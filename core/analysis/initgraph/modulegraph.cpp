#include "analysis/initgraph/modulegraph.h"

#include "analysis/initgraph/retained.h"
#include "analysis/packagegroup.h"

#include <algorithm>
#include <map>

namespace rt0::initgraph {
namespace {

constexpr std::uint64_t kMaxSteps = 2'000'000'000; ///< for graphs with loops; a second or two

ModuleNode named(const PackageGraph& graph, PackageIndex package) {
    ModuleNode node;
    const GoPackage& described = graph[package];
    if (described.standard) {
        node.name = "std";
    } else if (const GoModule* module = graph.moduleOf(package)) {
        node.name = module->path;
        node.version = module->replacedByVersion.empty() ? module->version : module->replacedByVersion;
    } else {
        node.name = packageGroup(described.main ? linkedName(described) : described.importPath);
        node.guessed = true;
    }
    return node;
}

void groupPackages(const PackageGraph& graph, const std::vector<InitCost>& self, ModuleGraph& result) {
    std::map<std::pair<std::string, std::string>, std::vector<PackageIndex>> groups;
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        ModuleNode node = named(graph, package);
        groups[{std::move(node.name), std::move(node.version)}].push_back(package);
    }
    result.moduleOf.resize(graph.size());
    for (auto& [key, packages] : groups) {
        ModuleNode node = named(graph, packages.front());
        node.self = sumOf(self, packages);
        node.packages = std::move(packages);
        for (const PackageIndex package : node.packages) {
            result.moduleOf[package] = static_cast<std::uint32_t>(result.modules.size());
            node.main = node.main || package == graph.root();
        }
        result.modules.push_back(std::move(node));
    }
}

void connectModules(const PackageGraph& graph, ModuleGraph& result) {
    std::vector<ImportEdge> edges;
    for (PackageIndex package = 0; package < graph.size(); ++package)
        for (const PackageIndex imported : graph.imports(package))
            edges.push_back({result.moduleOf[package], result.moduleOf[imported]});
    std::erase_if(edges, [](const ImportEdge& edge) { return edge.importer == edge.imported; });
    std::ranges::sort(edges);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (i == 0 || edges[i] != edges[i - 1])
            result.importsOf.push_back(0);
        ++result.importsOf.back();
    }
    result.imports = digraphOf(static_cast<Node>(result.modules.size()), std::move(edges));
    const Components components = componentsOf(result.imports);
    result.cycles = components.count;
    for (std::size_t i = 0; i < result.modules.size(); ++i)
        result.modules[i].cycle = components.of[i];
}

/// What goes away with a set of packages, in time in proportion to what goes: a package goes with its last
/// importer. Right for graphs without loops only.
class LastImporter {
public:
    LastImporter(const PackageGraph& graph, const std::vector<InitCost>& self)
        : m_graph(graph), m_self(self), m_importers(graph.size()) {
        for (PackageIndex package = 0; package < graph.size(); ++package)
            m_importers[package] = static_cast<std::uint32_t>(graph.importers(package).size());
    }

    InitCost without(const std::vector<PackageIndex>& packages) {
        InitCost cost;
        std::vector<PackageIndex> gone = packages;
        std::vector<PackageIndex> touched;
        for (const PackageIndex package : packages)
            m_importers[package] += kCut;
        for (std::size_t next = 0; next < gone.size(); ++next) {
            cost += m_self[gone[next]];
            for (const PackageIndex imported : m_graph.imports(gone[next])) {
                touched.push_back(imported);
                if (--m_importers[imported] == 0)
                    gone.push_back(imported);
            }
        }
        for (const PackageIndex package : touched)
            ++m_importers[package];
        for (const PackageIndex package : packages)
            m_importers[package] -= kCut;
        return cost;
    }

private:
    static constexpr std::uint32_t kCut = 1U << 31U; ///< these do not go a second time

    const PackageGraph& m_graph;
    const std::vector<InitCost>& m_self;
    std::vector<std::uint32_t> m_importers; ///< how many are left
};

} // namespace

ModuleGraph moduleGraphOf(const PackageGraph& graph, const std::vector<InitCost>& self) {
    ModuleGraph result;
    groupPackages(graph, self, result);
    connectModules(graph, result);
    const Digraph imports = importsOf(graph);
    const bool loops = componentsOf(imports).count < imports.size();
    const bool feasible = result.modules.size() * (graph.importCount() + 1) <= kMaxSteps;
    LastImporter lastImporter(graph, self);
    for (ModuleNode& module : result.modules)
        module.retained = !tellsRetained(graph) ? module.self
                          : loops && feasible   ? sumOf(self, freedByModule(graph, module))
                                                : lastImporter.without(module.packages);
    return result;
}

std::vector<PackageIndex> freedByModule(const PackageGraph& graph, const ModuleNode& module) {
    return freedBy(graph, module.packages);
}

} // namespace rt0::initgraph
