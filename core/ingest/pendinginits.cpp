// The part of LogScanner that puts init lines together again after other output has cut them.
#include "ingest/lineprefix.h"
#include "ingest/logscanner.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr std::size_t kMaxPending = 16;
constexpr std::uint64_t kCertainLines = 256; ///< lines of others that may stand within an init line
constexpr std::uint64_t kDoubtfulLines = 32;
constexpr std::size_t kMaxPrefix = 512;
constexpr int kMaxAttempts = 4;                ///< per line, to go on with an init line
constexpr std::uint32_t kNoInit = 0xffff'ffff; ///< in the order: an init line without end so far

/// A line of the GC or of another process begins here: that is what cuts an init line.
bool beginsRecord(std::string_view text) {
    return text.starts_with("gc ") || text.starts_with("pacer: ") || text.starts_with("init ") ||
           text.starts_with("scan: ");
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// An init line whose begin is certain although its end is missing. "init done @ home" and "init done @12 ms,
/// elapsed" are prose; what the runtime itself cut, or the end of the input, is not.
bool certainlyInit(const inittrace::Fragment& fragment, std::string_view rest, bool cutShort) {
    using inittrace::Part;
    const bool endsWithin = cutShort || fragment.next == Part::Clock;
    return fragment.next > Part::Clock || beginsRecord(rest) ||
           (endsWithin && inittrace::looksCutShort(fragment.next, rest));
}

/// Where a word, or a unit behind a number that is missing, begins: there an init line can go on.
bool canResumeAt(std::string_view text, std::size_t at) {
    const char before = at == 0 ? ' ' : text[at - 1];
    if (text[at] == ' ')
        return !isDigit(before);
    return isDigit(text[at]) && (before == ' ' || before == '"' || before == '\t' ||
                                 (before == 'm' && endsWithEscape(text.substr(0, at))));
}

/// Where the statements before the one whose unit stands at `unit` begin in `text`, as far as they are there.
std::size_t numbersBefore(std::string_view text, std::size_t unit) {
    constexpr std::string_view startUnit = " ms, ";
    const auto numberBefore = [text](std::size_t end) {
        const std::size_t last = text.substr(0, end).find_last_not_of("0123456789.");
        return last == std::string_view::npos ? 0 : last + 1;
    };
    const std::size_t clock = numberBefore(unit);
    if (!text.substr(0, clock).ends_with(startUnit))
        return clock;
    return numberBefore(clock - startUnit.size());
}

} // namespace

std::size_t LogScanner::takeInit(const Line& line, std::size_t begin, bool wholeOnly) {
    TextCursor in(line.text, begin);
    auto fragment = inittrace::begin(in);
    if (!fragment || (wholeOnly && !fragment->complete()))
        return begin + 1;
    fragment->record.line = line.number;
    const std::uint32_t stream = lineStream(line, begin);
    if (fragment->complete()) {
        m_facts.inits.push_back(std::move(fragment->record));
        keep(LogFacts::Kind::Init, stream, m_facts.inits.size());
        return in.offset();
    }
    const bool certain = certainlyInit(*fragment, in.rest(), line.cutShort);
    suspend({std::move(*fragment), stream, m_facts.order.size(),
             line.number + (certain ? kCertainLines : kDoubtfulLines), certain});
    return in.offset();
}

void LogScanner::suspend(Pending pending) {
    if (m_pending.size() == kMaxPending) {
        const auto oldest = std::ranges::min_element(m_pending, {}, &Pending::expires);
        const std::uint64_t line = oldest->expires;
        expirePending(line);
    }
    m_facts.order.push_back({LogFacts::Kind::Init, pending.stream, kNoInit});
    m_pending.push_back(std::move(pending));
}

void LogScanner::complete(inittrace::Fragment fragment, std::size_t entry) {
    m_facts.order[entry].index = static_cast<std::uint32_t>(m_facts.inits.size());
    m_facts.inits.push_back(std::move(fragment.record));
}

