#pragma once

#include "ingest/exectrace/reader.h"

namespace rt0::exectrace::v2 {

/// readTrace() for format v2; `version` is that of the header (22, 23, 25, 26).
Result<Outcome> readV2(std::string_view bytes, int version, const std::string& where, EventSink& sink,
                       const Progress& progress, const ReadOptions& options);

} // namespace rt0::exectrace::v2
