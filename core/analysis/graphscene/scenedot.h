#pragma once

#include "analysis/graphscene/graphscene.h"

#include <string>

namespace rt0 {

/// The scene in the DOT language, coloured as it is drawn: for Graphviz' own tools and for editors.
std::string sceneDot(const GraphScene& scene);

} // namespace rt0
