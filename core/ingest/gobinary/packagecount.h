#pragma once

#include "ingest/gobinary/functiontable.h"

namespace rt0::gobinary {

/// Packages that have code of their own. Those that only declare types or constants leave no trace.
std::size_t countPackages(const FunctionTable& functions);

} // namespace rt0::gobinary
