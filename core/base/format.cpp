#include "base/format.h"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace rt0 {
namespace {

struct Unit {
    double scale_ns;
    const char* name;
};

constexpr std::array kUnits{Unit{1e9, "s"}, Unit{1e6, "ms"}, Unit{1e3, "µs"}, Unit{1, "ns"}};

/// The unit in which three significant digits of `magnitude_ns` read best (999.7 µs is 1 ms).
const Unit& unitFor(double magnitude_ns) {
    for (const Unit& unit : kUnits)
        if (magnitude_ns >= unit.scale_ns * 0.9995)
            return unit;
    return kUnits.back();
}

int decimalsForThreeDigits(double value) {
    if (value >= 99.95)
        return 0;
    return value >= 9.995 ? 1 : 2;
}

std::string trimmed(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.')
            text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

double toNs(Nanoseconds t) {
    return static_cast<double>(t.count());
}

std::string inUnit(Nanoseconds time, const Unit& unit, int decimals) {
    return trimmed(toNs(time) / unit.scale_ns, decimals);
}

} // namespace

std::string formatDuration(Nanoseconds duration) {
    if (duration < Nanoseconds::zero())
        return "−" + formatDuration(-duration);
    const double magnitude = toNs(duration);
    if (magnitude >= 99.95e9) {
        const auto seconds = std::llround(magnitude / 1e9);
        return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    }
    const Unit& unit = unitFor(magnitude);
    const double value = magnitude / unit.scale_ns;
    const int decimals = unit.scale_ns == 1 ? 0 : decimalsForThreeDigits(value);
    return trimmed(value, decimals) + " " + unit.name;
}

std::string formatTime(Nanoseconds time, Nanoseconds resolution, Nanoseconds largest) {
    if (time < Nanoseconds::zero())
        return "−" + formatTime(-time, resolution, largest);
    const Unit& unit = unitFor(std::max({toNs(time), toNs(resolution), toNs(largest)}));
    const double step = std::max(toNs(resolution), 1.0) / unit.scale_ns;
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
    return fmt::format("{:.{}f} {}", toNs(time) / unit.scale_ns, decimals, unit.name);
}

std::string formatBounds(const TimeBounds& bounds) {
    if (bounds.lo == Nanoseconds::zero() && bounds.hi > Nanoseconds(1))
        return "< " + formatDuration(bounds.hi);
    if (bounds.lo < Nanoseconds::zero() || bounds.hi - bounds.lo <= Nanoseconds(1))
        return formatDuration(bounds.lo);
    // Sums of times that are known to the nanosecond.
    if (bounds.width() < bounds.lo / 10'000)
        return formatDuration(bounds.middle());
    const Unit& unit = unitFor(toNs(bounds.hi));
    // Enough digits to show the interval's width, which is what it is about.
    const double width = toNs(bounds.width()) / unit.scale_ns;
    const int decimals =
        unit.scale_ns == 1 ? 0 : std::clamp(static_cast<int>(std::ceil(-std::log10(width))), 0, 6);
    auto step = static_cast<std::int64_t>(unit.scale_ns);
    for (int i = 0; i < decimals; ++i)
        step /= 10;
    // Outwards: the printed interval must hold the true one.
    const std::int64_t lo = bounds.lo.count() / step * step;
    const std::int64_t hi =
        bounds.hi.count() % step == 0 ? bounds.hi.count() : (bounds.hi.count() / step + 1) * step;
    const std::string from = inUnit(Nanoseconds(lo), unit, decimals);
    const std::string to = inUnit(Nanoseconds(hi), unit, decimals);
    return from == to ? fmt::format("{} {}", from, unit.name) : fmt::format("{}–{} {}", from, to, unit.name);
}

std::string formatBytes(std::uint64_t bytes) {
    constexpr std::array names{"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < names.size()) {
        value /= 1000;
        ++unit;
    }
    return trimmed(value, unit == 0 ? 0 : decimalsForThreeDigits(value)) + " " + names[unit];
}

std::string formatCount(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t i = digits.size(); i > 3; i -= 3)
        digits.insert(i - 3, ",");
    return digits;
}

std::string formatShare(double share) {
    const double percent = share * 100;
    if (percent > 0 && percent < 0.1)
        return "< 0.1 %";
    return trimmed(percent, percent < 9.95 ? 1 : 0) + " %";
}

} // namespace rt0
