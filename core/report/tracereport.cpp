#include "report/tracereport.h"

#include "base/format.h"
#include "report/texttable.h"
#include "timeline/exectrace.h"
#include "timeline/offsets.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace rt0 {
namespace {

using exectrace::GoState;

constexpr std::array kStates{GoState::Running, GoState::Runnable, GoState::Waiting, GoState::Syscall};

/// Time that the goroutines of a group, or all, spent in each state.
using StateTimes = std::array<Nanoseconds, exectrace::kGoStates>;

void add(StateTimes& sum, const TraceGoroutine& goroutine) {
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += goroutine.inState[i];
}

Nanoseconds in(const StateTimes& times, GoState state) {
    return times[static_cast<std::size_t>(state)];
}

struct GroupRow {
    std::string name;
    std::size_t goroutines = 0;
    StateTimes times{};
};

/// Longest running first.
std::vector<GroupRow> groupRows(const ExecTrace& trace) {
    std::vector<GroupRow> rows;
    for (const TraceGroup& group : trace.groups) {
        if (group.members.empty())
            continue;
        GroupRow& row = rows.emplace_back();
        row.name = trace.text(group.entry).empty() ? "(not known)" : std::string(trace.text(group.entry));
        row.goroutines = group.members.size();
        for (const exectrace::Index member : group.members)
            add(row.times, trace.goroutines[member]);
    }
    std::ranges::stable_sort(rows, std::ranges::greater{},
                             [](const GroupRow& row) { return in(row.times, GoState::Running); });
    return rows;
}

struct RangeRow {
    std::size_t count = 0;
    Nanoseconds total{};
    Nanoseconds longest{};
};

/// By name: "GC concurrent mark phase", "stop-the-world (GC mark termination)", … as Go calls them.
std::map<std::string, RangeRow> rangeRows(const ExecTrace& trace) {
    std::map<std::string, RangeRow> rows;
    for (const TraceRange& range : trace.ranges) {
        std::string name;
        switch (range.kind) {
        case TraceRangeKind::GcMark:
            name = "GC concurrent mark phase";
            break;
        case TraceRangeKind::Stw:
            name = fmt::format("stop-the-world ({})", trace.text(range.reason));
            break;
        case TraceRangeKind::Sweep:
            name = "GC incremental sweep";
            break;
        case TraceRangeKind::MarkAssist:
            name = "GC mark assist";
            break;
        }
        RangeRow& row = rows[name];
        ++row.count;
        row.total += range.time.length();
        row.longest = std::max(row.longest, range.time.length());
    }
    return rows;
}

std::string placeLine(const TraceAlignment& alignment) {
    const char* how = "";
    switch (alignment.method) {
    case TraceAlignment::Method::TraceOnly:
        return "zero is the trace's first event";
    case TraceAlignment::Method::Landmarks:
        how = "estimated";
        break;
    case TraceAlignment::Method::Clock:
        how = "measured";
        break;
    }
    const TimeBounds& bounds = alignment.offsetBounds;
    const std::string begin = bounds.lo > -kUnbounded && bounds.hi < kUnbounded
                                  ? formatBounds(bounds)
                                  : "about " + formatDuration(alignment.offset);
    return fmt::format("begins at {} ({}: {})", begin, how, alignment.evidence);
}

std::string sizeLine(const ExecTrace& trace) {
    std::string text =
        fmt::format("lasts {} · {} events · {} goroutines · {} Ps · {} threads", formatDuration(trace.length),
                    formatCount(trace.events), formatCount(trace.goroutines.size()),
                    formatCount(trace.directory.procs.size()), formatCount(trace.directory.threads.size()));
    if (trace.damagedFrom)
        text += fmt::format(" · damaged from {} on", formatDuration(*trace.damagedFrom));
    return text;
}

std::string hiddenLine(std::size_t rows, std::size_t shown, const char* noun) {
    return rows > shown ? fmt::format("  ({} more {})\n", formatCount(rows - shown), noun) : "";
}

std::string groupTable(const ExecTrace& trace, std::size_t top) {
    TextTable table({{"goroutines", Align::Right},
                     {"running", Align::Right},
                     {"runnable", Align::Right},
                     {"waiting", Align::Right},
                     {"syscall", Align::Right},
                     {"created to run"}});
    const std::vector<GroupRow> rows = groupRows(trace);
    const std::size_t shown = top == 0 ? rows.size() : std::min(rows.size(), top);
    for (std::size_t i = 0; i < shown; ++i) {
        std::vector<std::string> cells{formatCount(rows[i].goroutines)};
        for (const GoState state : kStates)
            cells.push_back(formatDuration(in(rows[i].times, state)));
        cells.push_back(rows[i].name);
        table.addRow(std::move(cells));
    }
    return table.empty() ? "" : table.text() + hiddenLine(rows.size(), shown, "functions");
}

std::string rangeTable(const ExecTrace& trace, std::size_t top) {
    TextTable table({{"times", Align::Right}, {"in all", Align::Right}, {"longest", Align::Right}, {"what"}});
    const auto rows = rangeRows(trace);
    std::size_t shown = 0;
    for (const auto& [name, row] : rows) {
        if (top != 0 && shown == top)
            break;
        ++shown;
        table.addRow({formatCount(row.count), formatDuration(row.total), formatDuration(row.longest), name});
    }
    return table.empty() ? "" : table.text() + hiddenLine(rows.size(), shown, "kinds");
}

Json offsetBoundsJson(const TimeBounds& bounds) {
    Json json;
    json["lo"] = bounds.lo > -kUnbounded ? Json(bounds.lo.count()) : Json(nullptr);
    json["hi"] = bounds.hi < kUnbounded ? Json(bounds.hi.count()) : Json(nullptr);
    return json;
}

Json alignmentJson(const TraceAlignment& alignment) {
    constexpr std::array kMethods{"trace_only", "landmarks", "clock"};
    Json json;
    json["method"] = kMethods[static_cast<std::size_t>(alignment.method)];
    json["offset_ns"] = offsetBoundsJson(alignment.offsetBounds);
    json["drawn_offset_ns"] = alignment.offset.count();
    json["evidence"] = alignment.evidence;
    return json;
}

void setStateTimes(Json& json, const StateTimes& times) {
    json["running_ns"] = in(times, GoState::Running).count();
    json["runnable_ns"] = in(times, GoState::Runnable).count();
    json["waiting_ns"] = in(times, GoState::Waiting).count();
    json["syscall_ns"] = in(times, GoState::Syscall).count();
}

Json groupsJson(const ExecTrace& trace) {
    Json json = Json::array();
    for (const GroupRow& row : groupRows(trace)) {
        Json group;
        group["entry"] = row.name;
        group["goroutines"] = row.goroutines;
        setStateTimes(group, row.times);
        json.push_back(std::move(group));
    }
    return json;
}

Json rangesJson(const ExecTrace& trace) {
    Json json = Json::array();
    for (const auto& [name, row] : rangeRows(trace)) {
        Json range;
        range["name"] = name;
        range["count"] = row.count;
        range["total_ns"] = row.total.count();
        range["max_ns"] = row.longest.count();
        json.push_back(std::move(range));
    }
    return json;
}

} // namespace

