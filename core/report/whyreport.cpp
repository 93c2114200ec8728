#include "report/whyreport.h"

#include "base/format.h"
#include "report/graphlabel.h"
#include "report/texttable.h"
#include "report/whyfacts.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

std::size_t shownOf(std::size_t count, std::size_t top) {
    return top == 0 ? count : std::min(count, top);
}

std::string more(std::size_t count, std::size_t shown) {
    return shown < count ? fmt::format("  ({} more)\n", formatCount(count - shown)) : "";
}

/// Of a package that no chain leads to: who uses it all the same.
std::string usersText(const PackageGraph& packages, PackageIndex package, std::size_t top) {
    const auto users = packages.importers(package);
    std::string text = fmt::format("Used by {}:\n", formatCount(users.size()));
    const std::size_t shown = shownOf(users.size(), top);
    for (std::size_t i = 0; i < shown; ++i)
        text += "  " + printable(packages[users[i]].importPath) + "\n";
    return users.empty() ? "" : text + more(users.size(), shown);
}

std::string linkedSection(const WhyFacts& facts, std::size_t top) {
    const PackageGraph& packages = facts.graph->packages;
    const auto& chains = facts.linked.chains;
    if (facts.package == packages.root())
        return "It is the program itself.\n";
    const char* verb = packages.inferred()  ? (chains.size() == 1 ? "package uses" : "packages use")
                       : chains.size() == 1 ? "package imports"
                                            : "packages import";
    std::string text = fmt::format("Why it is linked: {} {} it; the shortest chain through each\n",
                                   formatCount(chains.size()), verb);
    if (chains.empty())
        text =
            "Why it is linked is not known: no chain from the program to it left a trace in the binary.\n" +
            usersText(packages, facts.package, top);
    const std::size_t shown = shownOf(chains.size(), top);
    for (std::size_t i = 0; i < shown; ++i)
        text += "  " + printable(chainText(packages, chains[i])) + "\n";
    text += more(chains.size(), shown);
    if (facts.linked.always.size() > 2)
        text += "Every chain passes: " + printable(chainText(packages, facts.linked.always)) + "\n";
    if (!facts.tellsRetained)
        return text;
    text += facts.onlyImport
                ? fmt::format("Removing this one import is enough: {} → {}\n",
                              printable(packages[facts.onlyImport->importer].importPath),
                              printable(packages[facts.package].importPath))
                : "No single import holds it: all of these packages would have to do without it.\n";
    return text;
}

std::vector<std::string> costRow(const std::string& name, const initgraph::InitCost& cost,
                                 const initgraph::InitCost& total) {
    return {formatBounds(cost.time),
            formatShare(shareOf(cost.time, total.time)),
            formatBytes(cost.bytes),
            formatCount(cost.allocs),
            formatCount(cost.packages),
            formatCount(cost.inits),
            name};
}

/// Without a start-up no cost is known, but what goes with a package is.
std::string unmeasuredSection(const WhyFacts& facts, std::size_t top) {
    if (!facts.tellsRetained)
        return initgraph::kRetainedUnknown + std::string("\n");
    std::string text =
        fmt::format("What goes with it: {} of {} packages; open the log or recording of a start, "
                    "too, to see what they cost\n",
                    formatCount(facts.retained.packages), formatCount(facts.total.packages));
    const std::size_t shown = shownOf(facts.freed.size(), top);
    for (std::size_t i = 0; i < shown; ++i)
        text += "  " + printable(facts.graph->packages[facts.freed[i]].importPath) + "\n";
    return text + more(facts.freed.size(), shown);
}

std::string costSection(const WhyFacts& facts, std::size_t top) {
    const PackageGraph& packages = facts.graph->packages;
    if (!facts.measured)
        return unmeasuredSection(facts, top);
    TextTable table({{"time", Align::Right},
                     {"of all", Align::Right},
                     {"bytes", Align::Right},
                     {"allocs", Align::Right},
                     {"packages", Align::Right},
                     {"inits", Align::Right},
                     {""}});
    table.addRow(costRow("its own init", facts.self, facts.total));
    if (facts.tellsRetained)
        table.addRow(costRow("what goes if nothing imports it", facts.retained, facts.total));
    if (facts.tellsRetained && facts.module && !facts.module->main && facts.module->name != "std")
        table.addRow(
            costRow("what goes with its module " + facts.module->name, facts.module->retained, facts.total));
    table.addRow(costRow("all of the program", facts.total, facts.total));
    std::string text = "What it costs\n" + table.text();
    if (!facts.tellsRetained)
        return text + initgraph::kRetainedUnknown + "\n";
    if (facts.freed.size() < 2 || facts.package == packages.root())
        return text;
    TextTable freed({{"time", Align::Right}, {"bytes", Align::Right}, {"allocs", Align::Right}, {"package"}});
    const std::size_t shown = shownOf(facts.freed.size(), top);
    for (std::size_t i = 0; i < shown; ++i) {
        const initgraph::InitCost& cost = facts.costs[facts.freed[i]];
        freed.addRow({cost.inits == 0 ? "no init" : formatBounds(cost.time), formatBytes(cost.bytes),
                      formatCount(cost.allocs), packages[facts.freed[i]].importPath});
    }
    return text + "\nWhat goes with it\n" + freed.text() + more(facts.freed.size(), shown);
}

