#include "capture/tscclock.h"

#include "capture/monotonic.h"
#include "capture/procfile.h"

#include <cmath>
#include <limits>
#include <string_view>
#include <x86intrin.h>

namespace rt0::capture {
namespace {

constexpr int kReadings = 64;

bool hasFlag(std::string_view cpuinfo, std::string_view flag) {
    const std::size_t line = cpuinfo.find("\nflags");
    const std::string_view flags = cpuinfo.substr(line == std::string_view::npos ? cpuinfo.size() : line + 1);
    const std::string wanted = " " + std::string(flag);
    const std::string_view first = flags.substr(0, flags.find('\n'));
    for (std::size_t at = first.find(wanted); at != std::string_view::npos; at = first.find(wanted, at + 1)) {
        const std::size_t end = at + wanted.size();
        if (end == first.size() || first[end] == ' ')
            return true;
    }
    return false;
}

} // namespace

std::uint64_t readTsc() {
    return __rdtsc();
}

std::string tscUnusable() {
    const std::string cpuinfo = readProcFile("/proc/cpuinfo", 16384);
    if (!hasFlag(cpuinfo, "constant_tsc") || !hasFlag(cpuinfo, "nonstop_tsc"))
        return "the CPU's time-stamp counter changes its speed or stops (no constant_tsc and nonstop_tsc)";
    std::string source =
        readProcFile("/sys/devices/system/clocksource/clocksource0/current_clocksource", 256);
    while (!source.empty() && source.back() == '\n')
        source.pop_back();
    // Without /sys (some containers) the CPU's promise must do.
    if (source.empty() || source.find("tsc") != std::string::npos || source == "kvm-clock")
        return {};
    return "the kernel does not trust the time-stamp counter: its clock source is " + source;
}

ClockPair readClockPair() {
    ClockPair best;
    std::uint64_t narrowest = std::numeric_limits<std::uint64_t>::max();
    for (int i = 0; i < kReadings; ++i) {
        const std::uint64_t before = readTsc();
        const std::int64_t ns = monotonicNow();
        const std::uint64_t after = readTsc();
        if (after - before < narrowest) {
            narrowest = after - before;
            best = {before + (after - before) / 2, ns};
        }
    }
    return best;
}

TscClock::TscClock(const ClockPair& first, const ClockPair& last) : m_first(first) {
    const auto elapsed = static_cast<double>(last.ns - first.ns);
    if (elapsed > 0)
        m_hertz = static_cast<double>(last.tsc - first.tsc) / elapsed * 1e9;
}

std::int64_t TscClock::nanoseconds(std::uint64_t tsc) const {
    if (m_hertz <= 0)
        return m_first.ns;
    const auto ticks = static_cast<double>(static_cast<std::int64_t>(tsc - m_first.tsc));
    return m_first.ns + std::llround(ticks / m_hertz * 1e9);
}

Nanoseconds TscClock::duration(std::uint64_t ticks) const {
    return Nanoseconds(m_hertz <= 0 ? 0 : std::llround(static_cast<double>(ticks) / m_hertz * 1e9));
}

} // namespace rt0::capture
