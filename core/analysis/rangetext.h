#pragma once

#include "base/result.h"
#include "timeline/startup.h"

#include <string>
#include <string_view>

/// Time ranges as people write them: `12.4ms..18ms`, `init net/http..main.main`.
namespace rt0 {

/// A time: a number with ns, us, µs, ms, s or min (ms without a unit), "main.main", "runtime.main", or
/// "init PACKAGE" (an import path or its unambiguous end). As an end of a range, `init P` means the end of
/// P's init. Error: says which part was not understood.
Result<TimeRange> parseTimeRange(std::string_view text, const Startup& startup);

/// The text that parseTimeRange reads back as `range`, to a resolution of a thousandth of its length.
std::string formatTimeRange(const TimeRange& range);

} // namespace rt0
