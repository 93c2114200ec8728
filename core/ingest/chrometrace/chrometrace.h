#pragma once

#include "ingest/exectrace/reader.h"

#include <string>
#include <string_view>

/// The Chrome trace-event JSON that `go tool trace` serves as /jsontrace and people save
/// (cmd/trace/jsontrace.go, Go 1.22–1.27; Go 1.21 and older write the same records):
///
///     {"displayTimeUnit":"ns","traceEvents": [
///       {"name":"G1 main.main","ph":"X","ts":27.7,"dur":20.9,"pid":0,"tid":1,"esf":7}, …],
///      "stackFrames":{"7":{"name":"main.main:12","parent":3}, …}}
///
/// It says when goroutines ran, and by arrows who woke them; what it does not say is left open: the state
/// Undetermined. Slices of other programs become regions, one goroutine a thread.
namespace rt0::chrometrace {

/// True for JSON that begins as a Chrome trace does.
bool isChromeTrace(std::string_view head);

/// Reads such a file as exectrace::readTrace reads a trace. Directory::version is 0.
/// Errors: not a Chrome trace, nothing in it that can be drawn, "cancelled". JSON that is cut off is none:
/// see Outcome::damage.
Result<exectrace::Outcome> readChromeTrace(std::string_view bytes, const std::string& where,
                                           exectrace::EventSink& sink, const Progress& progress = {});

} // namespace rt0::chrometrace
