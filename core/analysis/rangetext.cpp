#include "analysis/rangetext.h"

#include "base/format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace rt0 {
namespace {

enum class Side { Begin, End };

constexpr double kLongest_ns = 1e18; // about 31 years: beyond any start-up, far from overflow

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> unitInNs(std::string_view unit) {
    using Entry = std::pair<std::string_view, double>;
    constexpr std::array units{Entry{"", 1e6},        Entry{"ms", 1e6}, Entry{"us", 1e3}, Entry{"µs", 1e3},
                               Entry{"\u03bcs", 1e3}, Entry{"ns", 1.0}, Entry{"s", 1e9},  Entry{"min", 60e9}};
    for (const auto& [name, scale] : units)
        if (name == unit)
            return scale;
    return std::nullopt;
}

std::optional<Nanoseconds> parseNumber(std::string_view text) {
    const bool negative = text.starts_with('-') || text.starts_with("−");
    if (negative)
        text.remove_prefix(text.front() == '-' ? 1 : std::string_view("−").size());
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc())
        return std::nullopt;
    const auto scale = unitInNs(trimmed(text.substr(static_cast<std::size_t>(end - text.data()))));
    if (!scale || std::abs(value * *scale) > kLongest_ns)
        return std::nullopt;
    return Nanoseconds(std::llround(negative ? -value * *scale : value * *scale));
}

/// The init of exactly this package, else the only one whose path ends with it.
Result<const PackageInit*> findInit(std::string_view package, const Startup& startup) {
    const PackageInit* found = nullptr;
    for (const PackageInit& init : startup.inits) {
        if (init.importPath == package || init.package == package)
            return &init;
        const std::string_view path = init.importPath;
        if (!path.ends_with(package) || path[path.size() - package.size() - 1] != '/')
            continue;
        if (found)
            return tl::unexpected(Error{fmt::format("several packages end in \"{}\"", package),
                                        {},
                                        fmt::format("write {} or {}", found->importPath, init.importPath)});
        found = &init;
    }
    if (!found)
        return tl::unexpected(Error{fmt::format("no init of a package \"{}\"", package), {}, {}});
    return found;
}

Result<Nanoseconds> parseTime(std::string_view text, Side side, const Startup& startup) {
    if (const auto number = parseNumber(text))
        return *number;
    if (text == "runtime.main")
        return Nanoseconds(0);
    if (text == "main.main") {
        if (!startup.inits.empty())
            return startup.inits.back().drawn.end;
        return tl::unexpected(Error{"main.main is not known: this start-up has no inits", {}, {}});
    }
    if (text.starts_with("init ")) {
        const auto init = findInit(trimmed(text.substr(5)), startup);
        if (!init)
            return tl::unexpected(init.error());
        return side == Side::Begin ? (*init)->drawn.begin : (*init)->drawn.end;
    }
    return tl::unexpected(Error{fmt::format("\"{}\" is no time", text),
                                {},
                                "write for example 12.4ms..18ms or init net/http..main.main"});
}

} // namespace

Result<TimeRange> parseTimeRange(std::string_view text, const Startup& startup) {
    text = trimmed(text);
    const auto dots = text.find("..");
    const bool single = dots == std::string_view::npos;
    if (single && !text.starts_with("init "))
        return tl::unexpected(Error{"a range has two ends", {}, "write for example 12.4ms..18ms"});
    const auto begin = parseTime(single ? text : trimmed(text.substr(0, dots)), Side::Begin, startup);
    if (!begin)
        return tl::unexpected(begin.error());
    const auto end = parseTime(single ? text : trimmed(text.substr(dots + 2)), Side::End, startup);
    if (!end)
        return tl::unexpected(end.error());
    if (*end <= *begin)
        return tl::unexpected(Error{"the range ends before it begins", {}, {}});
    return TimeRange{*begin, *end};
}

std::string formatTimeRange(const TimeRange& range) {
    const Nanoseconds resolution = range.length() / 1000;
    return formatTime(range.begin, resolution) + " .. " + formatTime(range.end, resolution);
}

} // namespace rt0
