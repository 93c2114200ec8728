#pragma once

#include "analysis/graphscene/scenebuilder.h"

/// What the makers of scenes share.
namespace rt0::scenes {

using initgraph::Node;

SceneNode packageNode(const SceneSource& source, PackageIndex package, BlameBy by);

const std::string& moduleNameOf(const SceneSource& source, PackageIndex package);

/// Fills names and prefixes of the package nodes: the last elements of the path, as many as tell the nodes
/// apart.
void nameNodes(const SceneSource& source, GraphScene& scene);

/// Sets what the colours of the legend need.
void measureHeat(const SceneSource& source, GraphScene& scene, BlameBy by);

/// Edges between the `kept` nodes of `graph`, direct or through those that are not kept, without those that
/// follow from others. Indices into `kept`.
std::vector<SceneEdge> contractedEdges(const initgraph::Digraph& graph, const std::vector<Node>& kept);

/// Of an inferred graph: an edge of kind Unknown from the program to what no edge leads to, for the program
/// links all that it holds.
void linkLoose(const SceneSource& source, GraphScene& scene);

/// "time", "allocations", "bytes".
const char* nameOf(BlameBy by);

GraphScene dominatorScene(const SceneSource& source, const SceneOptions& options);
GraphScene costliestScene(const SceneSource& source, const SceneOptions& options);
GraphScene insideScene(const SceneSource& source, const SceneOptions& options);
GraphScene moduleScene(const SceneSource& source, const SceneOptions& options);
GraphScene focusScene(const SceneSource& source, const SceneOptions& options);
GraphScene whyScene(const SceneSource& source, const SceneOptions& options);
GraphScene wholeScene(const SceneSource& source, const SceneOptions& options);

} // namespace rt0::scenes
