#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Values with their units as `go tool pprof` prints them (internal/measurement of Go 1.27's pprof).
namespace rt0::profile {

struct Scaled {
    double value = 0;
    std::string unit; ///< as printed behind the number: "ms", "kB", "" for plain counts
};

/// `value` in `toUnit`; "minimum" and "auto" choose the largest unit in which it is at least 1.
Scaled scale(std::int64_t value, std::string_view fromUnit, std::string_view toUnit);

/// "205.17s", "6.86MB", "0".
std::string scaledLabel(std::int64_t value, std::string_view fromUnit, std::string_view toUnit = "auto");

/// "85.38%", "0.017%", "  100%": five characters or more before the sign.
std::string percentage(std::int64_t value, std::int64_t total);

/// The magnitude; the smallest number stays what it is, as in Go.
std::int64_t magnitude(std::int64_t value);

} // namespace rt0::profile
