#pragma once

#include "recording/packagegraph.h"

#include <cstddef>
#include <span>
#include <vector>

namespace rt0::initgraph {

/// Packages of which each imports the next.
using ImportChain = std::vector<PackageIndex>;

/// The shortest chain from one package to another, both included; of equal ones the alphabetically first.
/// Empty when there is none.
ImportChain shortestChain(const PackageGraph& graph, PackageIndex from, PackageIndex to);

/// The shortest of the chains to several packages.
ImportChain shortestChain(const PackageGraph& graph, PackageIndex from, std::span<const PackageIndex> to);

/// Why a package is linked.
struct WhyLinked {
    /// One for each package that imports it and is linked itself: the shortest chain from the root that ends
    /// with this import. Shortest first, then by importer. Empty for the root and for what it does not reach.
    std::vector<ImportChain> chains;
    /// What every chain passes, from the root on; the last but one is the dominator.
    ImportChain always;
};
WhyLinked whyLinked(const PackageGraph& graph, PackageIndex package);

} // namespace rt0::initgraph
