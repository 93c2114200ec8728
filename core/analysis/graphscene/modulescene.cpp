#include "analysis/graphscene/sceneparts.h"
#include "base/format.h"

#include <algorithm>
#include <fmt/format.h>

/// The overview by module.
namespace rt0::scenes {
namespace {

/// A node for each component of the module graph: a module, or several that need each other.
std::vector<SceneNode> componentNodes(const SceneSource& source, const initgraph::Components& components,
                                      BlameBy by) {
    std::vector<SceneNode> nodes(components.count);
    std::vector<initgraph::InitCost> costs(components.count);
    std::vector<initgraph::InitCost> retained(components.count);
    std::vector<std::size_t> counts(components.count);
    const auto& modules = source.modules().modules;
    for (std::size_t i = 0; i < modules.size(); ++i) {
        const Node component = components.of[i];
        SceneNode& node = nodes[component];
        node.fullName += (node.fullName.empty() ? "" : ", ") + modules[i].name;
        node.packages.insert(node.packages.end(), modules[i].packages.begin(), modules[i].packages.end());
        costs[component] += modules[i].self;
        retained[component] = modules[i].retained;
        ++counts[component];
    }
    for (Node component = 0; component < components.count; ++component) {
        SceneNode& node = nodes[component];
        std::ranges::sort(node.packages);
        node.kind = counts[component] > 1 ? SceneNodeKind::Cycle : SceneNodeKind::Module;
        if (node.kind == SceneNodeKind::Cycle) {
            node.name = fmt::format("↻ {} modules", counts[component]);
            retained[component] = costs[component]; // of several together it is not known
        }
        node.own = source.share(costs[component], by);
        node.retained = source.share(retained[component], by);
        node.hasInit = costs[component].inits > 0;
        for (const PackageIndex package : node.packages)
            if (const auto order = source.orderOf(package); order > 0)
                node.order = node.order == 0 ? order : std::min(node.order, order);
        if (retained[component].inits > 0)
            node.costText = costText(source, retained[component], by);
        node.fold = SceneFold::Closed;
        node.folded = node.packages.size();
    }
    return nodes;
}

} // namespace

GraphScene moduleScene(const SceneSource& source, const SceneOptions& options) {
    const initgraph::Digraph& modules = source.modules().imports;
    const initgraph::Components components = initgraph::componentsOf(modules);
    const initgraph::Digraph graph = initgraph::condensed(modules, components);
    std::vector<SceneNode> nodes = componentNodes(source, components, options.by);

    std::vector<Node> kept(components.count);
    for (Node i = 0; i < components.count; ++i)
        kept[i] = i;
    std::ranges::stable_sort(kept, [&](Node a, Node b) { return nodes[a].retained > nodes[b].retained; });
    if (options.atLeast > 0)
        std::erase_if(kept, [&](Node node) { return nodes[node].retained < options.atLeast; });
    else
        kept.resize(std::min(kept.size(), options.room));
    const Node root = components.of[source.modules().moduleOf[source.graph().root()]];
    if (std::ranges::find(kept, root) == kept.end())
        kept.push_back(root);
    std::ranges::sort(kept);

    GraphScene scene;
    scene.retained = initgraph::tellsRetained(source.graph());
    for (const Node node : kept)
        scene.nodes.push_back(std::move(nodes[node]));
    scene.edges = contractedEdges(graph, kept);
    linkLoose(source, scene);
    std::size_t cycles = 0;
    for (const SceneNode& node : scene.nodes)
        cycles += node.kind == SceneNodeKind::Cycle ? 1 : 0;
    scene.caption = fmt::format("The {} of {} modules that cost most, with all that goes away with them",
                                formatCount(kept.size()), formatCount(components.count));
    if (!scene.retained)
        scene.caption = fmt::format("The {} of {} modules whose own packages cost most",
                                    formatCount(kept.size()), formatCount(components.count));
    if (cycles > 0)
        scene.caption += "; ↻ modules that import each other in a circle, taken together";
    return scene;
}

} // namespace rt0::scenes
