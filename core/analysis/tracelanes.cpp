#include "analysis/tracelanes.h"

#include "analysis/tracerunninglanes.h"
#include "base/format.h"
#include "timeline/tracequery.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace rt0 {
namespace {

constexpr std::size_t kPackedRows = 64;
constexpr std::size_t kProcLanes = 64;    ///< more Ps share a header
constexpr std::size_t kGroupLanes = 1000; ///< the goroutines of the remaining functions share one
constexpr std::size_t kOpenRows = 6;      ///< packed rows up to this many are shown at once

std::uint8_t code(TraceColour colour) {
    return static_cast<std::uint8_t>(colour);
}

/// A span that will get a row of its lane.
struct Item {
    TimeRange time; ///< in trace time
    std::uint32_t index;
    std::uint8_t colour;
};

/// Distributes items, ordered by begin, to as few rows as hold them without overlap. Beyond kPackedRows they
/// are squeezed into the row that gets free first.
std::vector<std::vector<Item>> packed(const std::vector<Item>& items) {
    std::vector<std::vector<Item>> rows;
    for (const Item& item : items) {
        auto row = std::find_if(rows.begin(), rows.end(), [&](const std::vector<Item>& candidate) {
            return candidate.back().time.end <= item.time.begin;
        });
        if (row == rows.end() && rows.size() < kPackedRows)
            row = rows.emplace(rows.end());
        if (row == rows.end())
            row = std::min_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
                return a.back().time.end < b.back().time.end;
            });
        row->push_back(item);
    }
    return rows;
}

/// Equal names get equal colours, the most common ones the first.
class NameColours {
public:
    std::uint8_t operator[](exectrace::StringId name) {
        constexpr std::size_t colours = static_cast<std::size_t>(ColourClass::LastGroup) -
                                        static_cast<std::size_t>(ColourClass::FirstGroup) + 1;
        const auto [found, added] = m_ranks.emplace(name, m_ranks.size());
        return static_cast<std::uint8_t>(static_cast<std::size_t>(ColourClass::FirstGroup) +
                                         found->second % colours);
    }

private:
    std::unordered_map<exectrace::StringId, std::size_t> m_ranks;
};

class TraceArranger {
public:
    TraceArranger(const Startup& startup, LaneModel& model, SpanStore::Builder& builder)
        : m_trace(*startup.trace),
          m_clock{{}, startup.alignment.offset, {}},
          m_model(model),
          m_builder(builder) {}

    void arrange() {
        findOwners();
        addHeader();
        addUser();
        addGc();
        addHeap();
        addPoints(LaneKind::Samples, "CPU samples", m_trace.samples, TraceColour::Running);
        addProcs();
        addGoroutines();
        addThreads();
        for (std::uint32_t lane = 0; lane < m_model.lanes.size(); ++lane)
            placeRows(lane);
    }

private:
    void findOwners() {
        m_model.traceRows.resize(m_trace.spans->store().rowCount());
        const auto own = [&](RowId row, TraceOwner owner) {
            if (row < m_model.traceRows.size())
                m_model.traceRows[row].owner = owner;
        };
        for (std::uint32_t i = 0; i < m_trace.goroutines.size(); ++i)
            own(m_trace.rowOfGoroutine(i), {TraceOwner::Kind::Goroutine, i});
        for (std::uint32_t i = 0; i < m_trace.directory.procs.size(); ++i)
            own(m_trace.rowOfProc(i), {TraceOwner::Kind::Proc, i});
    }

    void placeRows(std::uint32_t index) {
        const Lane& lane = m_model.lanes[index];
        if (lane.row && lane.row->source == kTraceSource)
            m_model.traceRows[lane.row->row].lane = LaneRef{index};
        if (lane.childSource == kTraceSource)
            for (std::uint32_t child = 0; child < lane.children.size(); ++child)
                m_model.traceRows[lane.children[child]].lane = LaneRef{index, child};
    }

    Lane& addLane(LaneKind kind, std::string title, std::string note) {
        return m_model.lanes.emplace_back(Lane{kind, std::move(title), std::move(note), std::nullopt, {}});
    }

