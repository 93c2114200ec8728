#include "timeline/lanelayout.h"

#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kLargestStretch = 1.9;

} // namespace

double LaneLayout::heightOf(LaneKind kind) {
    switch (kind) {
    case LaneKind::Phases:
    case LaneKind::PairPhases:
        return 30;
    case LaneKind::Inits:
        return 46;
    case LaneKind::InitGroup:
    case LaneKind::InitFunctions:
    case LaneKind::TraceHeader:
    case LaneKind::Proc:
    case LaneKind::Goroutine:
    case LaneKind::Goroutines:
        return 24;
    case LaneKind::Gc:
        return 26;
    case LaneKind::Stw:
    case LaneKind::Logs:
    case LaneKind::Samples:
    case LaneKind::TraceStw:
        return 20;
    case LaneKind::Steps:
    case LaneKind::StartThread:
    case LaneKind::Syscalls:
    case LaneKind::Faults:
    case LaneKind::Tasks:
    case LaneKind::Regions:
    case LaneKind::TraceGc:
    case LaneKind::Sweeps:
    case LaneKind::Procs:
    case LaneKind::Threads:
    case LaneKind::Thread:
        return 22;
    case LaneKind::Heap:
    case LaneKind::Connectors:
    case LaneKind::Allocated:
    case LaneKind::TraceHeap:
        break;
    }
    return 64;
}

void LaneLayout::setLanes(const LaneModel& model) {
    m_lanes.clear();
    for (const Lane& lane : model.lanes)
        m_lanes.push_back({heightOf(lane.kind), heightOf(lane.childKind),
                           static_cast<std::uint32_t>(lane.children.size()), lane.open});
    m_pinned.clear();
    m_scroll = 0;
    restack();
}

void LaneLayout::restack() {
    m_tops.assign(1, 0);
    m_contentHeight = 0;
    for (std::uint32_t i = 0; i < m_lanes.size(); ++i) {
        const Block& block = m_lanes[i];
        const double children = block.open ? block.children * block.childHeight : 0;
        m_contentHeight += block.height + children;
        const double pinnedChildren = block.open ? pinnedBefore({i, kNoChild - 1}) * block.childHeight : 0;
        m_tops.push_back(m_tops.back() + (pinned({i}) ? 0 : block.height) + children - pinnedChildren);
    }
    setViewport(m_viewport);
}

void LaneLayout::setViewport(double height) {
    m_viewport = height;
    m_stretch = std::clamp(height / std::max(1.0, contentHeight()), 1.0, kLargestStretch);
    setScroll(m_scroll);
}

void LaneLayout::setScroll(double pixels) {
    m_scroll = std::clamp(pixels, 0.0, maximumScroll());
}

bool LaneLayout::exists(LaneRef lane) const {
    return lane.lane < m_lanes.size() && (!lane.isChild() || lane.child < m_lanes[lane.lane].children);
}

double LaneLayout::heightOf(LaneRef lane) const {
    const Block& block = m_lanes[lane.lane];
    return (lane.isChild() ? block.childHeight : block.height) * m_stretch;
}

std::uint32_t LaneLayout::pinnedBefore(LaneRef child) const {
    // A lane itself has the largest child number: it follows its children in the set.
    const auto first = m_pinned.lower_bound({child.lane, 0});
    return static_cast<std::uint32_t>(std::distance(first, m_pinned.lower_bound(child)));
}

void LaneLayout::togglePinned(LaneRef lane) {
    if (!exists(lane))
        return;
    if (!m_pinned.erase(lane))
        m_pinned.insert(lane);
    restack();
}

void LaneLayout::setExpanded(std::size_t lane, bool open) {
    if (!expandable(lane) || m_lanes[lane].open == open)
        return;
    m_lanes[lane].open = open;
    if (!open)
        std::erase_if(m_pinned, [lane](LaneRef ref) { return ref.lane == lane && ref.isChild(); });
    restack();
}

