#include "report/tracesummaryjson.h"

#include "report/jsonwriter.h"

#include <fmt/format.h>

namespace rt0 {
namespace {

using exectrace::GoState;
using exectrace::ProcState;

constexpr std::size_t kMaxItems = 1000; ///< a longer list is left out

template <typename Times, typename State>
std::int64_t timeIn(const Times& times, State state) {
    return times[static_cast<std::size_t>(state)];
}

/// Reference results write -1 for what did not happen.
template <typename T>
Json orMinusOne(const std::optional<T>& value) {
    return value ? Json(*value) : Json(-1);
}

Json countsJson(const NamedCounts& counts) {
    Json json = Json::object();
    for (const auto& [name, count] : counts)
        json[name] = count;
    return json;
}

void addTimes(Json& json, const GoTimes& times) {
    json["running"] = timeIn(times, GoState::Running);
    json["runnable"] = timeIn(times, GoState::Runnable);
    json["waiting"] = timeIn(times, GoState::Waiting);
    json["syscall"] = timeIn(times, GoState::Syscall);
}

Json goroutineJson(const GoroutineSummary& goroutine) {
    Json json;
    json["id"] = goroutine.id;
    json["entry"] = goroutine.entry;
    json["creator"] = orMinusOne(goroutine.creator);
    json["first_ts"] = goroutine.firstNs;
    json["start_ts"] = orMinusOne(goroutine.startNs);
    json["end_ts"] = orMinusOne(goroutine.endNs);
    json["pre_state"] = goroutine.preState ? std::string(nameOf(*goroutine.preState)) : std::string();
    json["pre_ns"] = goroutine.preNs;
    json["n"] = goroutine.transitions;
    addTimes(json, goroutine.times);
    return json;
}

/// Its items, or null when they are too many.
template <typename List, typename ToJson>
void writeList(JsonWriter& json, const List& list, bool isWhole, ToJson toJson) {
    if (!isWhole || list.size() > kMaxItems)
        return json.value("list", nullptr);
    json.beginArray("list");
    for (const auto& item : list)
        json.item(toJson(item));
    json.endArray();
}

void writeGoroutines(JsonWriter& json, const GoroutinesSummary& goroutines) {
    json.beginObject("goroutines");
    json.value("count", goroutines.list.size());
    json.value("created", goroutines.created);
    json.value("destroyed", goroutines.destroyed);
    json.value("transitions", countsJson(goroutines.transitions));
    Json total;
    addTimes(total, goroutines.total);
    json.value("total_ns", total);
    json.value("block_reasons", countsJson(goroutines.blockReasons));
    json.value("stop_reasons", countsJson(goroutines.stopReasons));
    Json byEntry = Json::object(); // a name may be empty
    for (const auto& [name, entry] : goroutines.byEntry) {
        Json& one = byEntry[name];
        one["count"] = entry.count;
        addTimes(one, entry.times);
    }
    json.value("by_entry", byEntry);
    writeList(json, goroutines.list, true, goroutineJson);
    json.endObject();
}

void writeProcs(JsonWriter& json, const ProcsSummary& procs) {
    json.beginObject("procs");
    json.value("count", procs.byId.size());
    json.value("transitions", countsJson(procs.transitions));
    json.beginObject("times");
    for (const auto& [id, proc] : procs.byId)
        json.value(std::to_string(id), {{"n", proc.transitions},
                                        {"running", timeIn(proc.times, ProcState::Running)},
                                        {"idle", timeIn(proc.times, ProcState::Idle)}});
    json.endObject();
    json.endObject();
}

Json rangeJson(const RangeSummary& range) {
    Json json;
    json["name"] = range.name;
    json["scope"] = range.scope;
    json["begin"] = range.beginNs;
    json["end"] = range.endNs;
    json["dur"] = range.endNs - range.beginNs;
    if (range.activeAtStart)
        json["active_at_start"] = true;
    if (range.sweptBytes)
        json["bytes swept"] = *range.sweptBytes;
    if (range.reclaimedBytes)
        json["bytes reclaimed"] = *range.reclaimedBytes;
    return json;
}

void writeRanges(JsonWriter& json, const RangesSummary& ranges) {
    json.beginObject("ranges");
    json.beginObject("by_name");
    for (const auto& [name, totals] : ranges.byName)
        json.value(name, {{"count", totals.count},
                          {"total_ns", totals.totalNs},
                          {"max_ns", totals.maxNs},
                          {"active_at_start", totals.activeAtStart},
                          {"open_at_end", totals.openAtEnd}});
    json.endObject();
    writeList(json, ranges.list, ranges.listedAll, rangeJson);
    json.value("listed_all", ranges.listedAll);
    json.endObject();
}

Json taskJson(const TaskSummary& task) {
    Json json;
    json["id"] = std::to_string(task.id);
    json["parent"] = task.parent ? std::to_string(*task.parent) : std::string("-1");
    json["type"] = task.type;
    json["begin"] = orMinusOne(task.beginNs);
    json["end"] = orMinusOne(task.endNs);
    return json;
}

void writeUser(JsonWriter& json, const TraceSummary& summary) {
    json.beginObject("tasks");
    json.value("begin", countsJson(summary.tasks.begin));
    json.value("end", countsJson(summary.tasks.end));
    writeList(json, summary.tasks.list, summary.tasks.listedAll, taskJson);
    json.endObject();
    Json total = Json::object();
    for (const auto& [name, time] : summary.regions.totalNs)
        total[name] = time;
    json.value("regions", {{"begin", countsJson(summary.regions.begin)},
                           {"end", countsJson(summary.regions.end)},
                           {"unclosed", countsJson(summary.regions.unclosed)},
                           {"total_ns", total}});
    json.value("logs", countsJson(summary.logs));
    json.value("labels", countsJson(summary.labels));
}

void writeMetrics(JsonWriter& json, const TraceSummary& summary) {
    json.beginObject("metrics");
    for (const auto& [name, metric] : summary.metrics)
        json.value(name, {{"count", metric.count},
                          {"first", metric.first},
                          {"last", metric.last},
                          {"min", metric.min},
                          {"max", metric.max}});
    json.endObject();
    json.value("cpu_samples", summary.cpuSamples);
    json.value("stacks", {{"distinct", summary.stacks.distinct},
                          {"distinct_frames", summary.stacks.distinctFrames},
                          {"events_with_stack", summary.stacks.eventsWithStack},
                          {"transitions_with_stack", summary.stacks.transitionsWithStack}});
}

void writeSyncs(JsonWriter& json, const std::vector<exectrace::SyncPoint>& syncs) {
    json.beginArray("syncs");
    for (std::size_t i = 0; i < syncs.size(); ++i) {
        Json one{{"n", i + 1}, {"ts", syncs[i].timeNs}, {"events_before", syncs[i].eventsBefore}};
        if (const auto& tables = syncs[i].allocFree; tables.batches != 0)
            one["experimental"] = {{"AllocFree", {{"batches", tables.batches}, {"bytes", tables.bytes}}}};
        if (const auto& clocks = syncs[i].clocks) {
            one["snap_trace"] = clocks->trace_ns;
            one["snap_mono"] = clocks->monotonic_ns;
            one["snap_wall_sec"] = clocks->wallSeconds;
            one["snap_wall_nsec"] = clocks->wallNanoseconds;
        }
        json.item(one);
    }
    json.endArray();
}

void writeVerdict(JsonWriter& json, const TraceSummary& summary, const exectrace::Outcome& outcome) {
    json.value("ok", !outcome.damage);
    json.value("error", outcome.damage ? Json(outcome.damage->message()) : Json(nullptr));
    json.value("version", outcome.directory.version);
    json.value("events", summary.events);
    json.value("events_at_last_sync", summary.eventsAtLastSync);
    json.value("salvaged_events", summary.salvagedEvents);
    json.value("kinds", countsJson(summary.kinds));
    json.value("wire_of_events", countsJson(summary.wireOfEvents));
    json.value("first_ts", orMinusOne(summary.firstNs));
    json.value("last_ts", orMinusOne(summary.lastNs));
    json.value("last_ts_with_sync", orMinusOne(summary.lastWithSyncNs));
}

} // namespace

std::string traceSummaryJson(const Source& source, const TraceSummary& summary,
                             const exectrace::Outcome& outcome) {
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("source", {{"path", source.path}, {"bytes", source.bytes}, {"formats", source.formats}});
    json.beginObject("exectrace");
    writeVerdict(json, summary, outcome);
    writeGoroutines(json, summary.goroutines);
    writeProcs(json, summary.procs);
    json.value("threads", summary.threads);
    writeRanges(json, summary.ranges);
    writeUser(json, summary);
    writeMetrics(json, summary);
    writeSyncs(json, summary.syncs);
    json.value("size", source.bytes);
    writeDiagnostics(json, outcome.diagnostics);
    json.endObject();
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
