#pragma once

#include "analysis/lanes.h"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace rt0::ui {

/// Where a lane lies, in pixels below the top of the lanes' area.
struct PlacedLane {
    LaneRef lane;
    double top = 0;
    double height = 0;
    bool pinned = false;

    double bottom() const { return top + height; }
};

/// The vertical arrangement: lanes stacked from top to bottom, below each expanded one its children; pinned
/// ones first and fixed, the others scrolled. Where there is more room than the lanes need, they grow a
/// little.
///
/// Costs of a question depend on the lanes and on what is in the viewport, not on how many children there
/// are.
class LaneLayout {
public:
    void setLanes(const LaneModel& model);
    void setViewport(double height);
    void setScroll(double pixels);
    void togglePinned(LaneRef lane);
    bool pinned(LaneRef lane) const { return m_pinned.contains(lane); }

    bool expandable(std::size_t lane) const { return lane < m_lanes.size() && m_lanes[lane].children > 0; }
    bool expanded(std::size_t lane) const { return expandable(lane) && m_lanes[lane].open; }
    void setExpanded(std::size_t lane, bool open);

    double viewport() const { return m_viewport; }
    double scroll() const { return m_scroll; }
    double maximumScroll() const;
    /// What all lanes need.
    double contentHeight() const { return m_contentHeight; }

    /// Lanes that are at least partly in the viewport, from top to bottom; what is scrolled out above, or
    /// lies behind pinned lanes, is cut off.
    std::vector<PlacedLane> placed() const;
    std::optional<PlacedLane> at(double y) const;
    /// Where the lane would be if the viewport had no end; nothing for a child of a collapsed lane.
    std::optional<PlacedLane> place(LaneRef lane) const;
    /// Scrolls as little as needed to show the lane; expands the lane that hides it.
    void reveal(LaneRef lane);

    /// Before stretching.
    static double heightOf(LaneKind kind);

private:
    struct Block {
        double height = 0;
        double childHeight = 0;
        std::uint32_t children = 0;
        bool open = false;
    };

    bool exists(LaneRef lane) const;
    double heightOf(LaneRef lane) const;
    /// Children of `lane` that are pinned and lie before `child`.
    std::uint32_t pinnedBefore(LaneRef child) const;
    void restack();
    void placeBlock(std::vector<PlacedLane>& lanes, std::uint32_t lane, double fixed) const;
    double pinnedHeight() const;

    std::vector<Block> m_lanes;
    std::vector<double>
        m_tops; ///< of each lane without the pinned ones, and one behind the last; unstretched
    std::set<LaneRef> m_pinned;
    double m_contentHeight = 0;
    double m_viewport = 0;
    double m_stretch = 1;
    double m_scroll = 0;
};

} // namespace rt0::ui
