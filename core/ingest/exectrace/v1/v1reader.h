#pragma once

#include "ingest/exectrace/reader.h"

namespace rt0::exectrace {

/// True for the numbers of the headers that readV1 knows: 11 (Go 1.11–1.18), 19 (1.19, 1.20) and 21.
bool isV1(int version);

/// Reads a trace of Go 1.11–1.21, given with its header, and tells it in the terms of v2, as Go 1.27's reader
/// does (internal/trace/tracev1.go). Go reads such a file as a whole or not at all; of a damaged one, all its
/// events come with Directory::salvaging set, in an order that may be by time only. One without its end has
/// lost its clock's frequency: times are then estimated, and a diagnostic says so.
/// Errors: a version of Go 1.5–1.10, an unknown version, "cancelled".
Result<Outcome> readV1(std::string_view bytes, int version, const std::string& where, EventSink& sink,
                       const Progress& progress = {}, const ReadOptions& options = {});

} // namespace rt0::exectrace
