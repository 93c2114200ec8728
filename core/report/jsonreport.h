#pragma once

#include "timeline/startup.h"

#include <cstddef>
#include <string>

namespace rt0 {

/// Everything known of an input as JSON, "format": "rt0scope/1"; FORMAT.md beside this file describes it.
/// Invalid UTF-8 becomes U+FFFD. `mainStartup` is the index to name as "main_startup". Ends with a line
/// break.
std::string jsonReport(const Document& document, std::size_t mainStartup);

} // namespace rt0
