#include "report/comparereport.h"
#include "report/jsonwriter.h"
#include "timeline/recordedstart.h"

namespace rt0 {
namespace {

using namespace compare;

const char* nameOf(Unit unit) {
    switch (unit) {
    case Unit::Nanoseconds:
        return "ns";
    case Unit::Bytes:
        return "bytes";
    case Unit::Cycles:
        return "cycles";
    case Unit::Count:
        break;
    }
    return "count";
}

const char* nameOf(Basis basis) {
    switch (basis) {
    case Basis::Missing:
        break;
    case Basis::OneRun:
        return "one_run";
    case Basis::Runs:
        return "runs";
    case Basis::Exact:
        return "exact";
    }
    return "missing";
}

const char* nameOf(Verdict verdict) {
    switch (verdict) {
    case Verdict::NotCompared:
        break;
    case Verdict::OneRunOnly:
        return "one_run_only";
    case Verdict::TooFewRuns:
        return "too_few_runs";
    case Verdict::Same:
        return "same";
    case Verdict::Unsettled:
        return "unsettled";
    case Verdict::WithinControl:
        return "within_control";
    case Verdict::Equal:
        return "equal";
    case Verdict::Differs:
        return "differs";
    }
    return "not_compared";
}

const char* nameOf(Presence presence) {
    switch (presence) {
    case Presence::Both:
        break;
    case Presence::Added:
        return "added";
    case Presence::Removed:
        return "removed";
    }
    return "both";
}

const char* nameOf(BuildChange::Kind kind) {
    switch (kind) {
    case BuildChange::Kind::GoVersion:
        return "go_version";
    case BuildChange::Kind::Setting:
        return "setting";
    case BuildChange::Kind::Link:
        return "link";
    case BuildChange::Kind::Library:
        return "library";
    case BuildChange::Kind::Module:
        break;
    }
    return "module";
}

Json numberOrNull(const std::optional<double>& value) {
    return value ? jsonNumber(*value) : Json(nullptr);
}

Json measuredJson(const Measured& measured) {
    if (!measured.known())
        return nullptr;
    return {{"basis", nameOf(measured.basis)}, {"median", measured.median}, {"samples", measured.samples}};
}

Json differenceJson(const Difference& difference) {
    Json json{{"unit", nameOf(difference.unit)},
              {"verdict", nameOf(difference.verdict)},
              {"before", measuredJson(difference.before)},
              {"after", measuredJson(difference.after)}};
    if (difference.control.known())
        json["control"] = measuredJson(difference.control);
    json["delta"] = difference.bothKnown() ? Json(difference.delta()) : Json(nullptr);
    json["ratio"] = numberOrNull(difference.ratio);
    json["ratio_interval"] = difference.interval
                                 ? Json{{"lo", difference.interval->lo}, {"hi", difference.interval->hi}}
                                 : Json(nullptr);
    json["control_ratio"] = numberOrNull(difference.controlRatio);
    json["p"] = numberOrNull(difference.p);
    json["adjusted_p"] = numberOrNull(difference.adjustedP);
    return json;
}

Json sideJson(const Side& side) {
    Json json{{"label", side.label}, {"path", side.path}, {"startup", side.startup->name}};
    const RecordedStart* const recorded = side.recorded();
    json["recorded"] = recorded != nullptr;
    if (recorded != nullptr) {
        const Launch& launch = *recorded->launch;
        json["program"] = launch.program;
        json["command"] = launch.command;
        json["environment"] = launch.environment;
        json["session"] = launch.turns ? Json(launch.turns->session) : Json(nullptr);
    }
    const auto& loader = side.startup->loader;
    json["loader"] = loader ? Json{{"total_cycles", jsonOptional(loader->totalCycles)},
                                   {"relocation_cycles", jsonOptional(loader->relocationCycles)},
                                   {"load_cycles", jsonOptional(loader->loadCycles)}}
                            : Json(nullptr);
    return json;
}

Json phaseJson(const PhaseDifference& phase) {
    Json parts = Json::array();
    for (const PartDifference& part : phase.parts)
        parts.push_back({{"name", part.name}, {"depth", part.depth}, {"time", differenceJson(part.time)}});
    return {{"name", phase.name},
            {"time", differenceJson(phase.time)},
            {"faults", differenceJson(phase.faults)},
            {"cpu", differenceJson(phase.cpu)},
            {"parts", std::move(parts)}};
}

Json packageJson(const Comparison& comparison, const PackageDifference& package) {
    const auto order = [](const Side& side, const std::optional<std::size_t>& at) {
        return at ? Json(side.startup->inits[*at].order) : Json(nullptr);
    };
    return {{"import_path", package.importPath},
            {"presence", nameOf(package.presence)},
            {"moved", package.moved},
            {"order_before", order(comparison.before, package.before)},
            {"order_after", order(comparison.after, package.after)},
            {"explained_by", package.explanations},
            {"time", differenceJson(package.time)},
            {"bytes", differenceJson(package.bytes)},
            {"allocs", differenceJson(package.allocs)},
            {"faults", differenceJson(package.faults)}};
}

void writeComparison(JsonWriter& json, const Comparison& comparison) {
    json.value("before", comparison.before.label);
    json.value("after", comparison.after.label);
    json.value("interleaved", comparison.interleaved);
    json.value("control", comparison.control != nullptr);
    json.value("alpha", comparison.alpha);
    json.beginArray("metrics");
    for (const MetricDifference& metric : comparison.metrics)
        json.item({{"name", metric.name}, {"value", differenceJson(metric.value)}});
    json.endArray();
    json.beginArray("phases");
    for (const PhaseDifference& phase : comparison.phases)
        json.item(phaseJson(phase));
    json.endArray();
    json.beginArray("packages");
    for (const PackageDifference& package : comparison.packages)
        json.item(packageJson(comparison, package));
    json.endArray();
    json.beginArray("build_changes");
    for (const BuildChange& change : comparison.buildChanges)
        json.item({{"kind", nameOf(change.kind)},
                   {"name", change.name},
                   {"before", change.before},
                   {"after", change.after},
                   {"packages", change.packages}});
    json.endArray();
    writeDiagnostics(json, comparison.warnings);
}

void writeList(JsonWriter& json, const char* key, const std::vector<Comparison>& comparisons) {
    json.beginArray(key);
    for (const Comparison& comparison : comparisons) {
        json.beginObject();
        writeComparison(json, comparison);
        json.endObject();
    }
    json.endArray();
}

} // namespace

std::string compareJson(const Trend& trend) {
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.beginObject("compare");
    json.beginArray("sides");
    for (const Side& side : trend.sides)
        json.item(sideJson(side));
    json.endArray();
    writeList(json, "against_first", trend.againstFirst);
    if (trend.sides.size() > 2)
        writeList(json, "against_previous", trend.againstPrevious);
    json.endObject();
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
