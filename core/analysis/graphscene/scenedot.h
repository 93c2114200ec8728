#pragma once

#include "analysis/graphscene/graphscene.h"

#include <string>

namespace rt0 {

/// The scene in the DOT language, coloured as it is drawn: for Graphviz' own tools and for editors. For tools
/// that draw it their own way nodes also carry class ("cost0": no init, "cost1" … "cost9") and order.
/// `withOrder`: the labels number the inits, too.
std::string sceneDot(const GraphScene& scene, bool withOrder = true);

} // namespace rt0
