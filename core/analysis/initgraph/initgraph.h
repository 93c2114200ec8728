#pragma once

#include "analysis/blame.h"
#include "analysis/initgraph/dominators.h"
#include "analysis/initgraph/initorder.h"
#include "analysis/initgraph/modulegraph.h"
#include "analysis/initgraph/retained.h"

/// What a package really costs: everything that is known of a program's import graph, computed at once.
/// Nearly linear in packages and imports. Its parts can be had alone, see the headers above.
namespace rt0::initgraph {

struct InitGraph {
    Digraph imports;                   ///< of the packages, with PackageGraph's numbers
    DominatorTree dominators;          ///< from PackageGraph::root()
    std::vector<InitCost> self;        ///< by package
    RetainedCosts retained;            ///< by package and by import
    std::vector<std::uint32_t> layers; ///< by package, see layersOf()
    std::vector<bool> needed;          ///< by import: no other way leads there, see reducedEdges()
    ModuleGraph modules;
    OrderCheck order;
};

InitGraph analyse(const ProgramGraph& graph, const Startup& startup);

/// Packages that retain an init, the one that retains most first; of equal ones that with more allocations,
/// then by path.
std::vector<PackageIndex> byRetained(const InitGraph& analysis, BlameBy by);

} // namespace rt0::initgraph