    RowId addRow(const std::vector<Item>& items) {
        const RowId row = m_builder.addRow();
        for (const Item& item : items)
            m_builder.add(row, {m_clock.fromSource(item.time), item.index, item.colour});
        return row;
    }

    /// A lane for items that may overlap: its row is the first that packing needs; the others are its
    /// children.
    void addPacked(LaneKind kind, const std::string& title, const std::vector<Item>& items) {
        if (items.empty())
            return;
        const auto rows = packed(items);
        Lane& lane = addLane(kind, title, formatCount(items.size()));
        lane.row = LaneRow{kStartupSource, addRow(rows.front())};
        lane.childKind = kind;
        for (std::size_t i = 1; i < rows.size(); ++i)
            lane.children.push_back(addRow(rows[i]));
        lane.open = rows.size() <= kOpenRows;
    }

    template <typename Point>
    void addPoints(LaneKind kind, const std::string& title, const std::vector<Point>& points,
                   TraceColour colour) {
        std::vector<Item> items;
        for (std::size_t i = 0; i < points.size(); ++i)
            items.push_back({{points[i].time, points[i].time}, static_cast<std::uint32_t>(i), code(colour)});
        if (!items.empty())
            addLane(kind, title, formatCount(items.size())).row = LaneRow{kStartupSource, addRow(items)};
    }

    void addHeader() {
        addLane(LaneKind::TraceHeader, "Execution trace",
                fmt::format("{} events", formatCount(m_trace.events + m_trace.salvagedEvents)));
    }

    void addUser() {
        NameColours colours;
        std::vector<Item> tasks;
        for (std::size_t i = 0; i < m_trace.tasks.size(); ++i)
            tasks.push_back(
                {m_trace.tasks[i].time, static_cast<std::uint32_t>(i), colours[m_trace.tasks[i].name]});
        addPacked(LaneKind::Tasks, "User tasks", tasks);
        addPoints(LaneKind::Logs, "User logs", m_trace.logs, TraceColour::User);
        m_regions.resize(m_trace.groups.size() + 2);
        const exectrace::Index main = mainGoroutine(m_trace);
        for (std::size_t i = 0; i < m_trace.regions.size(); ++i) {
            const TraceRegion& region = m_trace.regions[i];
            const bool known = region.goroutine < m_trace.goroutines.size();
            const std::size_t place = !known                     ? nowhere()
                                      : region.goroutine == main ? ofMain()
                                                                 : m_trace.goroutines[region.goroutine].group;
            m_regions[place].push_back({region.time, static_cast<std::uint32_t>(i), colours[region.name]});
        }
        addRegions(nowhere(), "User regions");
    }

    /// Places in m_regions behind the groups.
    std::size_t ofMain() const { return m_trace.groups.size(); }
    std::size_t nowhere() const { return m_trace.groups.size() + 1; }

    /// Below the lane of the goroutines that entered them.
    void addRegions(std::size_t place, const std::string& title) {
        addPacked(LaneKind::Regions, title, std::exchange(m_regions[place], {}));
    }

    std::vector<Item> ranges(TraceRangeKind kind, TraceColour colour) const {
        std::vector<Item> items;
        for (std::size_t i = 0; i < m_trace.ranges.size(); ++i)
            if (m_trace.ranges[i].kind == kind)
                items.push_back({m_trace.ranges[i].time, static_cast<std::uint32_t>(i), code(colour)});
        return items;
    }

    void addRanges(LaneKind kind, const std::string& title, const std::vector<Item>& items) {
        if (items.empty())
            return;
        Nanoseconds total{};
        for (const Item& item : items)
            total += item.time.length();
        addLane(kind, title, fmt::format("{} · {}", formatCount(items.size()), formatDuration(total))).row =
            LaneRow{kStartupSource, addRow(items)};
    }

