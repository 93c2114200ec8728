#include "report/texttable.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace rt0 {
namespace {

constexpr std::size_t kMaxCellWidth = 72;
constexpr char32_t kReplacement = 0xfffd;
constexpr std::string_view kReplacementUtf8 = "\xef\xbf\xbd";

struct CodePoint {
    char32_t value = kReplacement;
    std::size_t length = 1; ///< bytes taken, at least 1
    bool valid = false;
};

struct LeadByte {
    std::size_t length;
    char32_t bits;
    char32_t smallest; ///< code point; smaller ones are overlong
};

LeadByte leadByte(unsigned char byte) {
    if (byte < 0x80)
        return {1, byte, 0};
    if (byte >= 0xc2 && byte < 0xe0)
        return {2, byte & 0x1fU, 0x80};
    if (byte >= 0xe0 && byte < 0xf0)
        return {3, byte & 0x0fU, 0x800};
    if (byte >= 0xf0 && byte < 0xf5)
        return {4, byte & 0x07U, 0x10000};
    return {0, 0, 0};
}

/// The first code point of a text that is not empty.
CodePoint decode(std::string_view text) {
    const LeadByte lead = leadByte(static_cast<unsigned char>(text[0]));
    if (lead.length == 0 || lead.length > text.size())
        return {};
    char32_t value = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80)
            return {};
        value = (value << 6U) | (byte & 0x3fU);
    }
    const bool isSurrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < lead.smallest || value > 0x10ffff || isSurrogate)
        return {};
    return {value, lead.length, true};
}

struct Range {
    char32_t first;
    char32_t last;
};

template <std::size_t n>
bool within(const std::array<Range, n>& ranges, char32_t value) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [value](const Range& r) { return r.first <= value && value <= r.last; });
}

/// C0, DEL, C1; line and paragraph separators; marks that reorder or hide text (bidi, BOM).
constexpr std::array kUnsafe{Range{0x00, 0x1f},     Range{0x7f, 0x9f},     Range{0x200e, 0x200f},
                             Range{0x2028, 0x202e}, Range{0x2066, 0x2069}, Range{0xfeff, 0xfeff}};
/// The blocks that occur in practice; not the whole of UAX #11.
constexpr std::array kCombining{Range{0x0300, 0x036f}, Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff},
                                Range{0x200b, 0x200d}, Range{0x20d0, 0x20ff}, Range{0xfe00, 0xfe0f},
                                Range{0xfe20, 0xfe2f}};
constexpr std::array kWide{Range{0x1100, 0x115f},   Range{0x2e80, 0x303e},  Range{0x3041, 0xa4cf},
                           Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},  Range{0xfe30, 0xfe6f},
                           Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},  Range{0x1f300, 0x1f64f},
                           Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};

std::size_t widthOf(char32_t value) {
    if (within(kCombining, value))
        return 0;
    return within(kWide, value) ? 2 : 1;
}

/// Bytes of the longest begin of `text` that is at most `width` columns wide.
std::size_t bytesWithin(std::string_view text, std::size_t width) {
    std::size_t taken = 0;
    std::size_t columns = 0;
    while (taken < text.size()) {
        const CodePoint next = decode(text.substr(taken));
        columns += widthOf(next.value);
        if (columns > width)
            break;
        taken += next.length;
    }
    return taken;
}

std::string padded(const std::string& cell, std::size_t width, Align align, bool isLast) {
    const std::size_t own = displayWidth(cell);
    const std::string fill(width > own ? width - own : 0, ' ');
    if (align == Align::Right)
        return fill + cell;
    return isLast ? cell : cell + fill;
}

} // namespace

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint next = decode(text);
        if (!next.valid || within(kUnsafe, next.value))
            out += kReplacementUtf8;
        else
            out += text.substr(0, next.length);
        text.remove_prefix(next.length);
    }
    return out;
}

std::size_t displayWidth(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const CodePoint next = decode(text);
        width += widthOf(next.value);
        text.remove_prefix(next.length);
    }
    return width;
}

std::string elided(std::string_view text, std::size_t maxWidth) {
    const std::size_t width = displayWidth(text);
    if (width <= maxWidth || maxWidth == 0)
        return std::string(text);
    // The end of an import path tells more than its begin, so it gets the larger half.
    const std::size_t head = (maxWidth - 1) / 3;
    const std::size_t tail = maxWidth - 1 - head;
    const std::size_t tailFrom = bytesWithin(text, width - tail);
    return std::string(text.substr(0, bytesWithin(text, head))) + "…" + std::string(text.substr(tailFrom));
}

void TextTable::addRow(std::vector<std::string> cells) {
    cells.resize(m_columns.size());
    for (std::string& cell : cells)
        cell = elided(printable(cell), kMaxCellWidth);
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    std::vector<std::string> titles;
    bool hasTitles = false;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        titles.push_back(m_columns[i].title);
        hasTitles = hasTitles || !titles.back().empty();
        widths.push_back(displayWidth(titles.back()));
        for (const auto& row : m_rows)
            widths.back() = std::max(widths.back(), displayWidth(row[i]));
    }
    std::string out;
    const auto addLine = [&](const std::vector<std::string>& cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i)
            line += "  " + padded(cells[i], widths[i], m_columns[i].align, i + 1 == cells.size());
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    if (hasTitles)
        addLine(titles);
    for (const auto& row : m_rows)
        addLine(row);
    return out;
}

} // namespace rt0
