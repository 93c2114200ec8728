#include "analysis/profile/measurement.h"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <span>

namespace rt0::profile {
namespace {

struct Unit {
    const char* name;
    std::array<std::string_view, 3> aliases; ///< in lower case, without a plural s
    double factor;
};

struct Family {
    std::span<const Unit> units;
    const char* fallback; ///< unit for what fits no other
    double fallbackFactor;
};

constexpr std::array kMemory{Unit{"B", {"b", "byte"}, 1},
                             Unit{"kB", {"kb", "kbyte", "kilobyte"}, 1024.0},
                             Unit{"MB", {"mb", "mbyte", "megabyte"}, 1048576.0},
                             Unit{"GB", {"gb", "gbyte", "gigabyte"}, 1073741824.0},
                             Unit{"TB", {"tb", "tbyte", "terabyte"}, 1099511627776.0},
                             Unit{"PB", {"pb", "pbyte", "petabyte"}, 1125899906842624.0}};
constexpr std::array kTime{Unit{"ns", {"ns", "nanosecond"}, 1}, Unit{"us", {"μs", "us", "microsecond"}, 1e3},
                           Unit{"ms", {"ms", "millisecond"}, 1e6}, Unit{"s", {"s", "sec", "second"}, 1e9},
                           Unit{"hrs", {"hour", "hr"}, 3.6e12}};
constexpr std::array kGcu{
    Unit{"n*GCU", {"nanogcu"}, 1e-9}, Unit{"u*GCU", {"microgcu"}, 1e-6}, Unit{"m*GCU", {"milligcu"}, 1e-3},
    Unit{"GCU", {"gcu"}, 1},          Unit{"k*GCU", {"kilogcu"}, 1e3},   Unit{"M*GCU", {"megagcu"}, 1e6},
    Unit{"G*GCU", {"gigagcu"}, 1e9},  Unit{"T*GCU", {"teragcu"}, 1e12},  Unit{"P*GCU", {"petagcu"}, 1e15}};
const std::array<Family, 3> kFamilies{{{kMemory, "B", 1}, {kTime, "s", 1e9}, {kGcu, "GCU", 1}}};

const Unit* find(const Family& family, std::string_view name) {
    std::string lower(name);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower.size() > 2 && lower.back() == 's')
        lower.pop_back();
    for (const Unit& unit : family.units)
        for (const std::string_view alias : unit.aliases)
            if (!alias.empty() && alias == lower)
                return &unit;
    return nullptr;
}

Scaled inBestUnit(const Family& family, double value) {
    const Unit* best = nullptr;
    for (const Unit& unit : family.units)
        if ((best == nullptr || unit.factor >= best->factor) && value / unit.factor >= 1.0)
            best = &unit;
    return best == nullptr ? Scaled{value / family.fallbackFactor, family.fallback}
                           : Scaled{value / best->factor, best->name};
}

std::optional<Scaled> converted(const Family& family, std::int64_t value, std::string_view fromUnit,
                                std::string_view toUnit) {
    const Unit* from = find(family, fromUnit);
    if (from == nullptr)
        return std::nullopt;
    const double base = static_cast<double>(value) * from->factor;
    if (toUnit == "minimum" || toUnit == "auto")
        return inBestUnit(family, base);
    const Unit* to = find(family, toUnit);
    return to == nullptr ? Scaled{base / family.fallbackFactor, family.fallback}
                         : Scaled{base / to->factor, to->name};
}

} // namespace

std::int64_t magnitude(std::int64_t value) {
    return value < 0 && value != std::numeric_limits<std::int64_t>::min() ? -value : value;
}

Scaled scale(std::int64_t value, std::string_view fromUnit, std::string_view toUnit) {
    if (value < 0 && magnitude(value) > 0) {
        Scaled positive = scale(-value, fromUnit, toUnit);
        positive.value = -positive.value;
        return positive;
    }
    for (const Family& family : kFamilies)
        if (auto scaled = converted(family, value, fromUnit, toUnit))
            return *std::move(scaled);
    const bool plain = toUnit == "count" || toUnit == "sample" || toUnit == "unit" || toUnit == "minimum" ||
                       toUnit == "auto";
    return {static_cast<double>(value), plain ? std::string() : std::string(toUnit)};
}

std::string scaledLabel(std::int64_t value, std::string_view fromUnit, std::string_view toUnit) {
    const Scaled scaled = scale(value, fromUnit, toUnit);
    std::string number = fmt::format("{:.2f}", scaled.value);
    if (number.ends_with(".00"))
        number.resize(number.size() - 3);
    return number == "0" || number == "-0" ? "0" : number + scaled.unit;
}

std::string percentage(std::int64_t value, std::int64_t total) {
    const double ratio =
        total == 0 ? 0 : std::abs(static_cast<double>(value) / static_cast<double>(total)) * 100;
    if (ratio >= 99.95 && ratio <= 100.05)
        return "  100%";
    return ratio >= 1.0 ? fmt::format("{:5.2f}%", ratio) : fmt::format("{:5.2g}%", ratio);
}

} // namespace rt0::profile
