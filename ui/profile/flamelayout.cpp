#include "profile/flamelayout.h"

#include <algorithm>

namespace rt0::ui {
namespace {

using profile::FlameNode;
using profile::FlameTree;
using profile::kNoNode;

/// The nodes of one level below a node lie behind each other, for all are ordered level by level.
std::uint32_t deepestBelow(const FlameTree& tree, std::uint32_t node) {
    std::uint32_t first = node;
    std::uint32_t behind = node + 1;
    std::uint32_t depth = tree.nodes[node].depth;
    for (;;) {
        const FlameNode& last = tree.nodes[behind - 1];
        const std::uint32_t nextFirst = tree.nodes[first].firstChild;
        const std::uint32_t nextBehind = last.firstChild + last.childCount;
        if (nextFirst >= nextBehind)
            return depth;
        first = nextFirst;
        behind = nextBehind;
        ++depth;
    }
}

} // namespace

FlameLayout::FlameLayout(const FlameTree& tree, std::uint32_t top, double width)
    : m_tree(&tree), m_top(top), m_width(width) {
    for (std::uint32_t node = top; node != kNoNode; node = tree.nodes[node].parent)
        m_path.push_back(node);
    std::ranges::reverse(m_path);
    m_rows = deepestBelow(tree, top) + 1;
}

double FlameLayout::left(std::uint32_t node) const {
    const FlameNode& top = m_tree->nodes[m_top];
    const FlameNode& at = m_tree->nodes[node];
    if (at.depth <= top.depth || top.width() == 0)
        return 0;
    return static_cast<double>(at.begin - top.begin) / static_cast<double>(top.width()) * m_width;
}

double FlameLayout::right(std::uint32_t node) const {
    const FlameNode& top = m_tree->nodes[m_top];
    const FlameNode& at = m_tree->nodes[node];
    if (at.depth <= top.depth || top.width() == 0)
        return m_width;
    return static_cast<double>(at.begin - top.begin + at.width()) / static_cast<double>(top.width()) *
           m_width;
}

std::uint32_t FlameLayout::nodeAt(double x, std::uint32_t row) const {
    if (m_tree == nullptr || x < 0 || x >= m_width)
        return kNoNode;
    if (row < m_path.size())
        return m_path[row];
    const FlameNode& top = m_tree->nodes[m_top];
    const auto place =
        top.begin + std::min(static_cast<std::uint64_t>(x / m_width * static_cast<double>(top.width())),
                             top.width() - (top.width() > 0 ? 1 : 0));
    std::uint32_t node = m_top;
    for (std::uint32_t depth = top.depth; depth < row && node != kNoNode; ++depth)
        node = m_tree->childAt(node, place);
    return node;
}

void FlameLayout::addChildren(const FlameBox& parent, std::vector<FlameBox>& boxes) const {
    const FlameNode& node = m_tree->nodes[parent.node];
    const auto behind = node.firstChild + node.childCount;
    for (std::uint32_t child = node.firstChild; child < behind; ++child) {
        const FlameBox box{child, left(child), right(child)};
        if (box.right - box.left >= kNarrowestFrame_px) {
            boxes.push_back(box);
            continue;
        }
        // The others are narrower still.
        const double end = right(behind - 1);
        if (end - box.left >= kNarrowestFrame_px)
            boxes.push_back({kNoNode, box.left, end});
        return;
    }
}

void FlameLayout::step(std::uint32_t row, const std::vector<FlameBox>& above,
                       std::vector<FlameBox>& boxes) const {
    boxes.clear();
    if (row < m_path.size()) {
        boxes.push_back({m_path[row], 0, m_width});
        return;
    }
    for (const FlameBox& parent : above)
        if (parent.node != kNoNode)
            addChildren(parent, boxes);
}

} // namespace rt0::ui
