#include "analysis/graphscene/sceneparts.h"
#include "analysis/initgraph/chains.h"
#include "base/format.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

/// Scenes whose nodes are packages and whose edges are imports.
namespace rt0::scenes {
namespace {

/// The `room` of `candidates` that cost most; ascending.
std::vector<Node> costliest(const SceneSource& source, std::vector<Node> candidates, std::size_t room,
                            BlameBy by) {
    std::ranges::stable_sort(candidates, [&](Node a, Node b) {
        return source.share(source.own(a), by) > source.share(source.own(b), by);
    });
    candidates.resize(std::min(candidates.size(), room));
    std::ranges::sort(candidates);
    return candidates;
}

GraphScene sceneOf(const SceneSource& source, const std::vector<Node>& kept, BlameBy by) {
    GraphScene scene;
    for (const Node node : kept)
        scene.nodes.push_back(packageNode(source, node, by));
    return scene;
}

/// Reached from `start` over at most `hops` edges, `start` not included; nearer ones first.
std::vector<Node> around(const initgraph::Digraph& graph, Node start, unsigned hops) {
    std::vector<bool> seen(graph.size());
    seen[start] = true;
    std::vector<Node> found;
    std::vector<Node> front{start};
    for (unsigned hop = 0; hop < hops; ++hop) {
        std::vector<Node> next;
        for (const Node node : front)
            for (const Node target : graph.from(node))
                if (!seen[target]) {
                    seen[target] = true;
                    next.push_back(target);
                }
        found.insert(found.end(), next.begin(), next.end());
        front = std::move(next);
    }
    return found;
}

/// What an edge means.
const char* verbOf(const SceneSource& source) {
    return source.graph().inferred() ? "uses" : "imports";
}

/// At most `room`, and those that cost most when there are more.
std::vector<Node> limited(const SceneSource& source, const std::vector<Node>& nodes, std::size_t room,
                          BlameBy by) {
    std::vector<Node> kept = nodes;
    const auto weight = [&](Node node) { return source.share(source.retained(node), by); };
    std::ranges::stable_sort(kept, [&](Node a, Node b) { return weight(a) > weight(b); });
    kept.resize(std::min(kept.size(), room));
    return kept;
}

/// Imports between `kept` packages without those that follow from others, and all that `always` wants.
template <typename Always>
std::vector<SceneEdge> directEdges(const SceneSource& source, const std::vector<Node>& kept,
                                   const Always& always) {
    std::vector<ImportEdge> direct;
    for (std::uint32_t from = 0; from < kept.size(); ++from)
        for (std::uint32_t to = 0; to < kept.size(); ++to)
            if (std::ranges::binary_search(source.imports().from(kept[from]), kept[to]))
                direct.push_back({from, to});
    const initgraph::Digraph small = initgraph::digraphOf(static_cast<Node>(kept.size()), std::move(direct));
    const std::vector<bool> needed = initgraph::reducedEdges(small);
    std::vector<SceneEdge> edges;
    for (std::uint32_t from = 0; from < small.size(); ++from)
        for (std::uint32_t edge = small.first[from]; edge < small.first[from + 1]; ++edge)
            if (needed[edge] || always(kept[from], kept[small.targets[edge]]))
                edges.push_back({from, small.targets[edge], SceneEdgeKind::Import});
    return edges;
}

} // namespace

GraphScene costliestScene(const SceneSource& source, const SceneOptions& options) {
    std::vector<Node> candidates;
    const Node root = source.graph().root();
    for (Node node = 0; node < source.graph().size(); ++node) {
        const double share = source.share(source.own(node), options.by);
        if (node != root && share > 0 && share >= options.atLeast)
            candidates.push_back(node);
    }
    const std::size_t room = options.atLeast > 0 ? candidates.size() : options.room;
    std::vector<Node> kept = costliest(source, std::move(candidates), room, options.by);
    kept.insert(std::ranges::lower_bound(kept, root), root);
    GraphScene scene = sceneOf(source, kept, options.by);
    scene.edges = contractedEdges(source.imports(), kept);
    linkLoose(source, scene);
    initgraph::InitCost sum;
    for (const Node node : kept)
        sum += source.own(node);
    scene.caption = fmt::format(
        "The {} packages whose own init costs most: {} of all {}; paths between them are contracted",
        formatCount(kept.size()), formatShare(source.share(sum, options.by)), nameOf(options.by));
    return scene;
}

GraphScene insideScene(const SceneSource& source, const SceneOptions& options) {
    const Node inside = options.package < source.graph().size() ? options.package : source.graph().root();
    const initgraph::ModuleNode& module = source.modules().modules[source.modules().moduleOf[inside]];
    std::vector<Node> members = module.packages;
    const std::size_t all = members.size();
    std::erase_if(members,
                  [&](Node node) { return source.share(source.own(node), options.by) < options.atLeast; });
    const std::size_t room = options.atLeast > 0 ? all : options.room;
    const std::vector<Node> kept = costliest(source, std::move(members), room, options.by);
    GraphScene scene = sceneOf(source, kept, options.by);
    scene.edges = contractedEdges(source.imports(), kept);
    scene.caption = fmt::format("Module {}: {} of its {} packages, those whose own init costs most",
                                module.name, formatCount(kept.size()), formatCount(all));
    return scene;
}

GraphScene focusScene(const SceneSource& source, const SceneOptions& options) {
    const Node focus = options.package < source.graph().size() ? options.package : source.graph().root();
    const initgraph::Digraph importers = initgraph::reversed(source.imports());
    const std::vector<Node> below = around(source.imports(), focus, options.hops);
    const std::vector<Node> above = around(importers, focus, options.hops);
    std::vector<Node> kept = limited(source, below, options.room, options.by);
    for (const Node node : limited(source, above, options.room, options.by))
        kept.push_back(node);
    kept.push_back(focus);
    std::ranges::sort(kept);
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());

