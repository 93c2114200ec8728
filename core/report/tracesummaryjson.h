#pragma once

#include "analysis/tracesummary.h"
#include "recording/recording.h"

#include <string>

/// What `rt0scope inspect` says of an execution trace.
namespace rt0 {

/// "format": "rt0scope/1" with the summary as "exectrace"; FORMAT.md beside this file describes it. Ends with
/// a line break.
std::string traceSummaryJson(const Source& source, const TraceSummary& summary,
                             const exectrace::Outcome& outcome);

/// The main figures for a terminal. UTF-8, ends with a line break; strings of the trace are made printable.
std::string traceSummaryText(const Source& source, const TraceSummary& summary,
                             const exectrace::Outcome& outcome);

} // namespace rt0
