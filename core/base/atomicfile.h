#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace rt0 {

/// Writes `content` to `path` so that a reader sees the old file or the new one, never a part: to a temporary
/// file in the same directory, synced, then renamed. A new file gets the permissions that the umask leaves,
/// an existing one keeps its own; a symbolic link keeps pointing to the file that is replaced. What is no
/// regular file (a pipe, a device) is written to directly. On an error the old file is untouched and no
/// temporary file stays.
Result<void> writeFileAtomically(const std::string& path, std::string_view content);

} // namespace rt0
