#include "ingest/gobinary/packagecount.h"

#include "ingest/gobinary/functionpackages.h"

#include <unordered_set>

namespace rt0::gobinary {

std::size_t countPackages(const FunctionTable& functions) {
    std::unordered_set<std::string_view> packages; // assembly is a unit of its own
    for (const auto& [unit, package] : packagesOfUnits(functions))
        packages.insert(package);
    return packages.size();
}

} // namespace rt0::gobinary
