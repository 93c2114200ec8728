#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rt0 {

/// No input of which all bytes are needed at once may be larger.
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{4} << 30U;

/// The bytes of a file in memory of our own. A mapping of the file
/// itself would raise SIGBUS when somebody shortens the file.
class FileBytes {
public:
    FileBytes() = default;
    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;
    ~FileBytes();

    /// Makes room for `bytes` and keeps what is there, without copying it; false when memory is short.
    bool reserve(std::size_t bytes);
    /// The memory behind the last byte.
    std::span<char> room() { return {m_data + m_size, m_capacity - m_size}; }
    /// `count` bytes were written into room().
    void grow(std::size_t count) { m_size += count; }
    /// Forgets the bytes and keeps the memory.
    void clear() { m_size = 0; }

    std::size_t size() const { return m_size; }
    std::string_view view() const { return {m_data, m_size}; }
    /// The same bytes, to be written over.
    std::span<char> all() { return {m_data, m_size}; }

private:
    char* m_data = nullptr; ///< mapped anonymously
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace rt0
