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

/// Whether a graph tells what would go away. One that was inferred from a binary does not: an import that
/// left no trace may keep a package linked, and a use may go through a package that would go itself, so that
/// a dominator of it is neither too much nor too little for certain.
inline bool tellsRetained(const PackageGraph& graph) {
    return !graph.inferred();
}
/// What to say in place of a retained cost of such a graph.
inline constexpr const char* kRetainedUnknown =
    "What goes away with a package is not known: the graph was inferred from the binary, where imports that "
    "left no trace are missing. The directory of the main package (go list) tells it.";

/// Of a graph that does not tell it each package's own cost, of the root everything, and nothing of edges.
RetainedCosts retainedCosts(const PackageGraph& graph, const DominatorTree& dominators,
                            const std::vector<InitCost>& self);

/// Which packages the program would no longer link if `cutPackages` (and who imports them does without) and
/// `cutImports` were removed, ascending; the cut packages themselves are among them. Those that are not
/// reached today are not.
std::vector<PackageIndex> freedBy(const PackageGraph& graph, std::span<const PackageIndex> cutPackages,
                                  std::span<const ImportEdge> cutImports = {});

} // namespace rt0::initgraph
