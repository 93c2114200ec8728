// The part of LogScanner that puts init lines together again after other output has cut them.
#include "ingest/logscanner.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr std::size_t kMaxPending = 16;
constexpr std::uint64_t kCertainLines = 256; ///< lines of others that may stand within an init line
constexpr std::uint64_t kDoubtfulLines = 32;
constexpr std::size_t kMaxPrefix = 512;

/// A line of the GC or of another process begins here: that is what cuts an init line.
bool beginsRecord(std::string_view text) {
    return text.starts_with("gc ") || text.starts_with("pacer: ") || text.starts_with("init ") ||
           text.starts_with("scan: ");
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

std::size_t LogScanner::takeInit(const Line& line, std::size_t begin) {
    TextCursor in(line.text, begin);
    auto fragment = inittrace::begin(in);
    if (!fragment)
        return begin + 1;
    fragment->record.line = line.number;
    const std::uint32_t stream = lineStream(line, begin);
    if (fragment->complete()) {
        m_facts.inits.push_back(std::move(fragment->record));
        keep(LogFacts::Kind::Init, stream, m_facts.inits.size());
        return in.offset();
    }
    // "init done @ home" is prose; what has a time, or a record of the runtime behind its '@', is not.
    const bool cut = line.cutShort && inittrace::looksCutShort(fragment->next, in.rest());
    const bool certain = fragment->next != inittrace::Part::Start || beginsRecord(in.rest()) || cut;
    suspend(
        {std::move(*fragment), stream, line.number + (certain ? kCertainLines : kDoubtfulLines), certain});
    return in.offset();
}

void LogScanner::suspend(Pending pending) {
    if (m_pending.size() == kMaxPending) {
        const auto oldest = std::ranges::min_element(m_pending, {}, &Pending::expires);
        const std::uint64_t line = oldest->expires;
        expirePending(line);
    }
    m_pending.push_back(std::move(pending));
}

void LogScanner::expirePending(std::uint64_t line) {
    std::erase_if(m_pending, [&](const Pending& pending) {
        if (pending.expires > line)
            return false;
        if (pending.certain)
            reportLoss(
                fmt::format("the line of init {} has no end: it was cut off, or the program ended meanwhile",
                            pending.fragment.record.package),
                pending.fragment.record.line);
        return true;
    });
}

/// Looks for the rest of a broken init line at the begin of the line or of a word that starts with a digit.
std::size_t LogScanner::resumePending(const Line& line) {
    const std::size_t end = std::min(line.text.size(), kMaxPrefix);
    for (std::size_t at = 0; at < end; ++at) {
        const bool beginsWord =
            at == 0 || line.text[at - 1] == ' ' || line.text[at - 1] == '"' || line.text[at - 1] == '\t';
        if (beginsWord && isDigit(line.text[at]) && resumeAt(line, at))
            return at;
    }
    return 0;
}

/// True when an init line goes on at `offset`, which then stands behind what was read of it.
bool LogScanner::resumeAt(const Line& line, std::size_t& offset) {
    for (std::size_t i = m_pending.size(); i-- > 0;) {
        inittrace::Fragment fragment = m_pending[i].fragment;
        TextCursor in(line.text, offset);
        if (!inittrace::resume(fragment, in) || streamOf(line.text.substr(0, offset)) != m_pending[i].stream)
            continue;
        m_currentStream = m_pending[i].stream;
        m_streamKnown = true;
        offset = in.offset();
        if (fragment.complete()) {
            m_pending.erase(m_pending.begin() + static_cast<std::ptrdiff_t>(i));
            m_facts.inits.push_back(std::move(fragment.record));
            keep(LogFacts::Kind::Init, m_currentStream, m_facts.inits.size());
        } else {
            m_pending[i].fragment = std::move(fragment);
            m_pending[i].certain = true;
            m_pending[i].expires = line.number + kCertainLines;
        }
        return true;
    }
    return false;
}

} // namespace rt0
