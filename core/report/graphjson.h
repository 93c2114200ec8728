#pragma once

#include "timeline/startup.h"

#include <cstddef>
#include <string>

namespace rt0 {

/// All of a start-up's import graph with what each package and import costs: "format": "rt0scope-graph/1",
/// see FORMAT.md. The start-up must have a graph.
std::string initGraphJson(const Document& document, std::size_t startup);

} // namespace rt0
