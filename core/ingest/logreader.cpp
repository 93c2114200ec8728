#include "ingest/logreader.h"

#include "ingest/detect.h"

#include <algorithm>
#include <array>

namespace rt0 {
namespace {

constexpr std::size_t kMaxHeld = 1 << 20;
constexpr std::size_t kLongestRecord = 8192;

/// Where a line too long to hold can be cut without cutting a record: before the last begin of one.
std::size_t cutBefore(std::string_view line) {
    const std::size_t from = line.size() > kLongestRecord ? line.size() - kLongestRecord : 0;
    const std::string_view tail = line.substr(from);
    std::size_t cut = std::string_view::npos;
    for (const std::string_view word : {"init ", "gc ", "pacer: "}) {
        const std::size_t found = tail.rfind(word);
        if (found != std::string_view::npos && (cut == std::string_view::npos || found > cut))
            cut = found;
    }
    return cut == std::string_view::npos || from + cut == 0 ? line.size() : from + cut;
}

} // namespace

void LogReader::hold(std::string_view piece) {
    m_held += piece;
    if (m_held.size() <= kMaxHeld)
        return;
    const std::size_t cut = cutBefore(m_held);
    m_scanner.scan(std::string_view(m_held).substr(0, cut), false);
    m_held.erase(0, cut);
}

void LogReader::feed(std::string_view chunk) {
    if (m_head.size() < kSniffBytes)
        m_head += chunk.substr(0, kSniffBytes - m_head.size());
    const std::size_t lastEnd = chunk.rfind('\n');
    if (lastEnd == std::string_view::npos)
        return hold(chunk);
    if (!m_held.empty()) {
        const std::size_t firstEnd = chunk.find('\n') + 1;
        m_held += chunk.substr(0, firstEnd);
        m_scanner.scan(m_held, false);
        m_held.clear();
        m_scanner.scan(chunk.substr(firstEnd, lastEnd + 1 - firstEnd), false);
    } else {
        m_scanner.scan(chunk.substr(0, lastEnd + 1), false);
    }
    hold(chunk.substr(lastEnd + 1));
}

LogFacts LogReader::finish() && {
    m_scanner.scan(m_held, true);
    return std::move(m_scanner).finish();
}

} // namespace rt0
