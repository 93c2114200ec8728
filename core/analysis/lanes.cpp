#include "analysis/lanes.h"

#include "analysis/packagegroup.h"
#include "analysis/recordedlanes.h"
#include "analysis/tracelanes.h"
#include "base/format.h"
#include "base/saturating.h"
#include "timeline/exectrace.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <unordered_map>

namespace rt0 {
namespace {

constexpr std::size_t kGroupLanes = 12;
constexpr double kMiB = 1024.0 * 1024.0;
constexpr int kGroupColours =
    static_cast<int>(ColourClass::LastGroup) - static_cast<int>(ColourClass::FirstGroup) + 1;

std::uint8_t code(ColourClass c) {
    return static_cast<std::uint8_t>(c);
}

std::uint8_t groupColour(std::size_t rank) {
    const auto last = static_cast<std::size_t>(kGroupColours - 1);
    return static_cast<std::uint8_t>(code(ColourClass::FirstGroup) + std::min(rank, last));
}

/// Builds the lanes in their order from top to bottom; keeps the spans' builder and the lanes in step.
class Arranger {
public:
    explicit Arranger(const Startup& startup)
        : m_startup(startup), m_groups(groupTotals(startup)), m_members(m_groups.size()) {
        std::unordered_map<std::string_view, std::size_t> rankOf;
        for (std::size_t rank = 0; rank < m_groups.size(); ++rank)
            rankOf.emplace(m_groups[rank].name, rank);
        for (std::size_t init = 0; init < startup.inits.size(); ++init) {
            const std::size_t rank = rankOf.at(packageGroup(startup.inits[init].importPath));
            m_rankOfInit.push_back(rank);
            m_members[rank].push_back(init);
        }
    }

    LaneModel arrange() && {
        addPhases();
        addStepLanes(m_startup, m_model, m_builder);
        addInits();
        addInitFunctionLane(m_startup, m_model, m_builder);
        addGroups();
        addGc();
        addHeap();
        addAllocated();
        addProcessLanes(m_startup, m_model, m_builder);
        addTraceLanes(m_startup, m_model, m_builder);
        auto store = std::make_shared<const SpanStore>(std::move(m_builder).build());
        m_model.sources.push_back({std::make_shared<const SpanIndex>(std::move(store)), {}, {}});
        if (m_startup.trace) {
            m_model.sources.push_back({m_startup.trace->spans, m_startup.alignment.offset, {}});
            m_model.sources.push_back({{}, m_startup.alignment.offset, m_startup.trace});
        }
        m_model.trace = m_startup.trace;
        m_model.home = home();
        return std::move(m_model);
    }

private:
    RowId addLane(LaneKind kind, std::string title, std::string note) {
        const RowId row = m_builder.addRow();
        m_model.lanes.push_back({kind, std::move(title), std::move(note), LaneRow{kStartupSource, row}, {}});
        return row;
    }

    void addPhases() {
        const RowId row = addLane(LaneKind::Phases, "Phases", {});
        for (const Phase& phase : m_startup.phases)
            if (phase.measured)
                m_builder.add(row, {phase.drawn, static_cast<std::uint32_t>(phase.id),
                                    code(phase.id == PhaseId::RuntimeInit ? ColourClass::RuntimeInit
                                                                          : ColourClass::PackageInit)});
    }

    Span initSpan(std::size_t init) const {
        return {m_startup.inits[init].drawn, static_cast<std::uint32_t>(init),
                groupColour(m_rankOfInit[init])};
    }

    void addInits() {
        if (m_startup.inits.empty())
            return;
        const RowId row = addLane(LaneKind::Inits, "Package inits", formatCount(m_startup.inits.size()));
        for (std::size_t i = 0; i < m_startup.inits.size(); ++i)
            m_builder.add(row, initSpan(i));
    }

    void addGroups() {
        if (m_groups.size() < 2)
            return;
        for (std::size_t rank = 0; rank < std::min(kGroupLanes, m_groups.size()); ++rank) {
            const GroupTotals& group = m_groups[rank];
            const RowId row = addLane(LaneKind::InitGroup, group.name, formatBounds(group.selfTime));
            for (const std::size_t init : m_members[rank])
                m_builder.add(row, initSpan(init));
        }
        if (m_groups.size() > kGroupLanes)
            addRemainingGroups();
    }

    void addRemainingGroups() {
        std::vector<std::size_t> inits;
        TimeBounds time{};
        for (std::size_t rank = kGroupLanes; rank < m_groups.size(); ++rank) {
            inits.insert(inits.end(), m_members[rank].begin(), m_members[rank].end());
            time = saturatingAdd(time, m_groups[rank].selfTime);
        }
        std::sort(inits.begin(), inits.end());
        const RowId row =
            addLane(LaneKind::InitGroup, fmt::format("{} more groups", m_groups.size() - kGroupLanes),
                    formatBounds(time));
        for (const std::size_t init : inits)
            m_builder.add(row, initSpan(init));
    }

