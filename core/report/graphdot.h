#pragma once

#include "analysis/graphscene/graphscene.h"

#include <string>

namespace rt0 {

/// A scene of the import graph as text for Graphviz: nodes named as in the scene with their cost, coloured by
/// its share of what the costliest node takes, and with the init's place in the order. Each node also carries
/// the attributes class ("cost0" … "cost5"), order and package, for tools that draw it their own way.
std::string graphDot(const GraphScene& scene);

/// 0: no cost … 5: at least half of what the costliest node takes.
unsigned costClass(double own, double largest);

} // namespace rt0
