#pragma once

#include "base/result.h"
#include "layout/graphdrawing.h"

namespace rt0::layout {

/// Lays a drawing out with Graphviz' `dot`, here and now. Graphviz cannot be stopped, crashes on some graphs
/// and whenever two threads use it: only the layout helper calls this, see layoutInHelper().
Result<LaidOutGraph> dotLayout(const GraphDrawing& drawing);

} // namespace rt0::layout
