#include "ingest/logscanner.h"

#include "ingest/gctrace.h"
#include "ingest/lddebug.h"
#include "ingest/lineprefix.h"
#include "ingest/pacertrace.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr std::uint64_t kLoaderLines = 64; ///< a block has 8; lines of other processes may stand between them
constexpr std::uint64_t kMaxLosses = 20;   ///< listed one by one

std::uint64_t countLines(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

/// The text up to its line end, and how long it is with it.
struct FirstLine {
    std::string_view text;
    std::size_t length = 0;
    bool complete = false;
};

FirstLine firstLine(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
        return {text, text.size(), false};
    return {text.substr(0, end), end + 1, true};
}

/// A record begins a line or a word, or stands directly behind another record (which may have cut into a
/// line).
bool beginsWord(std::string_view text, std::size_t begin, std::size_t behindRecord) {
    if (begin == 0 || begin == behindRecord)
        return true;
    const auto before = static_cast<unsigned char>(text[begin - 1]);
    const bool separated = std::isalnum(before) == 0 &&
                           std::string_view("_-./%").find(text[begin - 1]) == std::string_view::npos;
    return separated || endsWithEscape(text.substr(0, begin));
}

} // namespace

void LogScanner::scan(std::string_view block, bool last) {
    if (m_line == 1 && m_facts.empty() && block.starts_with("\xef\xbb\xbf"))
        block.remove_prefix(3); // byte order mark
    RecordFinder finder(block);
    const bool continued = !block.empty() && std::exchange(m_lineContinues, false);
    std::size_t at = 0;
    while (at < block.size()) {
        if (!watching()) {
            const auto candidate = finder.next(at);
            if (!candidate) {
                const std::uint64_t lines = countLines(block.substr(at));
                reportLostHeads(block.substr(at), m_line);
                m_streamKnown = m_streamKnown && continued && at == 0 && lines == 0;
                m_line += lines;
                break;
            }
            const std::size_t lineEnd = block.substr(at, candidate->begin - at).rfind('\n');
            const std::size_t lineBegin = lineEnd == std::string_view::npos ? at : at + lineEnd + 1;
            reportLostHeads(block.substr(at, lineBegin - at), m_line);
            m_line += countLines(block.substr(at, lineBegin - at));
            at = lineBegin;
        }
        // A line too long to be held comes in pieces; only the first has its prefix.
        m_streamKnown = m_streamKnown && continued && at == 0;
        const FirstLine line = firstLine(block.substr(at));
        scanLine(line.text, last && !line.complete, {&finder, at});
        at += line.length;
        m_line += line.complete ? 1 : 0;
    }
    if (!block.empty())
        m_lineContinues = block.back() != '\n';
    if (last && !block.empty() && block.back() != '\n')
        noticeCutName({block.substr(block.rfind('\n') + 1), m_line, true});
}

void LogScanner::scanLine(std::string_view raw, bool cutShort, BlockPosition position) {
    Line line{raw, m_line, cutShort};
    if (line.text.ends_with('\r'))
        line.text.remove_suffix(1);
    if (line.text.find('\\') != std::string_view::npos) {
        unescapeJson(line.text, m_plain);
        line.text = m_plain;
        position.finder = nullptr;
    }
    m_loaderLineTaken = false;
    std::size_t at = m_pending.empty() ? 0 : resumePending(line);
    if (m_line <= m_loaderUntil)
        takeLoaderLine(line);
    RecordFinder ownFinder(line.text);
    if (position.finder == nullptr)
        position = {&ownFinder, 0};
    while (const auto candidate = nextInLine(line, position, at)) {
        searchGap(line, at, candidate->begin);
        at = takeRecord(line, *candidate, at);
    }
    searchGap(line, at, line.text.size());
    if (!m_pending.empty())
        expirePending(m_line);
}

std::optional<RecordFinder::Candidate> LogScanner::nextInLine(const Line& line, BlockPosition position,
                                                              std::size_t from) {
    auto candidate = position.finder->next(position.lineBegin + from);
    if (!candidate || candidate->begin >= position.lineBegin + line.text.size())
        return std::nullopt;
    candidate->begin -= position.lineBegin;
    return candidate;
}

std::size_t LogScanner::takeRecord(const Line& line, const RecordFinder::Candidate& candidate,
                                   std::size_t from) {
    const std::size_t begin = candidate.begin;
    if (candidate.kind == RecordFinder::Kind::Loader) {
        takeLoaderLine(line);
        return begin + lddebug::kBegin.size();
    }
    const bool wholeOnly = !beginsWord(line.text, begin, from);
    switch (candidate.kind) {
    case RecordFinder::Kind::Init:
        return takeInit(line, begin, wholeOnly);
    case RecordFinder::Kind::Gc:
        return takeGc(line, begin, wholeOnly);
    default:
        return takePacer(line, begin, wholeOnly);
    }
}