    void addGc() {
        if (m_startup.gcCycles.empty())
            return;
        const auto count = fmt::format("{} cycles", m_startup.gcCycles.size());
        const RowId cycles = addLane(LaneKind::Gc, "GC cycles", count);
        const RowId stw = addLane(LaneKind::Stw, "World stopped", {});
        TimeBounds stopped{};
        for (std::size_t i = 0; i < m_startup.gcCycles.size(); ++i) {
            const GcCycle& cycle = m_startup.gcCycles[i];
            const auto item = static_cast<std::uint32_t>(3 * i);
            const TimeRange sweep{cycle.drawn.begin, cycle.drawnMark};
            const TimeRange mark{cycle.drawnMark, cycle.drawnMarkTermination};
            const TimeRange termination{cycle.drawnMarkTermination, cycle.drawn.end};
            m_builder.add(cycles, {sweep, item, code(ColourClass::Stw)});
            m_builder.add(cycles, {mark, item + 1, code(ColourClass::GcMark)});
            m_builder.add(cycles, {termination, item + 2, code(ColourClass::Stw)});
            m_builder.add(stw, {sweep, item, code(ColourClass::Stw)});
            m_builder.add(stw, {termination, item + 2, code(ColourClass::Stw)});
            stopped = stopped + cycle.stw();
        }
        m_model.lanes.back().note = formatBounds(stopped);
    }

    void addHeap() {
        if (m_startup.gcCycles.empty())
            return;
        Curve heap{"heap", {}};
        Curve goal{"goal", {}};
        for (const GcCycle& cycle : m_startup.gcCycles) {
            const auto at = [&](Nanoseconds time, std::uint64_t mib) {
                heap.points.push_back({time, static_cast<double>(mib) * kMiB});
            };
            at(cycle.drawn.begin, cycle.record.heapStartMb);
            at(cycle.drawnMarkTermination, cycle.record.heapMarkEndMb);
            at(cycle.drawn.end, cycle.record.heapLiveMb);
            goal.points.push_back({cycle.drawn.begin, static_cast<double>(cycle.record.goalMb) * kMiB});
        }
        m_model.lanes.push_back(
            {LaneKind::Heap, "Heap", {}, std::nullopt, {std::move(heap), std::move(goal)}});
    }

    void addAllocated() {
        if (m_startup.inits.empty())
            return;
        Curve allocated{"allocated by inits", {}};
        double sum = 0;
        for (const PackageInit& init : m_startup.inits) {
            allocated.points.push_back({init.drawn.begin, sum});
            sum += static_cast<double>(init.bytes);
            allocated.points.push_back({init.drawn.end, sum});
        }
        if (sum == 0)
            return;
        m_model.lanes.push_back({LaneKind::Allocated,
                                 "Allocated by inits",
                                 formatBytes(static_cast<std::uint64_t>(sum)),
                                 std::nullopt,
                                 {std::move(allocated)}});
    }

    TimeRange home() const {
        TimeRange all = m_startup.extent;
        for (const LaneSource& source : m_model.sources)
            all = united(all, source.extent());
        if (all.empty())
            return {Nanoseconds(0), std::chrono::milliseconds(1)};
        const Nanoseconds margin = all.length() / 12 + Nanoseconds(1);
        return {all.begin - margin, all.end + margin};
    }

    const Startup& m_startup;
    std::vector<GroupTotals> m_groups;
    std::vector<std::vector<std::size_t>> m_members; ///< inits of each group, in the order they ran
    std::vector<std::size_t> m_rankOfInit;
    SpanStore::Builder m_builder;
    LaneModel m_model;
};

} // namespace

double Curve::highest() const {
    double value = 0;
    for (const Point& point : points)
        value = std::max(value, point.value);
    return value;
}

std::optional<double> valueAt(const Curve& curve, Nanoseconds time) {
    const auto after = std::partition_point(curve.points.begin(), curve.points.end(),
                                            [time](const Curve::Point& point) { return point.time <= time; });
    if (after == curve.points.begin() || after == curve.points.end())
        return std::nullopt;
    const Curve::Point& before = *(after - 1);
    if (curve.steps)
        return before.value;
    const double share = std::chrono::duration<double>(time - before.time) /
                         std::chrono::duration<double>(after->time - before.time);
    return before.value + share * (after->value - before.value);
}

LaneKind LaneModel::kindOf(LaneRef ref) const {
    return ref.isChild() ? lanes[ref.lane].childKind : lanes[ref.lane].kind;
}

std::optional<LaneRow> LaneModel::rowOf(LaneRef ref) const {
    const Lane& lane = lanes[ref.lane];
    return ref.isChild() ? LaneRow{lane.childSource, lane.children[ref.child]} : lane.row;
}

std::optional<LaneRef> LaneModel::laneOfRow(LaneRow row) const {
    if (row.source == kTraceSource)
        return row.row < traceRows.size() ? traceRows[row.row].lane : std::nullopt;
    for (std::uint32_t i = 0; i < lanes.size(); ++i) {
        const Lane& lane = lanes[i];
        if (lane.row == row)
            return LaneRef{i};
        if (lane.childSource != row.source)
            continue;
        const auto child = std::lower_bound(lane.children.begin(), lane.children.end(), row.row);
        if (child != lane.children.end() && *child == row.row)
            return LaneRef{i, static_cast<std::uint32_t>(child - lane.children.begin())};
    }
    return std::nullopt;
}

LaneModel arrangeLanes(const Startup& startup) {
    return Arranger(startup).arrange();
}

} // namespace rt0
