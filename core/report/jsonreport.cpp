#include "report/jsonreport.h"

#include "analysis/blame.h"
#include "analysis/gccost.h"
#include "ingest/printedtime.h"
#include "report/jsonwriter.h"
#include "report/profilereport.h"
#include "report/recordingjson.h"
#include "report/textreport.h"
#include "report/tracereport.h"

#include <type_traits>

namespace rt0 {
namespace {

constexpr std::size_t kListedFunctions = 1000; ///< of each profile

Json phaseJson(const Phase& phase) {
    Json json;
    json["name"] = phase.name;
    json["measured"] = phase.measured;
    json["start_ns"] = phase.measured ? jsonBounds(phase.start) : Json(nullptr);
    json["end_ns"] = phase.measured ? jsonBounds(phase.end) : Json(nullptr);
    json["duration_ns"] = phase.measured ? jsonBounds(phase.duration) : Json(nullptr);
    json["open"] = phase.open;
    addStatistics(json, phase.overRuns);
    addCounts(json, phase.counts);
    json["source"] = phase.source;
    json["how_to_measure"] = phase.howToMeasure;
    json["parts"] = partsJson(phase.parts);
    return json;
}

Json initJson(const PackageInit& init) {
    Json json;
    json["package"] = init.package;
    json["import_path"] = init.importPath;
    json["order"] = init.order;
    json["start_ns"] = jsonBounds(init.start);
    json["duration_ns"] = jsonBounds(init.duration);
    json["end_ns"] = jsonBounds(init.end);
    json["bytes"] = init.bytes;
    json["allocs"] = init.allocs;
    json["line"] = init.line;
    json["printed"] = {{"start_ms", printedMilliseconds(init.printedStart.lo)},
                       {"clock_ms", printedMilliseconds(init.printedDuration.lo)}};
    if (init.overRuns.runs > 0) { // a log of a million inits has no room for nulls
        json["open"] = init.open;
        addStatistics(json, init.overRuns);
        addCounts(json, init.counts);
        json["functions"] = partsJson(init.functions);
    }
    return json;
}

/// Every field of the line; the order is the line's.
Json gcJson(const GcCycle& cycle) {
    const GcRecord& record = cycle.record;
    Json json;
    json["number"] = record.number;
    json["start_ns"] = jsonBounds(cycle.start);
    json["end_ns"] = jsonBounds(cycle.end);
    json["cpu_percent"] = record.cpuPercent;
    Json& clock = json["clock_ns"];
    clock["sweep_termination"] = jsonBounds(record.stwSweepTermination);
    clock["mark"] = jsonBounds(record.concurrentMark);
    clock["mark_termination"] = jsonBounds(record.stwMarkTermination);
    Json& cpu = json["cpu_ns"];
    cpu["sweep_termination"] = jsonBounds(record.cpuSweepTermination);
    cpu["assist"] = jsonBounds(record.cpuAssist);
    cpu["background"] = jsonBounds(record.cpuBackground);
    cpu["idle"] = jsonBounds(record.cpuIdle);
    cpu["mark_termination"] = jsonBounds(record.cpuMarkTermination);
    json["heap_mb"] = {
        {"start", record.heapStartMb}, {"mark_end", record.heapMarkEndMb}, {"live", record.heapLiveMb}};
    json["goal_mb"] = record.goalMb;
    json["stacks_mb"] = jsonOptional(record.stacksMb);
    json["globals_mb"] = jsonOptional(record.globalsMb);
    json["procs"] = record.procs;
    json["forced"] = record.forced;
    json["goroutine_leak_check"] = record.leakCheck;
    json["line"] = record.line;
    json["printed"] = {{"start_s", printedSeconds(record.start.lo)}};
    return json;
}

Json eventJson(const PacerCycleStart& event) {
    Json json;
    json["kind"] = "cycle_start";
    json["assist_ratio"] = jsonNumber(event.assistRatio);
    json["scan_mb"] = event.scanMb;
    json["heap_live_mb"] = event.heapLiveMb;
    json["goal_mb"] = event.goalMb;
    json["dedicated_workers"] = event.dedicatedWorkers;
    json["fractional_utilization"] = jsonNumber(event.fractionalUtilization);
    return json;
}

Json eventJson(const PacerCycleEnd& event) {
    Json json;
    json["kind"] = "cycle_end";
    json["cpu_percent"] = event.cpuPercent;
    json["expected_cpu_percent"] = event.expectedCpuPercent;
    json["heap_scan_bytes"] = event.heapScanBytes;
    json["stack_scan_bytes"] = event.stackScanBytes;
    json["globals_scan_bytes"] = event.globalsScanBytes;
    json["expected_scan_bytes"] = event.expectedScanBytes;
    json["trigger_bytes"] = event.triggerBytes;
    json["heap_live_bytes"] = event.heapLiveBytes;
    json["goal_delta_bytes"] = event.goalDeltaBytes;
    json["cons_mark"] = jsonNumber(event.consMark);
    json["controller_reset"] = event.controllerReset;
    return json;
}

Json eventJson(const PacerSweepDone& event) {
    Json json;
    json["kind"] = "sweep_done";
    json["heap_live_mb"] = event.heapLiveMb;
    json["allocated_mb"] = event.allocatedMb;
    json["swept_pages"] = event.sweptPages;
    json["pages_per_byte"] = jsonNumber(event.pagesPerByte);
    return json;
}

Json pacerJson(const PacerRecord& record) {
    Json json = std::visit([](const auto& event) { return eventJson(event); }, record.event);
    json["line"] = record.line;
    return json;
}

Json loaderJson(const LoaderRecord& loader) {
    Json json;
    json["pid"] = loader.pid;
    json["total_cycles"] = jsonOptional(loader.totalCycles);
    json["relocation_cycles"] = jsonOptional(loader.relocationCycles);
    json["load_cycles"] = jsonOptional(loader.loadCycles);
    json["relocations"] = jsonOptional(loader.relocations);
    json["relocations_from_cache"] = jsonOptional(loader.relocationsFromCache);
    json["relative_relocations"] = jsonOptional(loader.relativeRelocations);
    json["final_relocations"] = jsonOptional(loader.finalRelocations);
    json["final_relocations_from_cache"] = jsonOptional(loader.finalRelocationsFromCache);
    json["line"] = loader.line;
    return json;
}

Json totalsJson(const Startup& startup) {
    const InitTotals inits = initTotals(startup);
    const GcCost gc = gcCost(startup);
    Json json;
    json["inits"] = inits.count;
    json["init_self_ns"] = jsonBounds(inits.selfTime);
    json["bytes"] = inits.bytes;
    json["allocs"] = inits.allocs;
    Json& during = json["gc_during_init"];
    during["cycles"] = gc.cycles.size();
    during["certain_cycles"] = gc.certainCycles;
    during["stw_ns"] = jsonBounds(gc.stw);
    during["mark_ns"] = jsonBounds(gc.mark);
    during["assist_cpu_ns"] = jsonBounds(gc.assistCpu);
    during["max_goal_mb"] = gc.maxGoalMb;
    return json;
}

template <typename Items, typename ToJson>
void writeArray(JsonWriter& json, std::string_view key, const Items& items, ToJson toJson) {
    json.beginArray(key);
    for (const auto& item : items)
        json.item(toJson(item));
    json.endArray();
}

void writeStartup(JsonWriter& json, const Startup& startup) {
    const auto elapsed = initElapsed(startup);
    json.beginObject();
    json.value("name", startup.name);
    json.value("clock_zero", startup.recorded ? "execve" : "runtimeInitTime");
    json.value("first_line", startup.firstLine);
    json.value("last_line", startup.lastLine);
    json.value("elapsed_ns", elapsed ? jsonBounds(*elapsed) : Json(nullptr));
    writeArray(json, "phases", startup.phases, phaseJson);
    writeArray(json, "inits", startup.inits, initJson);
    writeArray(json, "gc", startup.gcCycles, gcJson);
    writeArray(json, "pacer", startup.pacer, pacerJson);
    json.value("loader", startup.loader ? loaderJson(*startup.loader) : Json(nullptr));
    json.value("totals", totalsJson(startup));
    json.value("trace", traceJson(startup));
    json.value("recording", recordingJson(startup));
    json.endObject();
}

Json sourceJson(const Source& source) {
    Json json;
    json["path"] = source.path;
    json["bytes"] = source.bytes;
    const std::string modified = source.modified ? isoTime(*source.modified) : std::string();
    json["modified"] = modified.empty() ? Json(nullptr) : Json(modified);
    json["formats"] = source.formats;
    return json;
}

Json diagnosticJson(const Diagnostic& diagnostic) {
    Json json;
    json["severity"] = diagnostic.severity == Diagnostic::Severity::DataLoss ? "data_loss" : "notice";
    json["message"] = diagnostic.message;
    json["hint"] = diagnostic.hint;
    json["line"] = diagnostic.line;
    return json;
}

} // namespace

std::string jsonReport(const Document& document, std::size_t mainStartup) {
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("source", sourceJson(document.source));
    writeArray(json, "joined", document.joined, sourceJson);
    json.beginArray("startups");
    for (const Startup& startup : document.startups)
        writeStartup(json, startup);
    json.endArray();
    json.value("main_startup", mainStartup < document.startups.size() ? Json(mainStartup) : Json(nullptr));
    writeArray(json, "profiles", document.profiles, [](const OpenedProfile& opened) {
        return Json{{"name", opened.name}, {"profile", profileJson(*opened.profile, kListedFunctions)}};
    });
    writeArray(json, "warnings", document.diagnostics, diagnosticJson);
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
