#pragma once

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rt0 {

/// What is known of a file before it is read.
struct FileInfo {
    std::uint64_t bytes = 0; ///< 0 for pipes
    std::optional<std::chrono::sys_seconds> modified;
};

/// Takes the next bytes of a file; an error stops the reading and is handed on.
using ChunkSink = std::function<Result<void>(std::string_view chunk, const FileInfo& file)>;

/// Reads `path` ("-" is standard input) piece by piece into one buffer of 1 MiB: memory does not depend on
/// the file's size, pipes work, and a file that shrinks meanwhile just ends (a mapped one would raise
/// SIGBUS). Errors: not found, no permission, a directory or device, a failed read; `where` is the path.
Result<FileInfo> readChunks(const std::string& path, const ChunkSink& sink);

} // namespace rt0
