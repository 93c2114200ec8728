#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rt0 {

/// Reads untrusted bytes from front to back. A read that does not fit gives zero and marks the reader failed
/// for good, so that a record is read straight down and asked about once.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : m_bytes(bytes) {}

    bool failed() const { return m_failed; }
    bool atEnd() const { return m_at == m_bytes.size(); }
    std::size_t offset() const { return m_at; }
    std::size_t remaining() const { return m_bytes.size() - m_at; }

    std::uint8_t byte() {
        if (remaining() == 0)
            return fail();
        return static_cast<std::uint8_t>(m_bytes[m_at++]);
    }

    /// Unsigned LEB128; padded forms are allowed. Fails behind 64 bits, as Go's binary.Uvarint.
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < kMaxShift; shift += 7) {
            const std::uint8_t next = byte();
            if (shift == kMaxShift - 7 && next > 1)
                return fail();
            value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
            if (next < 0x80)
                return m_failed ? 0 : value;
        }
        return fail();
    }

    std::string_view bytes(std::uint64_t count) {
        if (count > remaining()) {
            fail();
            return {};
        }
        const std::string_view taken = m_bytes.substr(m_at, static_cast<std::size_t>(count));
        m_at += taken.size();
        return taken;
    }

    /// True when `count` records of at least `smallest` bytes fit into what is left; else the reader fails.
    bool fits(std::uint64_t count, std::size_t smallest) {
        if (count > remaining() / smallest)
            fail();
        return !m_failed;
    }

private:
    static constexpr unsigned kMaxShift = 70;

    std::uint8_t fail() {
        m_failed = true;
        m_at = m_bytes.size();
        return 0;
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    bool m_failed = false;
};

/// Longest varint.
inline constexpr std::size_t kMaxVarint = 10;

/// The varint at `at`, which advances, or nothing behind 64 bits. The caller has made sure that kMaxVarint
/// bytes can be read there: no bound is checked.
inline bool takeVarint(const char*& at, std::uint64_t& value) {
    constexpr std::uint64_t kMore = 0x8080'8080'8080'8080U;
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    if ((word & 0x80) == 0) {
        value = word & 0x7f;
        at += 1;
        return true;
    }
    if ((word & 0x8000) == 0) {
        value = (word & 0x7f00) >> 1 | (word & 0x7f);
        at += 2;
        return true;
    }
    const std::uint64_t last = ~word & kMore;
    if (last == 0) {
        ByteReader slow({at, kMaxVarint});
        value = slow.varint();
        at += slow.offset();
        return !slow.failed();
    }
    word &= last ^ (last - 1);
    word = (word & 0x7f00'7f00'7f00'7f00U) >> 1 | (word & 0x007f'007f'007f'007fU);
    word = (word & 0x3fff'0000'3fff'0000U) >> 2 | (word & 0x0000'3fff'0000'3fffU);
    value = (word & 0x0fff'ffff'0000'0000U) >> 4 | (word & 0x0000'0000'0fff'ffffU);
    at += static_cast<std::size_t>(std::countr_zero(last)) / 8 + 1;
    return true;
}

} // namespace rt0
