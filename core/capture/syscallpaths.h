#pragma once

#include <cstdint>

namespace rt0::capture {

/// Which argument of a Linux amd64 system call is the path of a file; -1: none.
int pathArgument(std::uint32_t number);

} // namespace rt0::capture
