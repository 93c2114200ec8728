#include "timeline/lanelayout.h"

#include <algorithm>

namespace rt0::ui {
namespace {

constexpr double kLargestStretch = 1.9;

} // namespace

double LaneLayout::heightOf(LaneKind kind) {
    switch (kind) {
    case LaneKind::Phases:
        return 30;
    case LaneKind::Inits:
        return 46;
    case LaneKind::InitGroup:
        return 24;
    case LaneKind::Gc:
        return 26;
    case LaneKind::Stw:
        return 20;
    case LaneKind::Heap:
    case LaneKind::Allocated:
        break;
    }
    return 64;
}

void LaneLayout::setLanes(const LaneModel& model) {
    m_heights.clear();
    for (const Lane& lane : model.lanes)
        m_heights.push_back(heightOf(lane.kind));
    m_pinned.clear();
    m_scroll = 0;
}

void LaneLayout::setViewport(double height) {
    m_viewport = height;
    m_stretch = std::clamp(height / std::max(1.0, contentHeight()), 1.0, kLargestStretch);
    setScroll(m_scroll);
}

void LaneLayout::setScroll(double pixels) {
    m_scroll = std::clamp(pixels, 0.0, maximumScroll());
}

void LaneLayout::togglePinned(std::size_t lane) {
    if (lane >= m_heights.size())
        return;
    if (!m_pinned.erase(lane))
        m_pinned.insert(lane);
    setScroll(m_scroll);
}

double LaneLayout::contentHeight() const {
    double sum = 0;
    for (const double height : m_heights)
        sum += height;
    return sum;
}

double LaneLayout::pinnedHeight() const {
    double sum = 0;
    for (const std::size_t lane : m_pinned)
        sum += height(lane);
    return sum;
}

double LaneLayout::maximumScroll() const {
    return std::max(0.0, contentHeight() * m_stretch - m_viewport);
}

std::vector<PlacedLane> LaneLayout::placed() const {
    std::vector<PlacedLane> lanes;
    double y = 0;
    for (const std::size_t lane : m_pinned) {
        lanes.push_back({lane, y, height(lane), true});
        y += height(lane);
    }
    const double fixed = y;
    y -= m_scroll;
    for (std::size_t lane = 0; lane < m_heights.size(); ++lane) {
        if (m_pinned.contains(lane))
            continue;
        const double bottom = y + height(lane);
        const double top = std::max(y, fixed);
        if (bottom > fixed && top < m_viewport)
            lanes.push_back({lane, top, bottom - top, false});
        y = bottom;
    }
    return lanes;
}

std::optional<PlacedLane> LaneLayout::at(double y) const {
    for (const PlacedLane& lane : placed())
        if (lane.top <= y && y < lane.bottom())
            return lane;
    return std::nullopt;
}

void LaneLayout::reveal(std::size_t lane) {
    if (lane >= m_heights.size() || m_pinned.contains(lane))
        return;
    double top = pinnedHeight();
    for (std::size_t i = 0; i < lane; ++i)
        if (!m_pinned.contains(i))
            top += height(i);
    if (top - m_scroll < pinnedHeight())
        setScroll(top - pinnedHeight());
    else if (top + height(lane) - m_scroll > m_viewport)
        setScroll(top + height(lane) - m_viewport);
}

} // namespace rt0::ui