std::string traceText(const Startup& startup, std::size_t top) {
    if (!startup.trace)
        return {};
    const ExecTrace& trace = *startup.trace;
    std::string text = fmt::format("  {}\n  {}\n", printable(placeLine(startup.alignment)), sizeLine(trace));
    for (const std::string& table : {groupTable(trace, top), rangeTable(trace, top)})
        text += table.empty() ? "" : "\n" + table;
    return text;
}

Json traceJson(const Startup& startup) {
    if (!startup.trace)
        return nullptr;
    const ExecTrace& trace = *startup.trace;
    Json json;
    json["format_version"] = trace.directory.version;
    json["alignment"] = alignmentJson(startup.alignment);
    json["length_ns"] = trace.length.count();
    json["events"] = trace.events;
    json["salvaged_events"] = trace.salvagedEvents;
    json["damaged_from_ns"] = trace.damagedFrom ? Json(trace.damagedFrom->count()) : Json(nullptr);
    json["procs"] = trace.directory.procs.size();
    json["threads"] = trace.directory.threads.size();
    StateTimes all{};
    for (const TraceGoroutine& goroutine : trace.goroutines)
        add(all, goroutine);
    Json& goroutines = json["goroutines"];
    goroutines["count"] = trace.goroutines.size();
    setStateTimes(goroutines, all);
    goroutines["by_entry"] = groupsJson(trace);
    json["ranges"] = rangesJson(trace);
    json["tasks"] = trace.tasks.size();
    json["regions"] = trace.regions.size();
    json["logs"] = trace.logs.size();
    json["cpu_samples"] = trace.samples.size();
    return json;
}

} // namespace rt0
