#pragma once

#include <cstdint>
#include <string>

namespace rt0 {

/// "openat", of a Linux amd64 system call; "call 500" for one that Go programs do not make when they start.
std::string syscallName(std::uint32_t number);

} // namespace rt0
