#pragma once

#include <cstddef>
#include <string>

namespace rt0::capture {

/// The text of a file below /proc or /sys, at most `limit` bytes; empty when it cannot be read.
std::string readProcFile(const std::string& path, std::size_t limit = std::size_t{4} << 20U);

/// Where a symbolic link below /proc leads; empty when it cannot be read.
std::string readProcLink(const std::string& path);

} // namespace rt0::capture
