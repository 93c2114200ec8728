#include "ingest/printedtime.h"

#include <fmt/format.h>

namespace rt0 {
namespace {

/// Far from overflow: sums of a few printed times still fit into 64 bits of nanoseconds.
constexpr std::uint64_t kMaxMilliseconds = 1'000'000'000'000;
constexpr std::size_t kMaxDecimals = 3;

struct Decimal {
    std::uint64_t thousandths = 0;
    std::size_t decimals = 0;
};

/// Digits, and if a point follows them one to three more.
std::optional<Decimal> takeDecimal(TextCursor& in) {
    TextCursor at = in;
    const auto whole = at.takeUnsigned();
    if (!whole || *whole > kMaxMilliseconds)
        return std::nullopt;
    Decimal value{*whole * 1000, 0};
    if (at.skip(".")) {
        const std::size_t point = at.offset();
        const auto fraction = at.takeUnsigned();
        value.decimals = at.offset() - point;
        if (!fraction || value.decimals > kMaxDecimals)
            return std::nullopt;
        value.thousandths += *fraction * (value.decimals == 1 ? 100 : value.decimals == 2 ? 10 : 1);
    }
    in = at;
    return value;
}

} // namespace

std::optional<TimeBounds> takeMilliseconds(TextCursor& in) {
    const auto value = takeDecimal(in);
    if (!value)
        return std::nullopt;
    std::int64_t step_us = value->decimals == 0   ? 1000
                           : value->decimals == 1 ? 100
                           : value->decimals == 2 ? 10
                                                  : 1;
    if (value->thousandths == 0 && value->decimals == 0)
        step_us = 1; // only times below a microsecond are printed as a bare 0
    const std::chrono::microseconds lo(static_cast<std::int64_t>(value->thousandths));
    return TimeBounds{lo, lo + std::chrono::microseconds(step_us)};
}

std::optional<TimeBounds> takeSeconds(TextCursor& in) {
    TextCursor at = in;
    const auto value = takeDecimal(at);
    if (!value || value->decimals != kMaxDecimals)
        return std::nullopt;
    in = at;
    const std::chrono::milliseconds lo(static_cast<std::int64_t>(value->thousandths));
    return TimeBounds{lo, lo + std::chrono::milliseconds(1)};
}

std::string printedMilliseconds(Nanoseconds time) {
    const std::int64_t ns = time.count();
    if (ns >= 10'000'000)
        return std::to_string(ns / 1'000'000);
    std::int64_t digits = ns / 1'000;
    if (digits == 0)
        return "0";
    std::int64_t unit = 1'000; // of the last digit, in parts of a millisecond
    int decimals = 3;
    for (; digits >= 100; --decimals, unit /= 10)
        digits /= 10;
    return fmt::format("{}.{:0{}}", digits / unit, digits % unit, decimals);
}

std::string printedSeconds(Nanoseconds time) {
    const std::int64_t ms = time.count() / 1'000'000;
    return fmt::format("{}.{:03}", ms / 1'000, ms % 1'000);
}

} // namespace rt0
