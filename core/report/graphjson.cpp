#include "report/graphjson.h"

#include "report/graphlabel.h"

namespace rt0 {
namespace {

Json moduleJson(const initgraph::ModuleNode& module, bool tellsRetained) {
    Json json;
    json["path"] = module.name;
    json["version"] = module.version;
    json["guessed"] = module.guessed;
    json["main"] = module.main;
    json["self"] = costJson(module.self);
    json["retained"] = tellsRetained ? costJson(module.retained) : Json(nullptr);
    json["cycle"] = module.cycle;
    return json;
}

Json packageJson(const ProgramGraph& graph, const initgraph::InitGraph& facts, PackageIndex package) {
    const GoPackage& described = graph.packages[package];
    const std::uint32_t init = graph.initOfPackage[package];
    const PackageIndex dominator = facts.dominators.parent[package];
    Json json;
    json["import_path"] = described.importPath;
    json["name"] = described.name;
    json["module"] = facts.modules.moduleOf[package];
    json["standard"] = described.standard;
    json["cgo"] = described.cgo;
    json["vendored"] = described.vendored;
    json["for_test"] = described.forTest.empty() ? Json(nullptr) : Json(described.forTest);
    json["error"] = described.error.empty() ? Json(nullptr) : Json(described.error);
    json["order"] = init == kNoInit ? Json(nullptr) : Json(init + 1);
    json["layer"] = facts.layers[package];
    const bool tellsRetained = initgraph::tellsRetained(graph.packages);
    json["dominator"] = dominator == kNoPackage || !tellsRetained ? Json(nullptr) : Json(dominator);
    json["self"] = costJson(facts.self[package]);
    json["retained"] = tellsRetained ? costJson(facts.retained.ofPackage[package]) : Json(nullptr);
    json["imports"] = Json::array();
    const auto imports = graph.packages.imports(package);
    for (std::size_t i = 0; i < imports.size(); ++i) {
        const std::size_t edge = graph.packages.firstEdge(package) + i;
        Json import;
        import["package"] = imports[i];
        import["needed"] = static_cast<bool>(facts.needed[edge]);
        if (facts.retained.ofEdge[edge].packages > 0)
            import["retained"] = costJson(facts.retained.ofEdge[edge]);
        json["imports"].push_back(std::move(import));
    }
    return json;
}

} // namespace

std::string initGraphJson(const Document& document, std::size_t index) {
    const Startup& startup = document.startups[index];
    const ProgramGraph& graph = *startup.graph;
    const initgraph::InitGraph facts = initgraph::analyse(graph, startup);
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope-graph/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("startup", startup.name);
    json.value("graph", graphJson(graph));
    Json order;
    order["rule"] = facts.order.rule == initgraph::OrderRule::ByName ? "by_name" : "by_imports";
    order["inits"] = facts.order.predicted.size();
    order["in_place"] = facts.order.inPlace;
    json.value("order", graph.packages.inferred() ? Json(nullptr) : order);
    json.beginArray("modules");
    for (const initgraph::ModuleNode& module : facts.modules.modules)
        json.item(moduleJson(module, initgraph::tellsRetained(graph.packages)));
    json.endArray();
    json.beginArray("packages");
    for (PackageIndex package = 0; package < graph.packages.size(); ++package)
        json.item(packageJson(graph, facts, package));
    json.endArray();
    json.beginArray("unjoined_inits");
    for (const std::uint32_t init : graph.unjoinedInits())
        json.item(startup.inits[init].importPath);
    json.endArray();
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
