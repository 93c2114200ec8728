#include "analysis/graphscene/sceneparts.h"

#include <algorithm>
#include <array>
#include <queue>
#include <string_view>
#include <unordered_map>

namespace rt0::scenes {
namespace {

/// Elements that say little without the one before them.
constexpr std::array<std::string_view, 25> kVague{
    "api",      "apis",  "client",  "common",  "config",  "errors", "fake",      "go",    "impl",
    "internal", "json",  "install", "metrics", "pkg",     "proto",  "scheme",    "types", "unstructured",
    "util",     "utils", "v1",      "v2",      "version", "core",   "validation"};

bool isVersion(std::string_view element) {
    return element.size() > 1 && element[0] == 'v' && element[1] >= '0' && element[1] <= '9';
}

/// The last `count` elements of the path.
std::string_view lastElements(std::string_view path, std::size_t count) {
    std::size_t at = path.size();
    while (count > 0 && at != 0) {
        const std::size_t slash = path.rfind('/', at - 1);
        if (slash == std::string_view::npos)
            return path;
        at = slash;
        --count;
    }
    return path.substr(at + (count == 0 && at < path.size() ? 1 : 0));
}

std::size_t elementsOf(std::string_view path) {
    return 1 + static_cast<std::size_t>(std::ranges::count(path, '/'));
}

/// At most three, and no host unless nothing else is left.
std::size_t tellingElements(std::string_view path) {
    constexpr std::size_t most = 3;
    const std::size_t all = elementsOf(path);
    const std::size_t hosts = path.find('.') < path.find('/') ? 1 : 0;
    const auto vague = [](std::string_view element) {
        return isVersion(element) || std::ranges::find(kVague, element) != kVague.end();
    };
    std::size_t count = 1;
    std::string_view first = lastElements(path, 1);
    while (count < most && count + hosts < all && vague(first)) {
        first = lastElements(path, ++count);
        first = first.substr(0, first.find('/'));
    }
    return count;
}

/// "klog" of "k8s.io/klog/v2".
std::string_view shortModule(std::string_view module) {
    const std::string_view last = lastElements(module, 1);
    if (isVersion(last) && last.size() < module.size())
        return lastElements(module.substr(0, module.size() - last.size() - 1), 1);
    return last;
}

} // namespace

SceneNode packageNode(const SceneSource& source, PackageIndex package, BlameBy by) {
    const initgraph::InitCost& own = source.own(package);
    SceneNode node;
    node.packages = {package};
    node.fullName = source.graph()[package].importPath;
    node.own = source.share(own, by);
    node.retained = node.own;
    node.hasInit = own.inits > 0;
    node.order = source.orderOf(package);
    if (node.hasInit)
        node.costText = costText(source, own, by);
    return node;
}

const std::string& moduleNameOf(const SceneSource& source, PackageIndex package) {
    return source.modules().modules[source.modules().moduleOf[package]].name;
}

void nameNodes(const SceneSource& source, GraphScene& scene) {
    std::vector<std::size_t> elements(scene.nodes.size());
    const auto isPackage = [&](std::size_t i) { return scene.nodes[i].kind == SceneNodeKind::Package; };
    for (std::size_t i = 0; i < scene.nodes.size(); ++i)
        elements[i] = tellingElements(scene.nodes[i].fullName);
    for (bool changed = true; changed;) {
        changed = false;
        std::unordered_map<std::string_view, std::size_t> seen;
        for (std::size_t i = 0; i < scene.nodes.size(); ++i)
            if (isPackage(i))
                ++seen[lastElements(scene.nodes[i].fullName, elements[i])];
        for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
            const std::string& path = scene.nodes[i].fullName;
            if (isPackage(i) && seen[lastElements(path, elements[i])] > 1 && elements[i] < elementsOf(path)) {
                ++elements[i];
                changed = true;
            }
        }
    }
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        SceneNode& node = scene.nodes[i];
        if (node.kind == SceneNodeKind::Cycle)
            continue;
        node.name = lastElements(node.fullName, elements[i]);
        if (node.kind == SceneNodeKind::Module)
            continue;
        const std::string_view module = shortModule(moduleNameOf(source, node.packages.front()));
        const GoPackage& package = source.graph()[node.packages.front()];
        if (package.main) {
            node.prefix = "main";
        } else if (node.name.find(module) == std::string::npos) {
            node.prefix = module;
        }
    }
}

