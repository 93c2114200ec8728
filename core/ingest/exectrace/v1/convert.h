#pragma once

#include "ingest/exectrace/reader.h"
#include "ingest/exectrace/v1/order.h"

namespace rt0::exectrace::v1 {

/// Ticks a second that are assumed where a torn file lost them: a time stamp counter of 3 GHz, divided by 64
/// as on amd64 (runtime/trace.go, traceTickDiv).
inline constexpr double kAssumedFrequency = 3e9 / 64;

/// Tells the events of `scan` in `order` to `sink` in the terms of v2, as tracev1.go of Go 1.27 does; their
/// count goes into `outcome`, as does the first thing that cannot be (Outcome::damage).
/// Errors: "cancelled".
Result<void> convert(const Scan& scan, const Order& order, Goroutines& goroutines, const std::string& where,
                     EventSink& sink, const Progress& progress, const ReadOptions& options, Outcome& outcome);

} // namespace rt0::exectrace::v1
