#include "analysis/initgraph/findpackage.h"

#include "base/importpath.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace rt0::initgraph {
namespace {

constexpr std::size_t kMaxNamed = 5;

bool endsInElements(std::string_view path, std::string_view name) {
    return path.ends_with(name) && (path.size() == name.size() || path[path.size() - name.size() - 1] == '/');
}

/// Those that hold the name somewhere: it may be misspelt, or half of one.
std::string similar(const PackageGraph& graph, std::string_view name) {
    std::string list;
    std::size_t count = 0;
    for (const GoPackage& package : graph.packages()) {
        if (package.importPath.find(name) == std::string::npos || ++count > kMaxNamed)
            continue;
        list += (list.empty() ? "" : ", ") + package.importPath;
    }
    if (list.empty())
        return "rt0scope graph --format json lists all packages";
    return "did you mean " + list + (count > kMaxNamed ? fmt::format(" or {} more", count - kMaxNamed) : "") +
           "?";
}

} // namespace

Result<PackageIndex> findPackage(const PackageGraph& graph, std::string_view name) {
    if (const auto exact = graph.find(name))
        return *exact;
    const std::string plain = unescapedImportPath(name);
    std::vector<PackageIndex> linked;
    std::vector<PackageIndex> ending;
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        if (linkedName(graph[package]) == plain)
            linked.push_back(package);
        if (!plain.empty() && endsInElements(graph[package].importPath, plain))
            ending.push_back(package);
    }
    const std::vector<PackageIndex>& found = linked.empty() ? ending : linked;
    if (found.size() == 1)
        return found.front();
    if (found.empty())
        return tl::unexpected(Error{fmt::format("no package {} is linked", name), {}, similar(graph, name)});
    std::string list;
    for (std::size_t i = 0; i < std::min(found.size(), kMaxNamed); ++i)
        list += (i == 0 ? "" : ", ") + graph[found[i]].importPath;
    return tl::unexpected(Error{fmt::format("{} packages are called {}", found.size(), name),
                                {},
                                "name one by its whole path: " + list});
}

} // namespace rt0::initgraph
