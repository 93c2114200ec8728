#include "recording/packagegraph.h"

#include <algorithm>
#include <numeric>

namespace rt0 {

std::string_view nameOf(GraphSource source) {
    switch (source) {
    case GraphSource::GoList:
        return "go list";
    case GraphSource::BinaryExact:
        return "binary";
    case GraphSource::BinaryInferred:
        return "inferred from the binary";
    case GraphSource::None:
        break;
    }
    return "none";
}

std::string_view linkedName(const GoPackage& package) {
    if (package.main)
        return "main";
    const std::string_view path = package.importPath;
    return path.substr(0, path.find(" ["));
}

PackageGraph::PackageGraph(GraphSource source, std::vector<GoPackage> packages, std::vector<GoModule> modules,
                           std::vector<ImportEdge> imports)
    : m_source(source), m_packages(std::move(packages)), m_modules(std::move(modules)) {
    for (GoPackage& package : m_packages)
        if (package.module >= m_modules.size())
            package.module = kNoModule;
    sortPackages(imports);
    build(std::move(imports));
    findRoot();
}

/// Brings the packages into the order of their paths and the edges with them.
void PackageGraph::sortPackages(std::vector<ImportEdge>& imports) {
    std::vector<PackageIndex> order(m_packages.size());
    std::iota(order.begin(), order.end(), PackageIndex{0});
    std::ranges::stable_sort(order, {},
                             [this](PackageIndex i) -> std::string_view { return m_packages[i].importPath; });
    std::vector<PackageIndex> place(m_packages.size());
    std::vector<GoPackage> sorted;
    sorted.reserve(m_packages.size());
    for (const PackageIndex from : order) {
        if (sorted.empty() || sorted.back().importPath != m_packages[from].importPath)
            sorted.push_back(std::move(m_packages[from]));
        place[from] = static_cast<PackageIndex>(sorted.size() - 1);
    }
    m_packages = std::move(sorted);
    const auto placeOf = [&place](PackageIndex i) { return i < place.size() ? place[i] : kNoPackage; };
    for (ImportEdge& edge : imports)
        edge = {placeOf(edge.importer), placeOf(edge.imported)};
    std::erase_if(imports, [](const ImportEdge& edge) {
        return edge.importer == edge.imported || edge.importer == kNoPackage || edge.imported == kNoPackage;
    });
}

void PackageGraph::build(std::vector<ImportEdge> imports) {
    std::ranges::sort(imports);
    imports.erase(std::unique(imports.begin(), imports.end()), imports.end());
    const auto offsets = [&](auto member) {
        Offsets first(m_packages.size() + 1);
        for (const ImportEdge& edge : imports)
            ++first[edge.*member + 1];
        std::partial_sum(first.begin(), first.end(), first.begin());
        return first;
    };
    m_firstImport = offsets(&ImportEdge::importer);
    m_firstImporter = offsets(&ImportEdge::imported);
    m_imports.resize(imports.size());
    m_importers.resize(imports.size());
    Offsets next = m_firstImporter;
    for (std::size_t i = 0; i < imports.size(); ++i) {
        m_imports[i] = imports[i].imported;
        m_importers[next[imports[i].imported]++] = imports[i].importer;
    }
}

void PackageGraph::findRoot() {
    PackageIndex top = kNoPackage;
    for (PackageIndex i = 0; i < m_packages.size(); ++i) {
        if (m_packages[i].main)
            m_commands.push_back(i);
        if (top == kNoPackage && importers(i).empty() && !imports(i).empty())
            top = i;
    }
    if (!m_commands.empty())
        m_root = m_commands.front();
    else if (top != kNoPackage)
        m_root = top;
    else if (!m_packages.empty())
        m_root = 0;
}

const GoModule* PackageGraph::moduleOf(PackageIndex package) const {
    const std::uint32_t module = m_packages[package].module;
    return module < m_modules.size() ? &m_modules[module] : nullptr;
}

std::size_t PackageGraph::edgeOf(PackageIndex importer, PackageIndex imported) const {
    const auto targets = imports(importer);
    const auto found = std::ranges::lower_bound(targets, imported);
    if (found == targets.end() || *found != imported)
        return importCount();
    return firstEdge(importer) + static_cast<std::size_t>(found - targets.begin());
}

std::optional<PackageIndex> PackageGraph::find(std::string_view importPath) const {
    const auto pathOf = [](const GoPackage& package) -> std::string_view { return package.importPath; };
    const auto found = std::ranges::lower_bound(m_packages, importPath, {}, pathOf);
    if (found == m_packages.end() || found->importPath != importPath)
        return std::nullopt;
    return static_cast<PackageIndex>(found - m_packages.begin());
}

PackageGraph PackageGraph::reachableFrom(PackageIndex from) const {
    std::vector<PackageIndex> place(m_packages.size(), kNoPackage);
    std::vector<PackageIndex> reached;
    const auto reach = [&](PackageIndex package) {
        if (place[package] != kNoPackage)
            return;
        place[package] = static_cast<PackageIndex>(reached.size());
        reached.push_back(package);
    };
    reach(from);
    for (std::size_t next = 0; next < reached.size(); ++next)
        for (const PackageIndex imported : imports(reached[next]))
            reach(imported);
    std::vector<GoPackage> packages;
    std::vector<ImportEdge> edges;
    packages.reserve(reached.size());
    for (const PackageIndex package : reached) {
        packages.push_back(m_packages[package]);
        for (const PackageIndex imported : imports(package))
            edges.push_back({place[package], place[imported]});
    }
    PackageGraph result(m_source, std::move(packages), m_modules, std::move(edges));
    if (const auto root = result.find(m_packages[from].importPath))
        result.m_root = *root;
    return result;
}

} // namespace rt0
