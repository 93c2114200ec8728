#include "base/textcursor.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace rt0 {
namespace {

template <typename Number>
std::optional<Number> parseNumber(std::string_view text, std::size_t& length) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{})
        return std::nullopt;
    length = static_cast<std::size_t>(end - text.data());
    return value;
}

/// from_chars alone would also take "infinity" and "nan(…)".
bool looksLikeDecimal(std::string_view unsignedText) {
    return !unsignedText.empty() && unsignedText.front() >= '0' && unsignedText.front() <= '9';
}

} // namespace

std::optional<std::int64_t> TextCursor::takeSigned() {
    std::string_view text = rest();
    const std::size_t plus = text.starts_with("+") && !text.starts_with("+-") ? 1 : 0;
    std::size_t length = 0;
    const auto value = parseNumber<std::int64_t>(text.substr(plus), length);
    if (value)
        m_offset += plus + length;
    return value;
}

std::optional<double> TextCursor::takeFloat() {
    TextCursor in(rest());
    const bool negative = in.skip("-");
    if (!negative)
        in.skip("+");
    std::size_t length = 0;
    double value = 0;
    if (in.skip("Inf")) {
        value = std::numeric_limits<double>::infinity();
    } else if (in.skip("NaN")) {
        value = std::numeric_limits<double>::quiet_NaN();
    } else {
        const auto parsed =
            looksLikeDecimal(in.rest()) ? parseNumber<double>(in.rest(), length) : std::nullopt;
        if (!parsed)
            return std::nullopt;
        value = *parsed;
    }
    m_offset += in.offset() + length;
    return negative ? -value : value;
}

} // namespace rt0
