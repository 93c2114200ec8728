#include "ingest/gobinary/inferredgraph.h"

#include "ingest/gobinary/importgraph.h"
#include "ingest/gobinary/packageuses.h"

namespace rt0::gobinary {
namespace {

constexpr std::uint32_t kNone = PackageNames::kNone;

/// By package its place in the order of inits; kNone without one.
std::vector<std::uint32_t> initPlaces(const GoBinary& binary, const PackageNames& names) {
    std::vector<std::uint32_t> places(names.size(), kNone);
    std::uint32_t place = 0;
    for (const InitTask& task : binary.initTasks().tasks)
        if (const std::uint32_t package = names.find(task.package); package != kNone)
            places[package] = place++;
    return places;
}

/// The linker writes the code of packages in an order in which imports come first
/// (cmd/link/internal/ld/lib.go, postorder), and their inits run in such an order, too.
class Orders {
public:
    Orders(const GoBinary& binary, const FunctionPackages& packages)
        : m_packages(packages), m_inits(initPlaces(binary, packages.names)) {}

    bool allow(const PackageUse& use) const {
        return isBehind(codePlace(use.first), codePlace(use.second)) &&
               isBehind(m_inits[use.first], m_inits[use.second]);
    }

private:
    std::uint32_t codePlace(std::uint32_t package) const {
        return package < m_packages.place.size() ? m_packages.place[package] : kNone;
    }
    static bool isBehind(std::uint32_t user, std::uint32_t used) {
        return user == kNone || used == kNone || used < user;
    }

    const FunctionPackages& m_packages;
    std::vector<std::uint32_t> m_inits;
};

std::vector<GoModule> modulesOf(const BuildInfo& info) {
    std::vector<GoModule> modules;
    const auto add = [&](const Dependency& dependency, bool main) {
        GoModule module;
        module.path = dependency.module.path;
        module.version = dependency.module.version;
        module.main = main;
        if (dependency.replacement) {
            module.replacedByPath = dependency.replacement->path;
            module.replacedByVersion = dependency.replacement->version;
        }
        modules.push_back(std::move(module));
    };
    if (info.main)
        add(*info.main, true);
    for (const Dependency& dependency : info.dependencies)
        add(dependency, false);
    return modules;
}

/// The module with the longest path that the package's begins with.
std::uint32_t moduleOf(std::string_view package, const std::vector<GoModule>& modules) {
    std::uint32_t best = kNoModule;
    for (std::uint32_t i = 0; i < modules.size(); ++i) {
        const std::string_view path = modules[i].path;
        const bool holds =
            package.starts_with(path) && (package.size() == path.size() || package[path.size()] == '/');
        if (holds && !path.empty() && (best == kNoModule || path.size() > modules[best].path.size()))
            best = i;
    }
    return best;
}

} // namespace

Result<PackageGraph> inferGraphOf(const GoBinary& binary, const std::string& where,
                                  const Progress& progress) {
    const auto& module = binary.moduledata();
    if (!module || binary.functions().size() == 0)
        return tl::unexpected(Error{"its packages cannot be read: the runtime's moduledata was not found",
                                    where,
                                    "name the module's directory, or what go list -deps -json prints there"});
    if (!module->hasInitTasks())
        return tl::unexpected(Error{"holds its import graph: none need be inferred", where, {}});
    auto found = packageUsesOf(binary, *module, progress);
    if (!found)
        return tl::unexpected(std::move(found.error()));
    PackageNames& names = found->packages.names;
    for (const InitTask& task : binary.initTasks().tasks)
        names.add(task.package);
    const Orders orders(binary, found->packages);
    std::vector<GoModule> modules = modulesOf(binary.buildInfo());
    std::vector<GoPackage> packages;
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        packages.push_back(linkedPackage(names[i]));
        packages.back().module = packages.back().standard ? kNoModule : moduleOf(names[i], modules);
    }
    std::vector<ImportEdge> edges;
    for (const PackageUse& use : found->uses)
        if (orders.allow(use))
            edges.push_back({use.first, use.second});
    const std::uint32_t main = names.find("main");
    if (const std::uint32_t runtime = names.find("runtime"); main != kNone && runtime != kNone)
        edges.push_back({main, runtime}); // the program runs both, main does not import it
    if (main != kNone && !binary.buildInfo().path.empty()) {
        packages[main].importPath = binary.buildInfo().path;
        packages[main].module = moduleOf(binary.buildInfo().path, modules);
    }
    return PackageGraph(GraphSource::BinaryInferred, std::move(packages), std::move(modules),
                        std::move(edges));
}

} // namespace rt0::gobinary
