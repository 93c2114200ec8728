#include "ingest/lineprefix.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>

namespace rt0 {
namespace {

constexpr std::size_t kMaxPrefix = 512;
constexpr int kMaxWords = 32; ///< of a key
constexpr std::string_view kSeparators = " \t\",|={}";
constexpr std::string_view kDigits = "0123456789";
constexpr std::array<std::string_view, 7> kUnits{"ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m"};
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
    return word.find_first_of(kDigits) != std::string_view::npos &&
           word.find_first_not_of("0123456789:.-+/TZ[]()") == std::string_view::npos;
}

/// "0.1s", "[+3ms]", "12µs".
bool looksLikeDuration(std::string_view word) {
    const std::size_t begin = word.find_first_not_of("[(+-");
    if (begin == std::string_view::npos || kDigits.find(word[begin]) == std::string_view::npos)
        return false;
    word.remove_prefix(begin);
    word.remove_prefix(std::min(word.find_first_not_of("0123456789."), word.size()));
    const std::string_view unit = word.substr(0, word.find_last_not_of("]):,") + 1);
    return std::ranges::find(kUnits, unit) != kUnits.end();
}

/// "[0]": how concurrently and its like number the programs that they start. Times in brackets are longer.
bool looksLikeIndex(std::string_view word) {
    return word.size() >= 3 && word.size() <= 5 && word.front() == '[' && word.back() == ']' &&
           word.substr(1, word.size() - 2).find_first_not_of(kDigits) == std::string_view::npos;
}

bool hasText(std::string_view word) {
    return std::ranges::any_of(word, [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; });
}

/// True for what tells nothing of where a line comes from.
bool isNoIdentity(std::string_view word, std::string_view previous) {
    if (looksLikeIndex(word))
        return false;
    // CRI marks lines that were cut into parts: "stderr P init foo @".
    if ((word == "F" || word == "P") && (previous == "stderr" || previous == "stdout"))
        return true;
    const std::size_t begin = std::min(word.find_first_not_of("[("), word.size());
    const std::string_view bare = word.substr(begin, word.find_last_not_of("]):,") + 1 - begin);
    return !hasText(word) || looksLikeTime(word) || looksLikeTime(bare) || looksLikeDuration(word);
}

/// Length of a terminal's escape sequence (ECMA-48 CSI) at the begin of `text`; 0 when there is none.
std::size_t escapeLength(std::string_view text) {
    if (!text.starts_with("\x1b["))
        return 0;
    for (std::size_t at = 2; at < text.size(); ++at) {
        if (text[at] >= 0x40 && text[at] <= 0x7e)
            return at + 1;
        if (text[at] < 0x20 || text[at] > 0x3f)
            break;
    }
    return 0;
}

std::string withoutEscapes(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        if (const std::size_t length = escapeLength(text)) {
            text.remove_prefix(length);
            continue;
        }
        plain.push_back(text.front());
        text.remove_prefix(1);
    }
    return plain;
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

bool endsWithEscape(std::string_view text) {
    if (!text.ends_with('m'))
        return false;
    const std::size_t begin = text.substr(0, text.size() - 1).find_last_not_of("0123456789;");
    return begin != std::string_view::npos && begin > 0 && text[begin] == '[' && text[begin - 1] == '\x1b';
}

void streamKey(std::string_view prefix, std::string& key) {
    key.clear();
    if (prefix.size() > kMaxPrefix)
        return;
    std::string plain;
    if (prefix.find('\x1b') != std::string_view::npos) {
        plain = withoutEscapes(prefix);
        prefix = plain;
    }
    std::string_view previous;
    int words = 0;
    for (std::size_t at = prefix.find_first_not_of(kSeparators);
         at != std::string_view::npos && words < kMaxWords;) {
        const std::size_t end = std::min(prefix.find_first_of(kSeparators, at), prefix.size());
        const std::string_view word = prefix.substr(at, end - at);
        if (!isNoIdentity(word, previous)) {
            if (!key.empty())
                key.push_back(' ');
            key += word;
            ++words;
        }
        previous = word;
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