std::size_t LogScanner::takeGc(const Line& line, std::size_t begin, bool wholeOnly) {
    TextCursor in(line.text, begin);
    if (auto gc = gctrace::parse(in)) {
        gc->line = line.number;
        const std::uint32_t stream = lineStream(line, begin);
        m_facts.gcCycles.push_back(*gc);
        keep(LogFacts::Kind::Gc, stream, m_facts.gcCycles.size());
        return in.offset();
    }
    if (!wholeOnly && gctrace::looksDamaged(line.text.substr(begin), line.cutShort))
        reportLoss("damaged line of a GC cycle (gctrace)", line.number);
    return begin + 1;
}

std::size_t LogScanner::takePacer(const Line& line, std::size_t begin, bool wholeOnly) {
    TextCursor in(line.text, begin);
    if (auto pacer = pacertrace::parse(in, line.cutShort)) {
        pacer->line = line.number;
        const std::uint32_t stream = lineStream(line, begin);
        m_facts.pacer.push_back(*pacer);
        keep(LogFacts::Kind::Pacer, stream, m_facts.pacer.size());
        return in.offset();
    }
    if (!wholeOnly && pacertrace::looksDamaged(line.text.substr(begin), line.cutShort))
        reportLoss("damaged line of the GC pacer (gcpacertrace)", line.number);
    return begin + 1;
}

void LogScanner::takeLoaderLine(const Line& line) {
    if (m_loaderLineTaken)
        return; // a line holds one number, however often it names a block
    m_loaderLineTaken = true;
    const auto found = lddebug::parseLine(line.text, line.cutShort);
    if (!found)
        return;
    m_loaderUntil = line.number + kLoaderLines;
    if (found->beginsBlock()) {
        const auto known = m_loaderOf.find({lineStream(line, found->column), found->pid});
        if (known != m_loaderOf.end())
            known->second.open = false;
        return;
    }
    LoaderRecord& record = loaderOf(*found, line);
    record.*(found->field) = found->value;
}

LoaderRecord& LogScanner::loaderOf(const lddebug::Line& found, const Line& line) {
    const std::uint32_t stream = lineStream(line, found.column);
    const auto [at, isNew] = m_loaderOf.try_emplace({stream, found.pid});
    LoaderBlock& block = at->second;
    // A process that executes another program keeps its id and prints a second block.
    if (isNew || (!block.open && !found.isFinal())) {
        LoaderRecord record;
        record.pid = found.pid;
        record.line = line.number;
        m_facts.loaders.push_back(record);
        keep(LogFacts::Kind::Loader, stream, m_facts.loaders.size());
        block = {static_cast<std::uint32_t>(m_facts.loaders.size() - 1), true, false};
    }
    if (found.isFinal() && !std::exchange(block.exited, true))
        keep(LogFacts::Kind::LoaderExit, stream, std::size_t{block.index} + 1);
    return m_facts.loaders[block.index];
}

/// The input ends within "init PACKAGE", before the '@' by which such lines are found.
void LogScanner::noticeCutName(const Line& line) {
    const std::size_t begin = line.text.rfind("init ");
    if (m_facts.inits.empty() || begin == std::string_view::npos || !beginsWord(line.text, begin, 0))
        return;
    streamKey(line.text.substr(0, begin), m_key);
    if (!m_key.empty() && !m_streamByKey.contains(m_key))
        return; // something else that ends with these words
    TextCursor in(line.text, begin + 5);
    const std::string_view package = in.takeToken();
    if (in.atEnd() || in.rest() == " ")
        reportLoss(fmt::format("the input ends within the line of init {}", package), line.number);
}

void LogScanner::reportLoss(std::string message, std::uint64_t line) {
    if (++m_losses <= kMaxLosses)
        m_facts.diagnostics.push_back({Diagnostic::Severity::DataLoss, std::move(message), {}, line});
}

std::uint32_t LogScanner::streamOf(std::string_view prefix) {
    if (prefix.empty())
        return 0;
    streamKey(prefix, m_key);
    if (m_key.empty())
        return 0;
    const auto next = static_cast<std::uint32_t>(m_facts.streams.size());
    const auto [known, isNew] = m_streamByKey.try_emplace(m_key, next);
    if (isNew)
        m_facts.streams.push_back(m_key);
    return known->second;
}

std::optional<std::uint32_t> LogScanner::knownStream(std::string_view prefix) {
    streamKey(prefix, m_key);
    if (m_key.empty())
        return 0;
    const auto known = m_streamByKey.find(m_key);
    return known == m_streamByKey.end() ? std::nullopt : std::optional(known->second);
}

std::uint32_t LogScanner::lineStream(const Line& line, std::size_t begin) {
    if (!m_streamKnown) {
        m_currentStream = streamOf(line.text.substr(0, begin));
        m_streamKnown = true;
    }
    return m_currentStream;
}

void LogScanner::keep(LogFacts::Kind kind, std::uint32_t stream, std::size_t size) {
    m_facts.order.push_back({kind, stream, static_cast<std::uint32_t>(size - 1)});
}

LogFacts LogScanner::finish() && {
    expirePending(UINT64_MAX);
    dropUnfinished();
    std::ranges::stable_sort(m_facts.diagnostics, {}, &Diagnostic::line);
    if (m_losses > kMaxLosses)
        m_facts.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                       fmt::format("and {} more damaged lines", m_losses - kMaxLosses),
                                       {},
                                       0});
    return std::move(m_facts);
}

} // namespace rt0
