#pragma once

#include "analysis/initgraph/initgraph.h"
#include "report/jsonwriter.h"
#include "timeline/programgraph.h"

#include <string>

/// Internal to core/report: what all reports say of an import graph.
namespace rt0 {

/// "Import graph: go list (deps.json), 872 packages, 8,251 imports"; a second line when it is not complete.
std::string graphLabel(const ProgramGraph& graph);

/// source, path, packages, imports, root, inferred.
Json graphJson(const ProgramGraph& graph);

/// packages, inits, duration_ns, bytes, allocs.
Json costJson(const initgraph::InitCost& cost);

} // namespace rt0
