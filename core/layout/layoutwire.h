#pragma once

#include "base/result.h"
#include "layout/graphdrawing.h"

#include <string>
#include <string_view>

/// Drawings and layouts as bytes, for the way to the layout helper and back. The two ends are one program, so
/// there is no version; still neither trusts the bytes of the other.
namespace rt0::layout {

std::string packedDrawing(const GraphDrawing& drawing);
Result<GraphDrawing> unpackDrawing(std::string_view bytes);

std::string packedLayout(const LaidOutGraph& layout);
/// Errors: damaged, or not a layout of `drawing`.
Result<LaidOutGraph> unpackLayout(std::string_view bytes, const GraphDrawing& drawing);

} // namespace rt0::layout
