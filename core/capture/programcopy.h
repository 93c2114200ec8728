#pragma once

#include "base/result.h"

#include <string>

namespace rt0::capture {

/// Writes a copy of a program as `copy` into a new folder `folder`, with its permissions. The bytes are read
/// and written, never cloned by the file system: so the copy lies in the page cache, on pages of its own, and
/// no start has to read it from disk. Errors: no room, cannot be read.
Result<void> copyProgram(const std::string& program, const std::string& folder, const std::string& copy);

} // namespace rt0::capture
