#pragma once

#include "analysis/graphscene/scenebuilder.h"
#include "analysis/pairlanes.h"

#include <memory>
#include <string>
#include <unordered_map>

/// The import graphs of two builds as one picture.
namespace rt0 {

/// What became of each package, by import path as inits have it.
using PackageChanges = std::unordered_map<std::string, ChangeWords>;

/// Both graphs together, with the size of its change as each package's cost: the costliest are those that
/// changed most. A command that has another path in B is the same command.
std::shared_ptr<const SceneSource> differenceSource(const ProgramGraph& a, const ProgramGraph& b,
                                                    const PackageChanges& changes);

/// The `room` packages that changed most, with the paths between them; nodes carry their change and its
/// words.
GraphScene differenceScene(const SceneSource& source, const PackageChanges& changes, std::size_t room);

} // namespace rt0
