#pragma once

#include "base/result.h"
#include "ingest/progress.h"
#include "recording/recording.h"

#include <string>
#include <string_view>

/// From bytes to what they say. One pass, memory in proportion to what is kept.
namespace rt0 {

class InputFile;

/// Reads a file, or standard input for "-". Errors: the file cannot be read, it is of a kind that this
/// version does not read (the error names the kind), it holds no start-up lines, "cancelled".
Result<Recording> readFile(const std::string& path, const Progress& progress = {});

/// As readFile, from a file whose head may have been looked at.
Result<Recording> readLog(InputFile& file, const Progress& progress = {});

/// As readFile, from memory. `source.path` is used in errors; bytes and formats are filled in.
Result<Recording> readBytes(std::string_view content, Source source, const Progress& progress = {});

} // namespace rt0
