#include "report/blamereport.h"

#include "analysis/packagegroup.h"
#include "analysis/verdict.h"
#include "base/format.h"
#include "base/saturating.h"
#include "report/graphlabel.h"
#include "report/jsonwriter.h"
#include "report/texttable.h"
#include "timeline/programgraph.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

std::string_view nameOf(BlameBy by) {
    switch (by) {
    case BlameBy::Bytes:
        return "bytes";
    case BlameBy::Allocs:
        return "allocs";
    case BlameBy::Time:
        break;
    }
    return "time";
}

std::size_t shownOf(std::size_t count, std::size_t top) {
    return top == 0 ? count : std::min(count, top);
}

/// What the rows that are not listed sum up to.
InitTotals rest(const Startup& startup, const std::vector<std::size_t>& order, std::size_t shown) {
    InitTotals totals;
    totals.count = order.size() - shown;
    for (std::size_t i = shown; i < order.size(); ++i) {
        const PackageInit& init = startup.inits[order[i]];
        totals.selfTime = saturatingAdd(totals.selfTime, init.typical());
        totals.bytes = saturatingAdd(totals.bytes, init.bytes);
        totals.allocs = saturatingAdd(totals.allocs, init.allocs);
    }
    return totals;
}

double shareOfRest(const InitTotals& part, const InitTotals& whole, BlameBy by) {
    PackageInit sum;
    sum.duration = part.selfTime;
    sum.bytes = part.bytes;
    sum.allocs = part.allocs;
    return shareOf(sum, whole, by);
}

std::vector<std::string> initRow(const PackageInit& init, const InitTotals& totals, BlameBy by) {
    return {formatBounds(init.typical()),
            formatShare(shareOf(init, totals, by)),
            formatBytes(init.bytes),
            formatCount(init.allocs),
            formatBounds(init.start),
            formatCount(init.order),
            init.open ? init.importPath + " (not ended)" : init.importPath};
}

std::vector<std::string> sumRow(const InitTotals& sum, const std::string& share, std::string name) {
    return {formatBounds(sum.selfTime),
            share,
            formatBytes(sum.bytes),
            formatCount(sum.allocs),
            {},
            {},
            std::move(name)};
}

Json initJson(const PackageInit& init, const InitTotals& totals) {
    Json json;
    json["package"] = init.package;
    json["import_path"] = init.importPath;
    json["group"] = packageGroup(init.importPath);
    json["order"] = init.order;
    json["duration_ns"] = jsonBounds(init.typical());
    json["bytes"] = init.bytes;
    json["allocs"] = init.allocs;
    json["share"]["time"] = jsonNumber(shareOf(init, totals, BlameBy::Time));
    json["share"]["bytes"] = jsonNumber(shareOf(init, totals, BlameBy::Bytes));
    json["share"]["allocs"] = jsonNumber(shareOf(init, totals, BlameBy::Allocs));
    return json;
}

Json groupJson(const GroupTotals& group) {
    Json json;
    json["group"] = group.name;
    json["inits"] = group.inits;
    json["duration_ns"] = jsonBounds(group.selfTime);
    json["bytes"] = group.bytes;
    json["allocs"] = group.allocs;
    return json;
}

Json totalsJson(const InitTotals& totals) {
    Json json;
    json["inits"] = totals.count;
    json["duration_ns"] = jsonBounds(totals.selfTime);
    json["bytes"] = totals.bytes;
    json["allocs"] = totals.allocs;
    return json;
}

std::string retainedText(const Startup& startup, const BlameReportOptions& options) {
    const ProgramGraph& graph = *startup.graph;
    const initgraph::InitGraph facts = initgraph::analyse(graph, startup);
    const auto order = byRetained(facts, options.by);
    const initgraph::InitCost& total = facts.retained.ofPackage[graph.packages.root()];
    TextTable table({{"retained", Align::Right},
                     {"of " + std::string(nameOf(options.by)), Align::Right},
                     {"bytes", Align::Right},
                     {"allocs", Align::Right},
                     {"packages", Align::Right},
                     {"self time", Align::Right},
                     {"package"}});
    const std::size_t shown = shownOf(order.size(), options.top);
    for (std::size_t i = 0; i < shown; ++i) {
        const initgraph::InitCost& cost = facts.retained.ofPackage[order[i]];
        table.addRow({formatBounds(cost.time),
                      formatShare(shareOf(cost.totals(), total.totals(), options.by)),
                      formatBytes(cost.bytes), formatCount(cost.allocs), formatCount(cost.packages),
                      facts.self[order[i]].inits == 0 ? "no init" : formatBounds(facts.self[order[i]].time),
                      graph.packages[order[i]].importPath});
    }
    const std::string rest =
        shown < order.size() ? fmt::format("  ({} more)\n", formatCount(order.size() - shown)) : "";
    return fmt::format("{}: what goes away if nothing imports the package, by {}\n{}\n{}{}\n{}\n",
                       printable(startup.name), nameOf(options.by), graphLabel(graph), table.text(), rest,
                       inittraceRemark(startup));
}

