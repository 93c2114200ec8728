#pragma once

#include "base/result.h"
#include "recording/packagegraph.h"

#include <string>
#include <string_view>

namespace rt0 {

/// The packages of a program and which of them uses which, as the facts of a program hold them
/// ("package_uses" of report/FORMAT.md). An empty graph when they hold none, as those of older recordings.
/// Errors: the facts cannot be read.
Result<PackageGraph> recordedGraphOf(std::string_view binaryJson, const std::string& where);

} // namespace rt0
