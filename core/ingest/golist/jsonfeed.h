#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

namespace rt0::golist {

/// The bytes that nlohmann's parser asks for one by one. Values that nobody needs, nine tenths of what `go
/// list` prints, are jumped over without being looked at closely: the parser gets "0" instead.
class JsonFeed {
public:
    explicit JsonFeed(std::string_view bytes)
        : m_bytes(bytes), m_at(bytes.data()), m_end(m_at + bytes.size()) {}

    bool atEnd() const { return m_at == m_end; }
    char current() const { return *m_at; }
    void advance() {
        if (++m_at == m_end && m_next != nullptr)
            resume();
    }

    /// To be called when the parser has just taken an object's key.
    void skipValue();
    /// Where the parser is.
    std::size_t offset() const;
    /// Goes on at `offset`.
    void moveTo(std::size_t offset);

    /// An input iterator as nlohmann wants it; a null feed is the end of every feed.
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = char;
        using difference_type = std::ptrdiff_t;
        using pointer = const char*;
        using reference = char;

        explicit Iterator(JsonFeed* feed = nullptr) : m_feed(feed) {}
        char operator*() const { return m_feed->current(); }
        Iterator& operator++() {
            m_feed->advance();
            return *this;
        }
        Iterator operator++(int) {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.ended() == b.ended(); }

    private:
        bool ended() const { return m_feed == nullptr || m_feed->atEnd(); }

        JsonFeed* m_feed;
    };

private:
    void resume();

    std::string_view m_bytes;
    const char* m_at;
    const char* m_end;
    const char* m_next = nullptr; ///< where to go on behind the stand-in; null: no stand-in is being read
};

/// Offset behind the JSON value that begins at or behind `from`, or the end of `bytes` when it does not end.
/// Only strings and brackets are looked at: it need not be valid.
std::size_t endOfValue(std::string_view bytes, std::size_t from);

} // namespace rt0::golist