void writeRetained(JsonWriter& json, const Startup& startup, const BlameReportOptions& options) {
    const ProgramGraph& graph = *startup.graph;
    const initgraph::InitGraph facts = initgraph::analyse(graph, startup);
    const auto order = byRetained(facts, options.by);
    json.value("graph", graphJson(graph));
    json.beginArray("retained");
    for (std::size_t i = 0; i < shownOf(order.size(), options.top); ++i) {
        Json item;
        item["import_path"] = graph.packages[order[i]].importPath;
        item["self"] = costJson(facts.self[order[i]]);
        item["retained"] = costJson(facts.retained.ofPackage[order[i]]);
        json.item(item);
    }
    json.endArray();
}

} // namespace

std::string blameTable(const Startup& startup, BlameBy by, std::size_t top) {
    const InitTotals totals = initTotals(startup);
    const auto order = blameOrder(startup, by);
    const std::size_t shown = shownOf(order.size(), top);
    TextTable table({{"self time", Align::Right},
                     {"of " + std::string(nameOf(by)), Align::Right},
                     {"bytes", Align::Right},
                     {"allocs", Align::Right},
                     {"starts at", Align::Right},
                     {"order", Align::Right},
                     {"package"}});
    for (std::size_t i = 0; i < shown; ++i)
        table.addRow(initRow(startup.inits[order[i]], totals, by));
    if (shown < order.size()) {
        const InitTotals others = rest(startup, order, shown);
        table.addRow(sumRow(others, formatShare(shareOfRest(others, totals, by)),
                            fmt::format("({} more)", formatCount(others.count))));
    }
    table.addRow(sumRow(totals, {}, fmt::format("(all {})", formatCount(totals.count))));
    return table.text();
}

std::string groupTable(const Startup& startup, std::size_t top) {
    const auto groups = groupTotals(startup);
    if (groups.size() < 2)
        return {};
    const InitTotals totals = initTotals(startup);
    TextTable table({{"self time", Align::Right},
                     {"of time", Align::Right},
                     {"bytes", Align::Right},
                     {"allocs", Align::Right},
                     {"inits", Align::Right},
                     {"module"}});
    GroupTotals others{
        "(" + formatCount(groups.size() - shownOf(groups.size(), top)) + " more)", 0, {}, 0, 0};
    const auto addRow = [&](const GroupTotals& group) {
        table.addRow({formatBounds(group.selfTime), formatShare(shareOf(group.selfTime, totals.selfTime)),
                      formatBytes(group.bytes), formatCount(group.allocs), formatCount(group.inits),
                      group.name});
    };
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i < shownOf(groups.size(), top)) {
            addRow(groups[i]);
            continue;
        }
        others.inits += groups[i].inits;
        others.selfTime = saturatingAdd(others.selfTime, groups[i].selfTime);
        others.bytes = saturatingAdd(others.bytes, groups[i].bytes);
        others.allocs = saturatingAdd(others.allocs, groups[i].allocs);
    }
    if (others.inits > 0)
        addRow(others);
    return table.text();
}

std::string blameText(const Document& document, const BlameReportOptions& options) {
    if (options.startup >= document.startups.size() || document.startups[options.startup].inits.empty())
        return "No package inits in this input. Record them with GODEBUG=inittrace=1.\n";
    const Startup& startup = document.startups[options.startup];
    if (options.retained && startup.graph && initgraph::tellsRetained(startup.graph->packages))
        return retainedText(startup, options);
    return fmt::format("{}: {} package inits by {}\n\n{}\n{}\n", printable(startup.name),
                       formatCount(startup.inits.size()),
                       options.by == BlameBy::Time ? "self time" : nameOf(options.by),
                       blameTable(startup, options.by, options.top), inittraceRemark(startup));
}

std::string blameJson(const Document& document, const BlameReportOptions& options) {
    const Startup none;
    const Startup& startup =
        options.startup < document.startups.size() ? document.startups[options.startup] : none;
    const InitTotals totals = initTotals(startup);
    const auto order = blameOrder(startup, options.by);
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope-blame/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("source", document.source.path);
    json.value("startup", startup.name);
    json.value("by", options.retained ? "retained-" + std::string(nameOf(options.by))
                                      : std::string(nameOf(options.by)));
    json.value("totals", totalsJson(totals));
    json.beginArray("packages");
    for (std::size_t i = 0; i < shownOf(order.size(), options.top); ++i)
        json.item(initJson(startup.inits[order[i]], totals));
    json.endArray();
    if (startup.graph && initgraph::tellsRetained(startup.graph->packages))
        writeRetained(json, startup, options);
    json.beginArray("groups");
    for (const GroupTotals& group : groupTotals(startup))
        json.item(groupJson(group));
    json.endArray();
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
