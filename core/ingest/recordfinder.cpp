#include "ingest/recordfinder.h"

#include "ingest/gctrace.h"
#include "ingest/inittrace.h"
#include "ingest/lddebug.h"
#include "ingest/pacertrace.h"

#include <cstring>

namespace rt0 {
namespace {

std::size_t findWord(std::string_view text, std::string_view word, std::size_t from) {
    if (from >= text.size())
        return std::string_view::npos;
    const void* const found = ::memmem(text.data() + from, text.size() - from, word.data(), word.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

} // namespace

std::size_t RecordFinder::nextWord(Position& position, std::string_view word, std::size_t from) const {
    if (!position.searched || (position.at != std::string_view::npos && position.at < from))
        position = {findWord(m_text, word, from), true};
    return position.at;
}

std::optional<RecordFinder::Candidate> RecordFinder::candidateAt(std::size_t at, std::size_t from) const {
    if (at == 0 || m_text[at - 1] != ' ')
        return std::nullopt;
    if (const auto init = inittrace::beginBefore(m_text, at); init && *init >= from)
        return Candidate{Kind::Init, *init};
    if (const auto gc = gctrace::beginBefore(m_text, at); gc && *gc >= from)
        return Candidate{Kind::Gc, *gc};
    return std::nullopt;
}

std::optional<RecordFinder::Candidate> RecordFinder::nextByAt(std::size_t from) {
    if (m_byAt && m_byAt->begin >= from)
        return m_byAt;
    m_byAt.reset();
    m_nextAt = std::max(m_nextAt, from);
    while (!m_byAt) {
        m_nextAt = m_text.find('@', m_nextAt);
        if (m_nextAt == std::string_view::npos)
            break;
        m_byAt = candidateAt(m_nextAt, from);
        ++m_nextAt;
    }
    return m_byAt;
}

std::optional<RecordFinder::Candidate> RecordFinder::next(std::size_t from) {
    std::optional<Candidate> best = nextByAt(from);
    const auto consider = [&best](Kind kind, std::size_t begin) {
        if (begin != std::string_view::npos && (!best || begin < best->begin))
            best = Candidate{kind, begin};
    };
    consider(Kind::Pacer, nextWord(m_pacer, pacertrace::kBegin, from));
    consider(Kind::Loader, nextWord(m_loader, lddebug::kBegin, from));
    return best;
}

} // namespace rt0
