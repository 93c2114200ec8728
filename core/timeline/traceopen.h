#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "ingest/exectrace/reader.h"
#include "timeline/exectrace.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rt0 {

/// Reads a Go execution trace of any version and makes the model that views draw. `where` names it in errors.
/// What is missing because of damage is told in `diagnostics`, where it is appended.
/// Errors: those of exectrace::readTrace.
Result<std::shared_ptr<const ExecTrace>> openTrace(std::string_view bytes, const std::string& where,
                                                   const Progress& progress,
                                                   std::vector<Diagnostic>& diagnostics,
                                                   const exectrace::ReadOptions& options = {});

} // namespace rt0
