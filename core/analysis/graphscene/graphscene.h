#pragma once

#include "recording/packagegraph.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// A picture of the import graph before it has places: what is shown and in which words. The window, the
/// exports and the command line draw the same scenes.
namespace rt0 {

enum class SceneNodeKind {
    Package,
    Module, ///< all packages of one module
    Cycle,  ///< modules whose packages import each other in a circle, taken together
};

/// Whether a node stands for more than is shown of it.
enum class SceneFold { None, Closed, Open };

struct SceneNode {
    SceneNodeKind kind = SceneNodeKind::Package;
    std::vector<PackageIndex> packages; ///< what it stands for, ascending; of a Package one
    std::string name;                   ///< short, the only one of its kind in the scene
    std::string prefix;                 ///< the short name of its module; may be empty
    std::string fullName;
    std::string costText; ///< of its retained cost where the scene has those, else its own; empty: none
    double own = 0;       ///< share of the program's cost, in [0, 1]
    double retained =
        0; ///< the same with all that only it brings in, in scenes that show that; else as `own`
    bool hasInit = false;    ///< false: nothing of it runs before main.main, its own cost is none
    std::uint32_t order = 0; ///< which init it is, of a module the first of its; 0: has no init
    SceneFold fold = SceneFold::None;
    std::uint8_t change = 0; ///< of a comparison: its ChangeColour, which then stands for the cost's; 0: none
    std::size_t folded = 0;  ///< how many packages are hidden in it
};

enum class SceneEdgeKind {
    Import,
    Contracted, ///< through packages that are not shown
    Dominates,  ///< `to` is linked only because of `from`
    Unknown,    ///< `from`, the program, links `to`, but through what was not found (inferred graphs)
};

struct SceneEdge {
    std::uint32_t from = 0; ///< into GraphScene::nodes
    std::uint32_t to = 0;
    SceneEdgeKind kind = SceneEdgeKind::Import;
    std::uint32_t through = 0; ///< of a contracted one: packages on the shortest path between
};

struct GraphScene {
    std::vector<SceneNode> nodes;
    std::vector<SceneEdge> edges;
    bool tree = false;
    bool retained = false; ///< SceneNode::retained is more than `own`
    bool inferred = false; ///< of a graph that was inferred from a binary: to be labelled so
    std::string title;     ///< the program: "example.com/cmd/server"
    std::string caption;   ///< what is shown and what is left out, one line
    double largestOwn = 0; ///< the largest share of a node: the dark end of the colours
    std::string largestOwnText;
};

} // namespace rt0
