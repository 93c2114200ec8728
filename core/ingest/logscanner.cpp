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
    return std::isalnum(before) == 0 &&
           std::string_view("_-./%").find(text[begin - 1]) == std::string_view::npos;
}

} // namespace

void LogScanner::scan(std::string_view block, bool last) {
    if (m_line == 1 && m_facts.empty() && block.starts_with("\xef\xbb\xbf"))
        block.remove_prefix(3); // byte order mark
    RecordFinder finder(block);
    std::size_t at = 0;
    while (at < block.size()) {
        if (!watching()) {
            const auto candidate = finder.next(at);
            if (!candidate) {
                m_line += countLines(block.substr(at));
                break;
            }
            const std::size_t lineEnd = block.substr(at, candidate->begin - at).rfind('\n');
            const std::size_t lineBegin = lineEnd == std::string_view::npos ? at : at + lineEnd + 1;
            m_line += countLines(block.substr(at, lineBegin - at));
            at = lineBegin;
        }
        const FirstLine line = firstLine(block.substr(at));
        scanLine(line.text, last && !line.complete, {&finder, at});
        at += line.length;
        m_line += line.complete ? 1 : 0;
    }
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
    m_streamKnown = false;
    std::size_t at = m_pending.empty() ? 0 : resumePending(line);
    if (m_line <= m_loaderUntil)
        takeLoaderLine(line);
    RecordFinder ownFinder(line.text);
    if (position.finder == nullptr)
        position = {&ownFinder, 0};
    while (const auto candidate = nextInLine(line, position, at))
        at = takeRecord(line, *candidate, at);
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
        if (m_line > m_loaderUntil)
            takeLoaderLine(line);
        return begin + lddebug::kBegin.size();
    }
    if (!beginsWord(line.text, begin, from))
        return begin + 1;
    switch (candidate.kind) {
    case RecordFinder::Kind::Init:
        return takeInit(line, begin);
    case RecordFinder::Kind::Gc:
        return takeGc(line, begin);
    default:
        return takePacer(line, begin);
    }
}

std::size_t LogScanner::takeGc(const Line& line, std::size_t begin) {
    TextCursor in(line.text, begin);
    if (auto gc = gctrace::parse(in)) {
        gc->line = line.number;
        const std::uint32_t stream = lineStream(line, begin);
        m_facts.gcCycles.push_back(*gc);
        keep(LogFacts::Kind::Gc, stream, m_facts.gcCycles.size());
        return in.offset();
    }
    if (gctrace::looksDamaged(line.text.substr(begin), line.cutShort))
        reportLoss("damaged line of a GC cycle (gctrace)", line.number);
    return begin + 1;
}

std::size_t LogScanner::takePacer(const Line& line, std::size_t begin) {
    TextCursor in(line.text, begin);
    if (auto pacer = pacertrace::parse(in, line.cutShort)) {
        pacer->line = line.number;
        const std::uint32_t stream = lineStream(line, begin);
        m_facts.pacer.push_back(*pacer);
        keep(LogFacts::Kind::Pacer, stream, m_facts.pacer.size());
        return in.offset();
    }
    if (pacertrace::looksDamaged(line.text.substr(begin), line.cutShort))
        reportLoss("damaged line of the GC pacer (gcpacertrace)", line.number);
    return begin + 1;
}

void LogScanner::takeLoaderLine(const Line& line) {
    const auto found = lddebug::parseLine(line.text, line.cutShort);
    if (!found)
        return;
    m_loaderUntil = line.number + kLoaderLines;
    if (found->beginsBlock()) {
        m_loaderByPid.try_emplace(found->pid).first->second.open = false;
        return;
    }
    LoaderRecord& record = loaderOf(found->pid, found->isFinal(), line, found->column);
    record.*(found->field) = found->value;
}

LoaderRecord& LogScanner::loaderOf(std::uint64_t pid, bool final, const Line& line, std::size_t column) {
    constexpr std::uint32_t none = 0xffff'ffff;
    LoaderBlock& block = m_loaderByPid.try_emplace(pid, LoaderBlock{none, false}).first->second;
    // A process that executes another program keeps its id and prints a second block.
    const bool known = block.index < m_facts.loaders.size() && m_facts.loaders[block.index].pid == pid;
    if (!known || (!block.open && !final)) {
        LoaderRecord record;
        record.pid = pid;
        record.line = line.number;
        m_facts.loaders.push_back(record);
        keep(LogFacts::Kind::Loader, lineStream(line, column), m_facts.loaders.size());
        block = {static_cast<std::uint32_t>(m_facts.loaders.size() - 1), true};
    }
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
    std::ranges::stable_sort(m_facts.diagnostics, {}, &Diagnostic::line);
    if (m_losses > kMaxLosses)
        m_facts.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                       fmt::format("and {} more damaged lines", m_losses - kMaxLosses),
                                       {},
                                       0});
    return std::move(m_facts);
}

} // namespace rt0