    GraphScene scene = sceneOf(source, kept, options.by);
    // The package's own imports are all shown, of the others, where they are asked for, what does not follow.
    const auto ofFocus = [focus](Node a, Node b) { return a == focus || b == focus; };
    scene.edges = directEdges(source, kept, ofFocus);
    if (options.hops == 1)
        std::erase_if(scene.edges,
                      [&](const SceneEdge& edge) { return !ofFocus(kept[edge.from], kept[edge.to]); });
    const std::size_t hidden =
        below.size() + above.size() + 1 - std::min(kept.size(), below.size() + above.size() + 1);
    scene.caption = fmt::format(
        "{} with what it {} and what {} it, {} deep{}", source.graph()[focus].importPath, verbOf(source),
        verbOf(source), options.hops,
        hidden == 0 ? std::string() : fmt::format("; {} cheaper packages are left out", formatCount(hidden)));
    return scene;
}

GraphScene whyScene(const SceneSource& source, const SceneOptions& options) {
    constexpr std::size_t most = 6;
    const Node target = options.package < source.graph().size() ? options.package : source.graph().root();
    const initgraph::WhyLinked why = initgraph::whyLinked(source.graph(), target);
    std::set<Node> wanted{source.graph().root(), target};
    std::size_t chains = 0;
    for (; chains < std::min(most, why.chains.size()); ++chains) {
        std::set<Node> more = wanted;
        more.insert(why.chains[chains].begin(), why.chains[chains].end());
        if (chains > 0 && more.size() > options.room)
            break;
        wanted = std::move(more);
    }
    const std::vector<Node> kept(wanted.begin(), wanted.end());
    GraphScene scene = sceneOf(source, kept, options.by);
    scene.edges = directEdges(source, kept, [target](Node, Node to) { return to == target; });
    linkLoose(source, scene);
    scene.caption = fmt::format("Why {} is linked: {} of {} chains, the shortest for each package that {} it",
                                source.graph()[target].importPath, formatCount(chains),
                                formatCount(why.chains.size()), verbOf(source));
    return scene;
}

GraphScene wholeScene(const SceneSource& source, const SceneOptions& options) {
    std::vector<Node> kept;
    for (Node node = 0; node < source.graph().size(); ++node) {
        const bool bounded =
            options.atLeast > 0 && source.share(source.retained(node), options.by) < options.atLeast;
        if (!bounded && (options.standardLibrary || !source.graph()[node].standard))
            kept.push_back(node);
    }
    if (std::ranges::find(kept, source.graph().root()) == kept.end())
        kept.push_back(source.graph().root());
    std::ranges::sort(kept);
    GraphScene scene = sceneOf(source, kept, options.by);
    scene.edges = contractedEdges(source.imports(), kept);
    linkLoose(source, scene);
    scene.caption = fmt::format("{} of {} packages; imports that follow from others are left out",
                                formatCount(kept.size()), formatCount(source.graph().size()));
    return scene;
}

} // namespace rt0::scenes
