#pragma once

#include "analysis/lanes.h"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace rt0::ui {

/// Where a lane lies, in pixels below the top of the lanes' area.
struct PlacedLane {
    std::size_t lane = 0; ///< index into LaneModel::lanes
    double top = 0;
    double height = 0;
    bool pinned = false;

    double bottom() const { return top + height; }
};

/// The vertical arrangement: lanes stacked from top to bottom, pinned ones first and fixed, the others
/// scrolled. Where there is more room than the lanes need, they grow a little.
class LaneLayout {
public:
    void setLanes(const LaneModel& model);
    void setViewport(double height);
    void setScroll(double pixels);
    void togglePinned(std::size_t lane);
    bool pinned(std::size_t lane) const { return m_pinned.contains(lane); }

    double viewport() const { return m_viewport; }
    double scroll() const { return m_scroll; }
    double maximumScroll() const;
    /// What all lanes need.
    double contentHeight() const;

    /// Lanes that are at least partly in the viewport, from top to bottom; what is scrolled out above, or
    /// lies behind pinned lanes, is cut off.
    std::vector<PlacedLane> placed() const;
    std::optional<PlacedLane> at(double y) const;
    /// Scrolls as little as needed to show the lane.
    void reveal(std::size_t lane);

    /// Before stretching.
    static double heightOf(LaneKind kind);

private:
    double pinnedHeight() const;
    double height(std::size_t lane) const { return m_heights[lane] * m_stretch; }

    std::vector<double> m_heights;
    std::set<std::size_t> m_pinned;
    double m_viewport = 0;
    double m_stretch = 1;
    double m_scroll = 0;
};

} // namespace rt0::ui
