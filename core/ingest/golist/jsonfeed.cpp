#include "ingest/golist/jsonfeed.h"

#include <cstring>

namespace rt0::golist {
namespace {

constexpr std::string_view kStandIn = ":0";

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Offset behind the string whose first quote stands at `at`.
std::size_t endOfString(std::string_view bytes, std::size_t at) {
    for (std::size_t from = at + 1;;) {
        const std::size_t quote = bytes.find('"', from);
        if (quote == std::string_view::npos)
            return bytes.size();
        std::size_t backslashes = 0;
        while (bytes[quote - 1 - backslashes] == '\\' && quote - 1 - backslashes > at)
            ++backslashes;
        if (backslashes % 2 == 0)
            return quote + 1;
        from = quote + 1;
    }
}

std::size_t endOfNested(std::string_view bytes, std::size_t at) {
    std::size_t depth = 0;
    while (at < bytes.size()) {
        const char c = bytes[at];
        if (c == '"') {
            at = endOfString(bytes, at);
            continue;
        }
        ++at;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return bytes.size();
}

} // namespace

std::size_t endOfValue(std::string_view bytes, std::size_t from) {
    while (from < bytes.size() && isSpace(bytes[from]))
        ++from;
    if (from == bytes.size())
        return from;
    if (bytes[from] == '"')
        return endOfString(bytes, from);
    if (bytes[from] == '{' || bytes[from] == '[')
        return endOfNested(bytes, from);
    while (from < bytes.size() && std::strchr(",}] \t\r\n", bytes[from]) == nullptr)
        ++from;
    return from;
}

std::size_t JsonFeed::offset() const {
    return static_cast<std::size_t>((m_next != nullptr ? m_next : m_at) - m_bytes.data());
}

void JsonFeed::moveTo(std::size_t offset) {
    m_at = m_bytes.data() + offset;
    m_end = m_bytes.data() + m_bytes.size();
    m_next = nullptr;
}

void JsonFeed::skipValue() {
    std::size_t at = offset();
    while (at < m_bytes.size() && isSpace(m_bytes[at]))
        ++at;
    if (at == m_bytes.size() || m_bytes[at] != ':')
        return; // the parser finds the mistake
    const std::size_t end = endOfValue(m_bytes, at + 1);
    if (end == m_bytes.size())
        return moveTo(end); // cut short: no object ends with a value
    m_next = m_bytes.data() + end;
    m_at = kStandIn.data();
    m_end = m_at + kStandIn.size();
}

void JsonFeed::resume() {
    m_at = m_next;
    m_end = m_bytes.data() + m_bytes.size();
    m_next = nullptr;
}

} // namespace rt0::golist
