#pragma once

#include "base/result.h"
#include "ingest/progress.h"
#include "timeline/startup.h"

#include <string>

namespace rt0 {

/// Reads a file ("-" is standard input) and puts all of it on one clock: readFile, then reconstruct.
Result<Document> openFile(const std::string& path, const Progress& progress = {});

} // namespace rt0
