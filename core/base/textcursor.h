#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rt0 {

/// Reads a text from left to right. A call that does not find what it wants leaves the cursor where it was,
/// so that a format reads as one condition: `in.skip("gc ") && take(in.number()) && in.skip(" @")`.
class TextCursor {
public:
    explicit constexpr TextCursor(std::string_view text, std::size_t offset = 0)
        : m_text(text), m_offset(offset < text.size() ? offset : text.size()) {}

    constexpr std::size_t offset() const { return m_offset; }
    constexpr bool atEnd() const { return m_offset == m_text.size(); }
    constexpr std::string_view rest() const { return m_text.substr(m_offset); }

    // The three that every line needs are inline: logs are read at hundreds of megabytes a second.
    bool skip(std::string_view literal) {
        if (!rest().starts_with(literal))
            return false;
        m_offset += literal.size();
        return true;
    }
    /// Decimal digits; nothing when there are none or the value does not fit.
    std::optional<std::uint64_t> takeUnsigned() {
        std::uint64_t value = 0;
        const char* const begin = m_text.data() + m_offset;
        const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), value);
        if (error != std::errc{})
            return std::nullopt;
        m_offset += static_cast<std::size_t>(end - begin);
        return value;
    }
    /// Digits with or without a sign.
    std::optional<std::int64_t> takeSigned();
    /// As Go prints them: "+2.500000e-001" (println up to Go 1.26), "0.25", "1e-05", "+Inf", "NaN".
    std::optional<double> takeFloat();
    /// The characters up to the next white space or control character.
    std::string_view takeToken() {
        return takeWhile([](char c) { return static_cast<unsigned char>(c) > ' '; });
    }
    /// The characters up to the first that does not satisfy `accepts`.
    template <typename Accepts>
    std::string_view takeWhile(Accepts accepts) {
        const std::size_t begin = m_offset;
        while (m_offset < m_text.size() && accepts(m_text[m_offset]))
            ++m_offset;
        return m_text.substr(begin, m_offset - begin);
    }

private:
    std::string_view m_text;
    std::size_t m_offset;
};

/// Reads a number into `to`; for use inside a chain of conditions.
inline bool take(TextCursor& in, std::uint64_t& to) {
    const auto value = in.takeUnsigned();
    to = value.value_or(to);
    return value.has_value();
}
inline bool take(TextCursor& in, std::int64_t& to) {
    const auto value = in.takeSigned();
    to = value.value_or(to);
    return value.has_value();
}
inline bool take(TextCursor& in, double& to) {
    const auto value = in.takeFloat();
    to = value.value_or(to);
    return value.has_value();
}

} // namespace rt0