    void addGc() {
        addRanges(LaneKind::TraceGc, "GC mark phase", ranges(TraceRangeKind::GcMark, TraceColour::Gc));
        addRanges(LaneKind::TraceStw, "World stopped", ranges(TraceRangeKind::Stw, TraceColour::Stw));
        std::vector<Item> sweeps = ranges(TraceRangeKind::Sweep, TraceColour::Sweep);
        const std::vector<Item> assists = ranges(TraceRangeKind::MarkAssist, TraceColour::Assist);
        sweeps.insert(sweeps.end(), assists.begin(), assists.end());
        std::stable_sort(sweeps.begin(), sweeps.end(),
                         [](const Item& a, const Item& b) { return a.time.begin < b.time.begin; });
        addPacked(LaneKind::Sweeps, "Sweep, mark assist", sweeps);
        if (!sweeps.empty())
            m_model.lanes.back().open = false;
    }

    Curve curve(const char* name, const std::vector<TraceMetric>& metrics) const {
        // Without a garbage collector the goal is "never": no height of a chart.
        constexpr auto never = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / 2;
        Curve made{name, {}, true};
        made.points.reserve(metrics.size());
        for (const TraceMetric& metric : metrics)
            if (metric.value < never)
                made.points.push_back({m_clock.fromSource(metric.time), static_cast<double>(metric.value)});
        if (!made.points.empty())
            made.points.push_back({m_clock.fromSource(m_trace.length), made.points.back().value});
        return made;
    }

    void addHeap() {
        if (m_trace.heapLive.empty())
            return;
        Lane& lane = addLane(LaneKind::TraceHeap, "Heap (live, goal)", {});
        lane.curves = {curve("live", m_trace.heapLive), curve("goal", m_trace.heapGoal)};
        lane.note = "≤ " + formatBytes(static_cast<std::uint64_t>(lane.curves.front().highest()));
    }

    void addProcs() {
        std::vector<exectrace::Index> procs;
        for (exectrace::Index i = 0; i < m_trace.directory.procs.size(); ++i)
            if (m_trace.directory.procs[i] < kFirstPseudoProc)
                procs.push_back(i);
        // In the order of their ids, not in that in which they appeared.
        std::sort(procs.begin(), procs.end(), [&](exectrace::Index a, exectrace::Index b) {
            return m_trace.directory.procs[a] < m_trace.directory.procs[b];
        });
        if (procs.size() > kProcLanes) {
            Lane& lane = addLane(LaneKind::Procs, "Processors (P)", formatCount(procs.size()));
            lane.childSource = kTraceSource;
            lane.childKind = LaneKind::Proc;
            for (const exectrace::Index proc : procs)
                lane.children.push_back(m_trace.rowOfProc(proc));
            std::sort(lane.children.begin(), lane.children.end());
            return;
        }
        for (const exectrace::Index proc : procs) {
            Lane& lane = addLane(LaneKind::Proc, fmt::format("P {}", m_trace.directory.procs[proc]), {});
            lane.row = LaneRow{kTraceSource, m_trace.rowOfProc(proc)};
            lane.item = proc;
        }
    }

    void addThreads() {
        if (m_trace.directory.threads.empty())
            return;
        Lane& lane = addLane(LaneKind::Threads, "Threads", formatCount(m_trace.directory.threads.size()));
        lane.childSource = kThreadSource;
        lane.childKind = LaneKind::Thread;
        lane.children.resize(m_trace.directory.threads.size());
        std::iota(lane.children.begin(), lane.children.end(), RowId{0});
    }

    void addGoroutines() {
        m_main = mainGoroutine(m_trace);
        if (m_main < m_trace.goroutines.size())
            addGoroutine(m_main, "main goroutine", ofMain());
        GroupRuns runs = groupRuns(m_trace);
        m_model.filledGaps = runs.filledGaps;
        const std::vector<std::uint32_t> order = groupOrder();
        for (std::size_t i = 0; i < std::min(kGroupLanes, order.size()); ++i) {
            addGroup(order[i], runs.byGroup[order[i]]);
            runs.byGroup[order[i]] = {};
        }
        if (order.size() > kGroupLanes)
            addRemaining({order.begin() + kGroupLanes, order.end()});
    }

    void addGoroutine(exectrace::Index goroutine, const std::string& title, std::size_t regions) {
        const auto running = static_cast<std::size_t>(exectrace::GoState::Running);
        Lane& lane = addLane(LaneKind::Goroutine, title,
                             formatDuration(m_trace.goroutines[goroutine].inState[running]));
        lane.row = LaneRow{kTraceSource, m_trace.rowOfGoroutine(goroutine)};
        lane.item = goroutine;
        addRegions(regions, fmt::format("{}{}", kRegionsOf, title));
    }