/// Takes the places of init lines that never got their end out of the order.
void LogScanner::dropUnfinished() {
    std::erase_if(m_facts.order, [](const LogFacts::Entry& entry) {
        return entry.kind == LogFacts::Kind::Init && entry.index == kNoInit;
    });
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

/// Looks for the rest of a broken init line near the line's begin: at the begin of a word that starts with a
/// digit, or at a unit whose number stands at the end of what was read.
std::size_t LogScanner::resumePending(const Line& line) {
    const std::size_t end = std::min(line.text.size(), kMaxPrefix);
    int attempts = kMaxAttempts;
    for (std::size_t at = 0; at < end && attempts > 0; ++at) {
        if (!canResumeAt(line.text, at) || !inittrace::resumes(line.text.substr(at)))
            continue;
        --attempts;
        if (resumeAt(line, at))
            return at;
    }
    return 0;
}

/// The newest init line of the stream that can go on with `text`.
LogScanner::Pending* LogScanner::findPending(std::string_view text, std::uint32_t stream) {
    const auto part = inittrace::resumes(text);
    const bool unitOnly = !text.empty() && !isDigit(text.front());
    const auto fits = [&](const Pending& pending) {
        return pending.stream == stream && part == pending.fragment.next &&
               (!unitOnly || pending.fragment.numberOnly);
    };
    const auto found = std::find_if(m_pending.rbegin(), m_pending.rend(), fits);
    return found == m_pending.rend() ? nullptr : &*found;
}

/// True when an init line goes on at `offset`, which then stands behind what was read of it.
bool LogScanner::resumeAt(const Line& line, std::size_t& offset) {
    const auto stream =
        m_streamKnown ? std::optional(m_currentStream) : knownStream(line.text.substr(0, offset));
    Pending* const pending = stream ? findPending(line.text.substr(offset), *stream) : nullptr;
    if (pending == nullptr)
        return false;
    inittrace::Fragment fragment = pending->fragment;
    TextCursor in(line.text, offset);
    if (!inittrace::resume(fragment, in))
        return false;
    m_currentStream = *stream;
    m_streamKnown = true;
    offset = in.offset();
    if (fragment.complete()) {
        complete(std::move(fragment), pending->entry);
        m_pending.erase(m_pending.begin() + (pending - m_pending.data()));
    } else {
        pending->fragment = std::move(fragment);
        pending->certain = true;
        pending->expires = line.number + kCertainLines;
    }
    return true;
}

/// Text of a line that is no record: an init line that was cut without a line end may go on in it.
void LogScanner::searchGap(const Line& line, std::size_t from, std::size_t to) {
    while (from < to) {
        const std::string_view gap = line.text.substr(from, to - from);
        const std::size_t tail = inittrace::findTail(gap);
        if (tail == std::string_view::npos)
            return;
        std::size_t at = from + numbersBefore(gap, tail);
        if (at < from + tail && !m_pending.empty() && canResumeAt(line.text, at) && resumeAt(line, at)) {
            from = at;
            continue;
        }
        reportLostHead(line.number);
        from += tail + 1;
    }
}

/// The end of an init line stands alone: the line was cut where it cannot be put together again.
void LogScanner::reportLostHead(std::uint64_t line) {
    // Of the init lines that wait for such an end this is the newest; it is one loss, not two.
    const auto waits = [](const Pending& pending) { return pending.fragment.next <= inittrace::Part::Clock; };
    const auto head = std::find_if(m_pending.rbegin(), m_pending.rend(), waits);
    if (head == m_pending.rend())
        return reportLoss("the end of an init line whose begin is missing or was cut by other output", line);
    reportLoss(fmt::format("the line of init {} was cut by other output and cannot be read",
                           head->fragment.record.package),
               head->fragment.record.line);
    m_pending.erase(std::next(head).base());
}

void LogScanner::reportLostHeads(std::string_view text, std::uint64_t line) {
    for (std::size_t tail = 0; (tail = inittrace::findTail(text)) != std::string_view::npos;) {
        line += static_cast<std::uint64_t>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(tail), '\n'));
        reportLostHead(line);
        text.remove_prefix(tail + 1);
    }
}

} // namespace rt0