double LaneLayout::pinnedHeight() const {
    double sum = 0;
    for (const LaneRef lane : m_pinned)
        sum += heightOf(lane);
    return sum;
}

double LaneLayout::maximumScroll() const {
    return std::max(0.0, contentHeight() * m_stretch - m_viewport);
}

std::vector<PlacedLane> LaneLayout::placed() const {
    std::vector<PlacedLane> lanes;
    double y = 0;
    for (const LaneRef lane : m_pinned) {
        lanes.push_back({lane, y, heightOf(lane), true});
        y += heightOf(lane);
    }
    const double fixed = y;
    const double first = m_scroll / m_stretch;
    const auto behind = std::upper_bound(m_tops.begin(), m_tops.end(), first);
    auto lane = static_cast<std::uint32_t>(std::max<std::ptrdiff_t>(0, behind - m_tops.begin() - 1));
    for (; lane < m_lanes.size() && fixed + m_tops[lane] * m_stretch - m_scroll < m_viewport; ++lane)
        placeBlock(lanes, lane, fixed);
    return lanes;
}

/// Appends what the viewport shows of a lane and its children.
void LaneLayout::placeBlock(std::vector<PlacedLane>& lanes, std::uint32_t lane, double fixed) const {
    const Block& block = m_lanes[lane];
    double y = fixed + m_tops[lane] * m_stretch - m_scroll;
    const auto add = [&](LaneRef ref) {
        const double bottom = y + heightOf(ref);
        const double top = std::max(y, fixed);
        if (bottom > fixed && top < m_viewport)
            lanes.push_back({ref, top, bottom - top, false});
        y = bottom;
    };
    if (!pinned({lane}))
        add({lane});
    if (!block.open || block.children == 0)
        return;
    const double height = block.childHeight * m_stretch;
    auto child = static_cast<std::uint32_t>(
        std::clamp(std::floor((fixed - y) / height), 0.0, static_cast<double>(block.children)));
    y += child * height;
    // Pinned children take no room here.
    for (auto each = m_pinned.lower_bound({lane, 0}); each != m_pinned.end() && each->lane == lane; ++each)
        if (each->isChild() && each->child <= child)
            ++child;
    for (; child < block.children && y < m_viewport; ++child)
        if (!pinned({lane, child}))
            add({lane, child});
}

std::optional<PlacedLane> LaneLayout::at(double y) const {
    for (const PlacedLane& lane : placed())
        if (lane.top <= y && y < lane.bottom())
            return lane;
    return std::nullopt;
}

std::optional<PlacedLane> LaneLayout::place(LaneRef lane) const {
    if (!exists(lane) || (lane.isChild() && !m_lanes[lane.lane].open))
        return std::nullopt;
    if (pinned(lane)) {
        double y = 0;
        for (auto each = m_pinned.begin(); *each != lane; ++each)
            y += heightOf(*each);
        return PlacedLane{lane, y, heightOf(lane), true};
    }
    double top = m_tops[lane.lane];
    if (lane.isChild())
        top += (pinned({lane.lane}) ? 0 : m_lanes[lane.lane].height) +
               (lane.child - pinnedBefore(lane)) * m_lanes[lane.lane].childHeight;
    return PlacedLane{lane, pinnedHeight() + top * m_stretch - m_scroll, heightOf(lane), false};
}

void LaneLayout::reveal(LaneRef lane) {
    if (!exists(lane))
        return;
    if (lane.isChild())
        setExpanded(lane.lane, true);
    const auto placed = place(lane);
    if (placed->pinned)
        return;
    const double fixed = pinnedHeight();
    if (placed->top < fixed)
        setScroll(m_scroll + placed->top - fixed);
    else if (placed->bottom() > m_viewport)
        setScroll(m_scroll + placed->bottom() - m_viewport);
}

} // namespace rt0::ui