    /// The program's groups before the runtime's, those that ran longest first.
    std::vector<std::uint32_t> groupOrder() const {
        std::vector<std::uint32_t> order;
        for (std::uint32_t i = 0; i < m_trace.groups.size(); ++i)
            order.push_back(i);
        const auto system = [&](std::uint32_t group) {
            return isSystemFunction(m_trace.text(m_trace.groups[group].entry));
        };
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            if (system(a) != system(b))
                return system(b);
            return m_trace.groups[a].running > m_trace.groups[b].running;
        });
        return order;
    }

    std::vector<RowId> rowsOf(const TraceGroup& group) const {
        std::vector<RowId> rows;
        for (const exectrace::Index member : group.members)
            if (member != m_main && member < m_trace.goroutines.size())
                rows.push_back(m_trace.rowOfGoroutine(member));
        std::sort(rows.begin(), rows.end());
        return rows;
    }

    std::string groupTitle(const TraceGroup& group) const {
        return group.entry == 0 ? "unknown function" : std::string(m_trace.text(group.entry));
    }

    void addGroup(std::uint32_t index, const std::vector<TimeRange>& runs) {
        const TraceGroup& group = m_trace.groups[index];
        std::vector<RowId> rows = rowsOf(group);
        if (rows.empty())
            return;
        if (rows.size() == 1)
            return addGoroutine(m_model.traceRows[rows.front()].owner.index, groupTitle(group), index);
        Lane& lane = addLane(LaneKind::Goroutines, groupTitle(group),
                             fmt::format("{} · {}", formatCount(rows.size()), formatDuration(group.running)));
        lane.item = index;
        lane.children = std::move(rows);
        lane.childSource = kTraceSource;
        lane.childKind = LaneKind::Goroutine;
        const bool worker = m_trace.text(group.entry) == "runtime.gcBgMarkWorker";
        const TraceColour colour = worker ? TraceColour::GcWorker : TraceColour::Running;
        std::vector<Item> items;
        for (const TimeRange& run : runs)
            items.push_back({run, index, code(colour)});
        lane.row = LaneRow{kStartupSource, addRow(items)};
        addRegions(index, fmt::format("{}{}", kRegionsOf, groupTitle(group)));
    }

    void addRemaining(const std::vector<std::uint32_t>& groups) {
        std::vector<RowId> rows;
        for (const std::uint32_t group : groups) {
            const std::vector<RowId> more = rowsOf(m_trace.groups[group]);
            rows.insert(rows.end(), more.begin(), more.end());
        }
        std::sort(rows.begin(), rows.end());
        Lane& lane = addLane(LaneKind::Goroutines, fmt::format("{} more functions", groups.size()),
                             formatCount(rows.size()));
        lane.item = std::numeric_limits<std::uint32_t>::max();
        lane.children = std::move(rows);
        lane.childSource = kTraceSource;
        lane.childKind = LaneKind::Goroutine;
        std::vector<Item> regions;
        for (const std::uint32_t group : groups) {
            regions.insert(regions.end(), m_regions[group].begin(), m_regions[group].end());
            m_regions[group].clear();
        }
        std::stable_sort(regions.begin(), regions.end(),
                         [](const Item& a, const Item& b) { return a.time.begin < b.time.begin; });
        addPacked(LaneKind::Regions, fmt::format("{}these", kRegionsOf), regions);
    }

    const ExecTrace& m_trace;
    LaneSource m_clock;
    LaneModel& m_model;
    SpanStore::Builder& m_builder;
    exectrace::Index m_main = exectrace::kNoIndex;
    std::vector<std::vector<Item>> m_regions; ///< by group; then the main goroutine's, and nobody's
};

} // namespace

void addTraceLanes(const Startup& startup, LaneModel& model, SpanStore::Builder& builder) {
    if (startup.trace)
        TraceArranger(startup, model, builder).arrange();
}

} // namespace rt0