std::string orderSection(const WhyFacts& facts) {
    const PackageGraph& packages = facts.graph->packages;
    const std::uint32_t init = facts.graph->initOfPackage[facts.package];
    std::string text;
    if (init != kNoInit)
        text += fmt::format("When it initialises: {} of {} inits\n", formatCount(init + 1),
                            formatCount(facts.startup->inits.size()));
    if (facts.previous)
        text += "  " + printable(reasonText(packages, *facts.previous)) + ".\n";
    if (facts.before)
        text += "\nWhich runs first\n  " + printable(reasonText(packages, *facts.before)) + ".\n";
    if (!text.empty() && !facts.order.predicted.empty() && !facts.order.exact())
        text += fmt::format("The order explained is the rule's for this graph; {} of {} inits ran at its "
                            "place.\n",
                            formatCount(facts.order.inPlace), formatCount(facts.order.predicted.size()));
    return text;
}

Json pathsOf(const PackageGraph& graph, const std::vector<PackageIndex>& packages) {
    Json json = Json::array();
    for (const PackageIndex package : packages)
        json.push_back(graph[package].importPath);
    return json;
}

const char* nameOf(initgraph::OrderReason::Kind kind) {
    using Kind = initgraph::OrderReason::Kind;
    switch (kind) {
    case Kind::Needed:
        return "needed";
    case Kind::Runtime:
        return "runtime";
    case Kind::Name:
        return "name";
    case Kind::Waited:
        return "waited";
    case Kind::Sources:
        return "sources";
    case Kind::Imported:
        return "imported";
    case Kind::None:
        break;
    }
    return "none";
}

Json reasonJson(const PackageGraph& graph, const std::optional<initgraph::OrderReason>& reason) {
    if (!reason)
        return nullptr;
    Json json;
    const bool known = reason->kind != initgraph::OrderReason::Kind::None;
    json["kind"] = nameOf(reason->kind);
    json["first"] = known ? Json(graph[reason->earlier].importPath) : Json(nullptr);
    json["second"] = known ? Json(graph[reason->later].importPath) : Json(nullptr);
    json["chain"] = pathsOf(graph, reason->chain);
    json["second_chain"] = pathsOf(graph, reason->laterChain);
    json["text"] = reasonText(graph, *reason);
    return json;
}

} // namespace

Result<std::string> whyText(const Document& document, const WhyOptions& options) {
    return whyFacts(document, options).map([&](const WhyFacts& facts) {
        std::string text = printable(facts.graph->packages[facts.package].importPath) + "\n";
        text += graphLabel(*facts.graph) + "\n" + linkedSection(facts, options.top) + "\n" +
                costSection(facts, options.top);
        const std::string order = orderSection(facts);
        return order.empty() ? text : text + "\n" + order;
    });
}

Result<std::string> whyJson(const Document& document, const WhyOptions& options) {
    return whyFacts(document, options).map([&](const WhyFacts& facts) {
        const PackageGraph& packages = facts.graph->packages;
        JsonWriter json;
        json.beginObject();
        json.value("format", "rt0scope-why/1");
        json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
        json.value("startup", facts.startup->name);
        json.value("graph", graphJson(*facts.graph));
        json.value("package", packages[facts.package].importPath);
        json.value("self", costJson(facts.self));
        json.value("retained", facts.tellsRetained ? costJson(facts.retained) : Json(nullptr));
        json.value("total", costJson(facts.total));
        json.value("module", facts.module->name);
        json.value("module_retained", facts.tellsRetained ? costJson(facts.module->retained) : Json(nullptr));
        json.value("always", pathsOf(packages, facts.linked.always));
        json.value("only_import",
                   facts.onlyImport ? Json(packages[facts.onlyImport->importer].importPath) : Json(nullptr));
        json.beginArray("chains");
        for (const initgraph::ImportChain& chain : facts.linked.chains)
            json.item(pathsOf(packages, chain));
        json.endArray();
        json.beginArray("freed");
        for (const PackageIndex package : facts.freed)
            json.item(
                {{"import_path", packages[package].importPath}, {"cost", costJson(facts.costs[package])}});
        json.endArray();
        const std::uint32_t init = facts.graph->initOfPackage[facts.package];
        json.value("order", init == kNoInit ? Json(nullptr) : Json(init + 1));
        json.value("behind_previous", reasonJson(packages, facts.previous));
        json.value("before", reasonJson(packages, facts.before));
        json.endObject();
        return std::move(json).take();
    });
}

} // namespace rt0
