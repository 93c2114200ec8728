#include "ingest/lineprefix.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace rt0 {
namespace {

constexpr std::size_t kMaxPrefix = 512;
constexpr std::string_view kSeparators = " \t\",|={}";
constexpr std::array<std::string_view, 22> kCalendarWords{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "AM",  "PM",  "UTC"};

/// "2024-01-02T03:04:05.6Z", "15:20:18", "[12.345678]", "23", "0102" after klog's "I": all digits and what
/// joins them.
bool looksLikeTime(std::string_view word) {
    if (std::ranges::find(kCalendarWords, word) != kCalendarWords.end())
        return true;
    if (word.size() == 5 && std::string_view("IWEF").find(word.front()) != std::string_view::npos)
        word.remove_prefix(1);
    return word.find_first_of("0123456789") != std::string_view::npos &&
           word.find_first_not_of("0123456789:.-+/TZ[]()") == std::string_view::npos;
}

void appendUtf8(std::string& to, std::uint32_t code) {
    const auto byte = [&to](std::uint32_t value) { to.push_back(static_cast<char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | (code >> 6));
        byte(0x80 | (code & 0x3f));
    } else {
        byte(0xe0 | (code >> 12));
        byte(0x80 | ((code >> 6) & 0x3f));
        byte(0x80 | (code & 0x3f));
    }
}

/// The code of "\uXXXX" at the begin of `text`.
std::optional<std::uint32_t> unicodeEscape(std::string_view text) {
    if (text.size() < 6 || text[1] != 'u')
        return std::nullopt;
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, code, 16);
    if (error != std::errc{} || end != text.data() + 6)
        return std::nullopt;
    return code;
}

/// The character that "\c" stands for.
std::optional<char> simpleEscape(char c) {
    switch (c) {
    case '"':
    case '\\':
    case '/':
        return c;
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    default:
        return std::nullopt;
    }
}

} // namespace

void streamKey(std::string_view prefix, std::string& key) {
    key.clear();
    if (prefix.size() > kMaxPrefix)
        return;
    for (std::size_t at = prefix.find_first_not_of(kSeparators); at != std::string_view::npos;) {
        const std::size_t end = std::min(prefix.find_first_of(kSeparators, at), prefix.size());
        const std::string_view word = prefix.substr(at, end - at);
        if (!looksLikeTime(word) && word != ":") {
            if (!key.empty())
                key.push_back(' ');
            key += word;
        }
        at = prefix.find_first_not_of(kSeparators, end);
    }
}

void unescapeJson(std::string_view text, std::string& plain) {
    plain.clear();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t slash = std::min(text.find('\\', at), text.size());
        plain += text.substr(at, slash - at);
        at = slash;
        if (at + 1 >= text.size()) {
            plain += text.substr(at);
            return;
        }
        const std::string_view escape = text.substr(at);
        if (const auto code = unicodeEscape(escape)) {
            appendUtf8(plain, *code);
            at += 6;
        } else if (const auto character = simpleEscape(escape[1])) {
            plain.push_back(*character);
            at += 2;
        } else {
            plain.push_back('\\');
            ++at;
        }
    }
}

} // namespace rt0
