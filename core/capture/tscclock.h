#pragma once

#include "base/time.h"

#include <cstdint>
#include <string>

namespace rt0::capture {

/// The processor's time-stamp counter.
std::uint64_t readTsc();

/// Why the counter is no clock on this machine ("the CPU does not promise …"); empty: it is one.
std::string tscUnusable();

/// The counter and CLOCK_MONOTONIC at one moment.
struct ClockPair {
    std::uint64_t tsc = 0;
    std::int64_t ns = 0;
};
/// The tightest of several readings.
ClockPair readClockPair();

/// A straight line through two moments.
class TscClock {
public:
    TscClock(const ClockPair& first, const ClockPair& last);

    /// CLOCK_MONOTONIC of a counter value.
    std::int64_t nanoseconds(std::uint64_t tsc) const;
    Nanoseconds duration(std::uint64_t ticks) const;
    double hertz() const { return m_hertz; }

private:
    ClockPair m_first;
    double m_hertz = 0;
};

} // namespace rt0::capture
