#pragma once

#include "analysis/profile/flametree.h"

#include <cstdint>
#include <vector>

/// Where the frames of a flame graph lie. Qt-free: painting and mouse ask the same.
namespace rt0::ui {

/// A frame as it is drawn; a run of frames that are too narrow is one without a node.
struct FlameBox {
    std::uint32_t node = profile::kNoNode;
    double left = 0;
    double right = 0;
};

/// Narrower frames are not drawn.
inline constexpr double kNarrowestFrame_px = 0.5;

/// The part of a tree below one node, spread over a width; the node's callers lie above it, as wide as it.
/// The row of a node is its depth.
class FlameLayout {
public:
    FlameLayout() = default;
    FlameLayout(const profile::FlameTree& tree, std::uint32_t top, double width);

    std::uint32_t top() const { return m_top; }
    /// Of the callers, the node and what is below it.
    std::uint32_t rowCount() const { return m_rows; }
    double left(std::uint32_t node) const;
    double right(std::uint32_t node) const;
    /// The frame at a place; kNoNode when there is none. Finds frames that are too narrow to be drawn, too.
    std::uint32_t nodeAt(double x, std::uint32_t row) const;

    /// Calls `draw(row, boxes)` for rows [first, last]. The work depends on the width, not on the tree.
    template <typename Draw>
    void forRows(std::uint32_t first, std::uint32_t last, Draw draw) const {
        std::vector<FlameBox> boxes;
        std::vector<FlameBox> next;
        for (std::uint32_t row = 0; row <= last && row < m_rows; ++row) {
            step(row, boxes, next);
            boxes.swap(next);
            if (boxes.empty())
                return;
            if (row >= first)
                draw(row, boxes);
        }
    }

private:
    void step(std::uint32_t row, const std::vector<FlameBox>& above, std::vector<FlameBox>& boxes) const;
    void addChildren(const FlameBox& parent, std::vector<FlameBox>& boxes) const;

    const profile::FlameTree* m_tree = nullptr;
    std::uint32_t m_top = profile::kFlameRoot;
    std::vector<std::uint32_t> m_path; ///< from the root to `m_top`
    std::uint32_t m_rows = 0;
    double m_width = 0;
};

} // namespace rt0::ui
