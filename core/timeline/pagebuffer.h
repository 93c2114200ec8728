#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace rt0 {

/// Memory that is not written before it is used, and grows without being copied: for columns of hundreds of
/// megabytes, where clearing and copying would cost more than filling them. What was never written costs
/// address space only.
class PageBuffer {
public:
    PageBuffer() = default;
    PageBuffer(PageBuffer&& other) noexcept
        : m_data(std::exchange(other.m_data, nullptr)),
          m_size(std::exchange(other.m_size, 0)),
          m_mapped(std::exchange(other.m_mapped, 0)) {}
    PageBuffer& operator=(PageBuffer&& other) noexcept {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        std::swap(m_mapped, other.m_mapped);
        return *this;
    }
    PageBuffer(const PageBuffer&) = delete;
    PageBuffer& operator=(const PageBuffer&) = delete;
    ~PageBuffer() { resize(0); }

    std::byte* data() const { return m_data; }
    std::size_t size() const { return m_size; }
    /// Keeps what fits; what is new is undefined. Throws std::bad_alloc like any container.
    void resize(std::size_t bytes);
    /// As resize(), for memory that is written from its begin on without gaps: the system may hand it out in
    /// large pages.
    void grow(std::size_t bytes);

private:
    void map(std::size_t bytes);

    std::byte* m_data = nullptr;
    std::size_t m_size = 0;
    std::size_t m_mapped = 0; ///< bytes of a mapping of its own; 0: from malloc()
};

/// An array of plain values in a PageBuffer; its values are undefined until they are written.
template <typename T>
class PageArray {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    std::size_t size() const { return m_buffer.size() / sizeof(T); }
    void resize(std::size_t count) { m_buffer.resize(count * sizeof(T)); }
    /// At least `count`, with room for as many again: for arrays that grow step by step and
    /// are written without gaps.
    void growTo(std::size_t count) {
        if (count > size())
            m_buffer.grow(2 * count * sizeof(T));
    }
    T* data() { return reinterpret_cast<T*>(m_buffer.data()); }
    const T* data() const { return reinterpret_cast<const T*>(m_buffer.data()); }
    T& operator[](std::size_t i) { return data()[i]; }
    const T& operator[](std::size_t i) const { return data()[i]; }
    std::size_t memoryBytes() const { return m_buffer.size(); }

private:
    PageBuffer m_buffer;
};

} // namespace rt0
