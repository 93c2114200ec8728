#include "report/graphdot.h"

#include "report/texttable.h"

#include <array>
#include <fmt/format.h>

namespace rt0 {
namespace {

/// Light to dark, readable under black text up to the last but one (ColorBrewer's OrRd is the model).
constexpr std::array kFills{"#f7f7f7", "#fef0d9", "#fdd49e", "#fdbb84", "#fc8d59", "#d7301f"};
constexpr std::array kSteps{0.0, 0.02, 0.08, 0.2, 0.5};

/// In double quotes DOT knows two escapes only, and a line break is written \n.
std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

std::string labelOf(const SceneNode& node) {
    std::string label = quoted(node.name);
    label.pop_back();
    const auto addLine = [&label](const std::string& line) {
        const std::string text = quoted(line);
        label += "\\n" + text.substr(1, text.size() - 2);
    };
    if (!node.prefix.empty())
        addLine(node.prefix);
    if (!node.costText.empty())
        addLine(node.costText);
    if (node.order > 0)
        addLine(fmt::format("#{}", node.order));
    if (node.folded > 0)
        addLine(fmt::format("+{} packages", node.folded));
    return label + '"';
}

std::string nodeLine(std::size_t index, const SceneNode& node, double largest) {
    const unsigned heat = costClass(node.own, largest);
    const char* shape = node.kind == SceneNodeKind::Package  ? "box"
                        : node.kind == SceneNodeKind::Module ? "folder"
                                                             : "octagon";
    return fmt::format(
        "  n{} [label={}, package={}, shape={}, class=\"cost{}\", order={}, fillcolor=\"{}\"{}{}];\n", index,
        labelOf(node), quoted(node.fullName), shape, heat, node.order, kFills[heat],
        heat == kFills.size() - 1 ? ", fontcolor=\"#ffffff\"" : "",
        node.hasInit ? "" : ", color=\"#999999\"");
}

std::string edgeLine(const SceneEdge& edge) {
    std::string attributes;
    if (edge.kind == SceneEdgeKind::Contracted)
        attributes = fmt::format(" [style=dashed, label=\"{} between\"]", edge.through);
    if (edge.kind == SceneEdgeKind::Dominates)
        attributes = " [class=\"dominates\"]";
    return fmt::format("  n{} -> n{}{};\n", edge.from, edge.to, attributes);
}

} // namespace

unsigned costClass(double own, double largest) {
    unsigned result = 0;
    for (const double step : kSteps)
        result += largest > 0 && own > step * largest ? 1 : 0;
    return result;
}

std::string graphDot(const GraphScene& scene) {
    const std::string caption = scene.inferred ? scene.caption + " (INFERRED)" : scene.caption;
    std::string dot = "digraph inits {\n"
                      "  rankdir=LR;\n  ranksep=0.5;\n  nodesep=0.12;\n"
                      "  node [style=filled, fontname=\"DejaVu Sans\", fontsize=10];\n"
                      "  edge [color=\"#777777\", arrowsize=0.6];\n";
    dot += "  label=" + quoted(caption) + ";\n  labelloc=t;\n";
    for (std::size_t i = 0; i < scene.nodes.size(); ++i)
        dot += nodeLine(i, scene.nodes[i], scene.largestOwn);
    for (const SceneEdge& edge : scene.edges)
        dot += edgeLine(edge);
    return dot + "}\n";
}

} // namespace rt0
