#include "report/recordingjson.h"

#include "recording/jsonfields.h"
#include "recording/syscallnames.h"
#include "report/textreport.h"
#include "timeline/recordedstart.h"

#include <fmt/format.h>
#include <map>
#include <utility>

namespace rt0 {
namespace {

Json optionalNs(const std::optional<Nanoseconds>& time) {
    return time ? Json(time->count()) : Json(nullptr);
}

/// JSON's numbers end at 2^53 for many readers.
Json address(std::uint64_t value) {
    return fmt::format("{:#x}", value);
}

/// The parts from `at` on that are at least as deep as `depth`; `at` moves behind them.
Json partsFrom(const std::vector<PhasePart>& parts, std::size_t& at, std::uint32_t depth) {
    Json list = Json::array();
    while (at < parts.size() && parts[at].depth >= depth) {
        const PhasePart& part = parts[at++];
        Json json;
        json["name"] = part.name;
        json["start_ns"] = part.drawn.begin.count();
        json["duration_ns"] = part.drawn.length().count();
        addStatistics(json, part.overRuns);
        addCounts(json, part.counts);
        json["parts"] = partsFrom(parts, at, part.depth + 1);
        list.push_back(std::move(json));
    }
    return list;
}

Json statisticsJson(const RunStatistics& runs) {
    if (runs.runs == 0)
        return nullptr;
    Json json;
    addStatistics(json, runs);
    return json;
}

Json changeJson(const std::optional<PairedChange>& change) {
    if (!change)
        return nullptr;
    return {{"median", jsonNumber(change->median)},
            {"lo", jsonNumber(change->lo)},
            {"hi", jsonNumber(change->hi)},
            {"pairs", change->pairs}};
}

Json calibrationJson(const LaunchCalibration& calibration) {
    return {{"tsc_hz", jsonNumber(calibration.tscHz)},
            {"tsc_drift_ppm", jsonNumber(calibration.tscDriftPpm)},
            {"cost_per_hit_ns", calibration.costPerHit.count()},
            {"patch_stop_ns", calibration.patchStop.count()},
            {"hits_ns", calibration.hits.count()},
            {"subtracted_ns", calibration.subtracted.count()},
            {"stops", calibration.stops},
            {"lost_hits", calibration.lostHits}};
}

Json runJson(const LaunchRun* run) {
    if (run == nullptr)
        return nullptr;
    Json json;
    json["technique"] = sourceName(run->technique);
    json["fallback_reason"] = run->fallbackReason.empty() ? Json(nullptr) : Json(run->fallbackReason);
    json["hits"] = run->hits.size();
    json["probes"] = run->probes.size();
    json["calibration"] = calibrationJson(run->calibration);
    json["skipped_probes"] = Json::array();
    for (const LaunchSkippedProbe& skipped : run->skipped)
        json["skipped_probes"].push_back(
            {{"function", skipped.probe.function},
             {"kind", skipped.probe.kind == LaunchProbe::Kind::Return ? "return" : "entry"},
             {"reason", skipped.reason}});
    return json;
}

Json m0Json(const LaunchRun* detail) {
    if (detail == nullptr || !detail->m0)
        return nullptr;
    return {{"m0", address(detail->m0->m0)},
            {"g0", address(detail->m0->g0)},
            {"g0_stack_lo", address(detail->m0->stackLo)},
            {"g0_stack_hi", address(detail->m0->stackHi)},
            {"stack_pointer", address(detail->m0->stackPointer)}};
}

Json threadsJson(const RecordedStart& recorded) {
    Json list = Json::array();
    for (const StartThread& thread : recorded.threads)
        list.push_back({{"name", thread.name.empty() ? Json(nullptr) : Json(thread.name)},
                        {"main", thread.main},
                        {"first_seen_ns", thread.firstSeen.count()}});
    return list;
}

Json syscallsByName(const LaunchRun* detail) {
    if (detail == nullptr || detail->syscalls.empty())
        return nullptr;
    std::map<std::string, std::uint64_t> counts;
    for (const LaunchSyscall& call : detail->syscalls)
        ++counts[syscallName(call.number)];
    return counts;
}

/// As inspect tells it, without the frame.
Json binaryOf(const std::string& text) {
    if (text.empty() || whyUnsafe(text) != nullptr)
        return nullptr;
    Json json = Json::parse(text, nullptr, false);
    return json.is_object() && json.contains("binary") ? std::move(json["binary"]) : Json(nullptr);
}

} // namespace

void addStatistics(Json& json, const RunStatistics& runs) {
    const bool known = runs.runs > 0;
    json["min_ns"] = known ? Json(runs.min.count()) : Json(nullptr);
    json["median_ns"] = known ? Json(runs.median.count()) : Json(nullptr);
    json["max_ns"] = known ? Json(runs.max.count()) : Json(nullptr);
    json["runs"] = runs.runs;
}

void addCounts(Json& json, const StretchCounts& counts) {
    json["faults"] = jsonOptional(counts.faults());
    json["major_faults"] = jsonOptional(counts.majorFaults);
    json["syscalls"] = jsonOptional(counts.syscalls);
    json["cpu_ns"] = optionalNs(counts.cpu);
}

Json partsJson(const std::vector<PhasePart>& parts) {
    std::size_t at = 0;
    return partsFrom(parts, at, 0);
}

Json recordingJson(const Startup& startup) {
    if (!startup.recorded)
        return nullptr;
    const RecordedStart& recorded = *startup.recorded;
    const Launch& launch = *recorded.launch;
    Json json;
    json["command"] = launch.command;
    json["program"] = launch.program;
    json["date"] = isoTime(launch.date);
    json["machine"] = {{"kernel", launch.machine.kernel},
                       {"cpu_model", launch.machine.cpuModel},
                       {"cores", launch.machine.cores},
                       {"usable_cores", launch.machine.usableCores},
                       {"load_average", launch.machine.loadAverage}};
    json["starts"] = launch.runs.size();
    json["to_main"] = statisticsJson(recorded.toMain);
    json["stopwatch_to_main"] = statisticsJson(recorded.bareToMain);
    json["untouched_to_ready"] = statisticsJson(recorded.bareToReady);
    json["untouched_to_ready_control"] = statisticsJson(recorded.controlToReady);
    json["perturbation"] = changeJson(recorded.wall.raw);
    json["perturbation_left"] = changeJson(recorded.wall.probes);
    json["perturbation_control"] = changeJson(recorded.wall.control);
    json["waited_to_main"] = statisticsJson(recorded.waited);
    json["perturbation_without_waits"] = changeJson(recorded.withoutWaits.raw);
    json["perturbation_left_without_waits"] = changeJson(recorded.withoutWaits.probes);
    json["perturbation_control_without_waits"] = changeJson(recorded.withoutWaits.control);
    json["sum_of_phases_ns"] = recorded.sumOfPhases.count();
    json["sum_error"] = changeJson(recorded.wall.sum);
    json["sum_error_without_waits"] = changeJson(recorded.withoutWaits.sum);
    json["drawn_run"] = runJson(recorded.drawn());
    json["detailed_run"] = runJson(recorded.detail());
    json["m0"] = m0Json(recorded.detail());
    json["allocations_source"] = recorded.allocationsKnown ? Json("inittrace") : Json(nullptr);
    json["threads"] = threadsJson(recorded);
    json["syscalls_by_name"] = syscallsByName(recorded.detail());
    json["binary"] = binaryOf(recorded.binaryJson);
    return json;
}

} // namespace rt0