void measureHeat(const SceneSource& source, GraphScene& scene, BlameBy by) {
    const auto hottest = std::ranges::max_element(scene.nodes, {}, &SceneNode::own);
    if (hottest == scene.nodes.end())
        return;
    scene.largestOwn = hottest->own;
    initgraph::InitCost cost;
    for (const PackageIndex package : hottest->packages)
        cost += source.own(package);
    scene.largestOwnText = costText(source, cost, by);
}

std::vector<SceneEdge> contractedEdges(const initgraph::Digraph& graph, const std::vector<Node>& kept) {
    constexpr std::uint32_t kHidden = initgraph::kNoNode;
    std::vector<std::uint32_t> place(graph.size(), kHidden);
    for (std::uint32_t i = 0; i < kept.size(); ++i)
        place[kept[i]] = i;
    std::vector<SceneEdge> found;
    std::vector<std::uint32_t> visited(graph.size(), kHidden); // by whose search
    for (std::uint32_t from = 0; from < kept.size(); ++from) {
        std::queue<std::pair<Node, std::uint32_t>> next; // with the hidden nodes on the way
        next.emplace(kept[from], 0);
        visited[kept[from]] = from;
        while (!next.empty()) {
            const auto [node, through] = next.front();
            next.pop();
            for (const Node target : graph.from(node)) {
                if (visited[target] == from)
                    continue;
                visited[target] = from;
                if (place[target] == kHidden)
                    next.emplace(target, through + 1);
                else
                    found.push_back({from, place[target],
                                     through == 0 ? SceneEdgeKind::Import : SceneEdgeKind::Contracted,
                                     through});
            }
        }
    }
    std::vector<ImportEdge> plain;
    for (const SceneEdge& edge : found)
        plain.push_back({edge.from, edge.to});
    const initgraph::Digraph small = initgraph::digraphOf(static_cast<Node>(kept.size()), std::move(plain));
    const std::vector<bool> needed = initgraph::reducedEdges(small);
    std::vector<SceneEdge> edges;
    for (const SceneEdge& edge : found) {
        const auto targets = small.from(edge.from);
        const auto at = std::ranges::lower_bound(targets, edge.to) - targets.begin();
        if (needed[small.first[edge.from] + static_cast<std::size_t>(at)])
            edges.push_back(edge);
    }
    return edges;
}

void linkLoose(const SceneSource& source, GraphScene& scene) {
    if (!source.graph().inferred())
        return;
    std::vector<bool> reached(scene.nodes.size());
    for (const SceneEdge& edge : scene.edges)
        reached[edge.to] = true;
    const PackageIndex root = source.graph().root();
    const auto program = std::ranges::find_if(scene.nodes, [root](const SceneNode& node) {
        return std::ranges::binary_search(node.packages, root);
    });
    const auto from = static_cast<std::uint32_t>(program - scene.nodes.begin());
    for (std::uint32_t to = 0; to < scene.nodes.size() && program != scene.nodes.end(); ++to)
        if (to != from && !reached[to])
            scene.edges.push_back({from, to, SceneEdgeKind::Unknown});
}

const char* nameOf(BlameBy by) {
    switch (by) {
    case BlameBy::Time:
        return "init time";
    case BlameBy::Bytes:
        return "bytes allocated";
    case BlameBy::Allocs:
        break;
    }
    return "allocations";
}

} // namespace rt0::scenes
