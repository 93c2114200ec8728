#pragma once

#include "base/result.h"
#include "recording/packagegraph.h"

#include <string_view>

namespace rt0::initgraph {

/// The package that a user names: by its import path, as inittrace prints it ("main", "gopkg.in/yaml%2ev2"),
/// or by the last elements of the path when no other package ends so. Errors: none, or several, which the
/// hint lists.
Result<PackageIndex> findPackage(const PackageGraph& graph, std::string_view name);

} // namespace rt0::initgraph
