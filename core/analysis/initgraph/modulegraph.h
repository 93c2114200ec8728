#pragma once

#include "analysis/initgraph/digraph.h"
#include "analysis/initgraph/initcost.h"

#include <string>
#include <vector>

namespace rt0::initgraph {

/// The packages of a module of which this program links at least one.
struct ModuleNode {
    std::string name;    ///< module path; "std" for the standard library
    std::string version; ///< of the replacement where there is one; empty when not known
    bool guessed =
        false;         ///< by the form of the import paths (packagegroup.h), for the graph names no modules
    bool main = false; ///< holds the program itself
    std::vector<PackageIndex> packages; ///< ascending
    InitCost self;                      ///< of its packages
    InitCost retained; ///< of all that goes if no other module imported any of them; of `main` everything;
                       ///< as `self` where the graph does not tell it (tellsRetained)
    std::uint32_t cycle = 0; ///< modules with the same number need each other
};

/// Which module uses which. Packages cannot import each other in a circle, modules can.
struct ModuleGraph {
    std::vector<ModuleNode> modules;      ///< by name, then version
    std::vector<std::uint32_t> moduleOf;  ///< by package: index into `modules`
    Digraph imports;                      ///< between modules
    std::vector<std::uint32_t> importsOf; ///< by edge of `imports`: how many package imports it stands for
    std::uint32_t cycles = 0;             ///< numbers of ModuleNode::cycle
};

ModuleGraph moduleGraphOf(const PackageGraph& graph, const std::vector<InitCost>& self);

/// By module what would go away if no other module imported it, as in ModuleNode: packages, ascending.
std::vector<PackageIndex> freedByModule(const PackageGraph& graph, const ModuleNode& module);

} // namespace rt0::initgraph
