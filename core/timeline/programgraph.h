#pragma once

#include "recording/packagegraph.h"
#include "recording/recording.h"
#include "timeline/startup.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace rt0 {

inline constexpr std::uint32_t kNoInit = std::numeric_limits<std::uint32_t>::max();

/// The import graph of the program that a start-up is of, joined with its inits by name.
struct ProgramGraph {
    /// What packages.root() links, nothing else; of an inferred graph all, whether a path leads there or not.
    PackageGraph packages;
    std::string path;                         ///< of the file or directory that it was read from
    std::vector<PackageIndex> packageOfInit;  ///< by index into Startup::inits; kNoPackage: not in the graph
    std::vector<std::uint32_t> initOfPackage; ///< by package: index into Startup::inits, or kNoInit

    /// Indices into Startup::inits of those that are of no package of the graph.
    std::vector<std::uint32_t> unjoinedInits() const;
    std::size_t joinedInits() const { return packageOfInit.size() - unjoinedInits().size(); }
};

/// Joins a graph with a start-up. Of a graph with several commands the one is taken whose packages are most
/// of the inits, of equal ones the one with the fewest packages; without inits the first. A graph without a
/// command, as of a library, gets a package "(all)" that imports what nothing else imports, when there are
/// several of those.
ProgramGraph joinGraph(const PackageGraph& graph, const Startup& startup, std::string path);

} // namespace rt0
