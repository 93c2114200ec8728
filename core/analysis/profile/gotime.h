#pragma once

#include <cstdint>
#include <string>

/// Times as Go's package time prints them.
namespace rt0::profile {

/// time.Duration.String(): "4m0.36s", "1.5ms", "0s".
std::string goDuration(std::int64_t nanoseconds);

/// Since 1970, in UTC: "2022-10-18 15:39:57.086748038 +0000 UTC", as time.Time.String().
std::string goTime(std::int64_t nanoseconds);
/// The same without fractions and offset: "2022-10-18 15:39:57 UTC".
std::string goTimeToSeconds(std::int64_t nanoseconds);

} // namespace rt0::profile
