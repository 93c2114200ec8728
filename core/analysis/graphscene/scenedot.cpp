#include "analysis/graphscene/scenedot.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr int kColours = 9; ///< of Graphviz' Brewer scheme

/// Between quotes only the quote itself needs an escape; a backslash would start one.
std::string quoted(const std::string& text) {
    std::string escaped = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            escaped += '\\';
        escaped += c;
    }
    return escaped + '"';
}

std::string nodeLine(const GraphScene& scene, std::size_t index, bool withOrder) {
    const SceneNode& node = scene.nodes[index];
    std::string label = node.prefix.empty() ? node.name : node.prefix + " " + node.name;
    if (!node.costText.empty())
        label += "\n" + node.costText;
    if (withOrder && node.order > 0)
        label += fmt::format("\n#{}", node.order);
    const double heat = scene.largestOwn > 0 ? std::sqrt(node.own / scene.largestOwn) : 0;
    const int colour = 1 + static_cast<int>(std::lround(std::clamp(heat, 0.0, 1.0) * (kColours - 1)));
    const std::string fill = node.hasInit ? std::to_string(colour) : "\"/white\"";
    return fmt::format(
        "  n{} [label={}, tooltip={}, class=\"cost{}\", order={}, fillcolor={}, fontcolor=\"/{}\", "
        "fontsize={}];\n",
        index, quoted(label), quoted(node.fullName), node.hasInit ? colour : 0, node.order, fill,
        node.hasInit && colour > 6 ? "white" : "black",
        10 + std::lround(8 * std::sqrt(std::clamp(node.retained, 0.0, 1.0))));
}

std::string edgeLine(const SceneEdge& edge) {
    switch (edge.kind) {
    case SceneEdgeKind::Import:
        break;
    case SceneEdgeKind::Contracted:
        return fmt::format("  n{} -> n{} [style=dashed, tooltip=\"through {} packages\"];\n", edge.from,
                           edge.to, edge.through);
    case SceneEdgeKind::Unknown:
        return fmt::format("  n{} -> n{} [style=dotted, tooltip=\"what links it was not found\"];\n",
                           edge.from, edge.to);
    case SceneEdgeKind::Dominates:
        return fmt::format("  n{} -> n{} [arrowhead=none];\n", edge.from, edge.to);
    }
    return fmt::format("  n{} -> n{};\n", edge.from, edge.to);
}

} // namespace

std::string sceneDot(const GraphScene& scene, bool withOrder) {
    std::string dot = "digraph rt0scope {\n  rankdir=LR;\n";
    dot += fmt::format("  label={};\n",
                       quoted((scene.inferred ? "Inferred from the binary. " : "") + scene.caption));
    dot += "  node [shape=box, style=filled, colorscheme=ylorbr9, fontname=\"sans-serif\"];\n";
    for (std::size_t i = 0; i < scene.nodes.size(); ++i)
        dot += nodeLine(scene, i, withOrder);
    for (const SceneEdge& edge : scene.edges)
        dot += edgeLine(edge);
    return dot + "}\n";
}

} // namespace rt0
