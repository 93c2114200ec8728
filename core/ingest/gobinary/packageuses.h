#pragma once

#include "ingest/gobinary/functionpackages.h"
#include "ingest/gobinary/gobinary.h"
#include "ingest/progress.h"

#include <utility>

namespace rt0::gobinary {

/// One package uses another, by their numbers.
using PackageUse = std::pair<std::uint32_t, std::uint32_t>;

struct PackageUses {
    FunctionPackages packages;    ///< with names of packages that only types tell
    std::vector<PackageUse> uses; ///< each once, in no order
};

/// What code and types say of which package uses which, unfiltered. Errors: "cancelled".
Result<PackageUses> packageUsesOf(const GoBinary& binary, const Moduledata& module, const Progress& progress);

} // namespace rt0::gobinary
