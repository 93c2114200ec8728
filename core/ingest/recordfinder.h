#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace rt0 {

/// Finds where a record may begin, at the speed of memchr: an init or GC line by its '@', a pacer line and a
/// block of the dynamic loader by their first words. What it finds is a candidate, not yet a record.
class RecordFinder {
public:
    enum class Kind { Init, Gc, Pacer, Loader };
    struct Candidate {
        Kind kind{};
        std::size_t begin = 0;
    };

    explicit RecordFinder(std::string_view text) : m_text(text) {}

    /// The first candidate that begins at or behind `from`; `from` never decreases from call to call.
    std::optional<Candidate> next(std::size_t from);

private:
    /// Searched again only when the last find was passed, so that a whole text costs one pass.
    struct Position {
        std::size_t at = 0;
        bool searched = false;
    };
    std::size_t nextWord(Position& position, std::string_view word, std::size_t from) const;
    std::optional<Candidate> candidateAt(std::size_t at, std::size_t from) const;
    std::optional<Candidate> nextByAt(std::size_t from);

    std::string_view m_text;
    Position m_pacer;
    Position m_loader;
    std::size_t m_nextAt = 0;        ///< no '@' that counts stands before
    std::optional<Candidate> m_byAt; ///< found, not passed yet
};

} // namespace rt0
