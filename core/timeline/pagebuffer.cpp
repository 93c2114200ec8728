#include "timeline/pagebuffer.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace rt0 {

#ifdef __linux__
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20U;

std::size_t roundedUp(std::size_t bytes) {
    return (bytes + kHugePage - 1) & ~(kHugePage - 1);
}

/// Addresses for `bytes` (whole huge pages) that begin where a huge page can.
std::byte* reserve(std::size_t bytes) {
    void* const all = mmap(nullptr, bytes + kHugePage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        throw std::bad_alloc();
    auto* const begin = static_cast<std::byte*>(all);
    const std::size_t before =
        roundedUp(reinterpret_cast<std::uintptr_t>(begin)) - reinterpret_cast<std::uintptr_t>(begin);
    if (before != 0)
        munmap(begin, before);
    munmap(begin + before + bytes, kHugePage - before);
    return begin + before;
}

} // namespace

/// Makes the mapping `bytes` long; when it moves, its huge pages stay whole.
void PageBuffer::map(std::size_t bytes) {
    const std::size_t size = roundedUp(bytes);
    if (size < m_mapped)
        munmap(m_data + size, m_mapped - size);
    if (size > m_mapped) {
        std::byte* const to = reserve(size);
        const void* const done =
            m_mapped != 0
                ? mremap(m_data, m_mapped, size, MREMAP_MAYMOVE | MREMAP_FIXED, to)
                : mmap(to, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (done == MAP_FAILED) {
            munmap(to, size);
            throw std::bad_alloc();
        }
        // Filling 4 KiB pages takes three times as long. No harm where the system has no others.
        (void)madvise(to, size, MADV_HUGEPAGE);
        if (m_mapped == 0 && m_data != nullptr) {
            std::memcpy(to, m_data, std::min(m_size, bytes));
            std::free(m_data);
        }
        m_data = to;
    }
    m_mapped = size;
    m_size = bytes;
}

void PageBuffer::grow(std::size_t bytes) {
    if (m_mapped != 0 || bytes >= 2 * kHugePage)
        map(bytes);
    else
        resize(bytes);
}
#else
void PageBuffer::grow(std::size_t bytes) {
    resize(bytes);
}
#endif

// Large blocks are mappings of their own to the C libraries we know: growing one moves its pages, and what is
// never written takes none.
void PageBuffer::resize(std::size_t bytes) {
#ifdef __linux__
    if (m_mapped != 0 && bytes != 0)
        return map(bytes);
    if (m_mapped != 0)
        munmap(std::exchange(m_data, nullptr), std::exchange(m_mapped, 0));
#endif
    if (bytes == 0) {
        std::free(std::exchange(m_data, nullptr));
        m_size = 0;
        return;
    }
    void* const data = std::realloc(m_data, bytes);
    if (data == nullptr)
        throw std::bad_alloc();
    m_data = static_cast<std::byte*>(data);
    m_size = bytes;
}

} // namespace rt0
