#include "report/graphlabel.h"

#include "base/format.h"
#include "report/texttable.h"

#include <fmt/format.h>

namespace rt0 {

std::string graphLabel(const ProgramGraph& graph) {
    const PackageGraph& packages = graph.packages;
    std::string text =
        fmt::format("Import graph: {} ({}), {} packages, {} imports\n", nameOf(packages.source()),
                    printable(graph.path), formatCount(packages.size()), formatCount(packages.importCount()));
    if (packages.source() == GraphSource::BinaryExact)
        text += "It holds only packages that take part in initialising; go list tells all.\n";
    if (packages.inferred())
        text += "INFERRED from the program's code and types: \"depends on\" holds, that it imports it itself "
                "may not, "
                "and some imports\nleft no trace. What goes away with a package is not known; go list tells "
                "it.\n";
    return text;
}

Json graphJson(const ProgramGraph& graph) {
    const PackageGraph& packages = graph.packages;
    Json json;
    json["source"] = nameOf(packages.source());
    json["inferred"] = packages.inferred();
    json["path"] = graph.path;
    json["measured"] = !graph.packageOfInit.empty();
    json["packages"] = packages.size();
    json["imports"] = packages.importCount();
    json["root"] = packages.empty() ? Json(nullptr) : Json(packages[packages.root()].importPath);
    return json;
}

Json costJson(const initgraph::InitCost& cost) {
    Json json;
    json["packages"] = cost.packages;
    json["inits"] = cost.inits;
    json["duration_ns"] = jsonBounds(cost.time);
    json["bytes"] = cost.bytes;
    json["allocs"] = cost.allocs;
    return json;
}

} // namespace rt0
