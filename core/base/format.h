#pragma once

#include "base/time.h"

#include <cstdint>
#include <string>

/// Numbers as text for people, in one place: the window, the reports and the command line say the same.
namespace rt0 {

/// "0 ns", "850 ns", "12.3 µs", "3.14 ms", "1.25 s", "2 min 5 s": three significant digits, also for negative
/// times.
std::string formatDuration(Nanoseconds duration);

/// A point of a time axis, with as many digits as tell two times apart that are `resolution` apart ("12.345
/// ms"). The unit fits the larger of `time` and `largest`, so that all labels of one axis share it.
std::string formatTime(Nanoseconds time, Nanoseconds resolution, Nanoseconds largest = {});

/// An interval, never a point: "3.1–3.2 ms", "< 1 µs" (from zero), one number when both ends print alike, or
/// lie closer than 1/10,000 of the time.
std::string formatBounds(const TimeBounds& bounds);

/// "0 B", "850 B", "12.8 kB", "4.9 MB" (powers of 1000).
std::string formatBytes(std::uint64_t bytes);

/// "12,816".
std::string formatCount(std::uint64_t count);

/// A share in [0, 1]: "0.4 %", "7 %", "50 %".
std::string formatShare(double share);

} // namespace rt0
