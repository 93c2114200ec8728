#pragma once

#include "analysis/optimize/optimizationtable.h"
#include "recording/launch.h"

namespace rt0 {

/// Whether a variant wrote the same and ended the same way as the program as it is, in the starts that are
/// the least disturbed. Nothing is normalised but the program's own path, which differs between variants.
/// `control` are equal copies of `base` and may be null.
OutputCheck checkOutput(const Launch& base, const Launch* control, const Launch& variant);

} // namespace rt0
