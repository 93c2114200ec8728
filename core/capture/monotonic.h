#pragma once

#include <cstdint>
#include <ctime>

namespace rt0::capture {

/// CLOCK_MONOTONIC in nanoseconds: the clock of Go's nanotime.
inline std::int64_t monotonicNow() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

} // namespace rt0::capture
