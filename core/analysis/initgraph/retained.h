#pragma once

#include "analysis/initgraph/dominators.h"
#include "analysis/initgraph/initcost.h"

#include <vector>

namespace rt0::initgraph {

/// What would go away. The prediction is that of the linker: a package that nothing imports any more is not
/// linked, and its init does not run.
struct RetainedCosts {
    std::vector<InitCost> ofPackage; ///< if nothing imported it: it and all below it in the dominator tree
    std::vector<InitCost> ofEdge;    ///< by edge number, if this one import were removed: mostly nothing
};

RetainedCosts retainedCosts(const PackageGraph& graph, const DominatorTree& dominators,
                            const std::vector<InitCost>& self);

/// Which packages the program would no longer link if `cutPackages` (and who imports them does without) and
/// `cutImports` were removed, ascending; the cut packages themselves are among them. Those that are not
/// reached today are not.
std::vector<PackageIndex> freedBy(const PackageGraph& graph, std::span<const PackageIndex> cutPackages,
                                  std::span<const ImportEdge> cutImports = {});

} // namespace rt0::initgraph
