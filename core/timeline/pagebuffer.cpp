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
constexpr std::size_t kPage = 4096;
/// Smaller ones live on the heap.
constexpr std::size_t kSmallestMapping = 2 * kHugePage;

bool isMapped(std::size_t bytes) {
    return bytes >= kSmallestMapping;
}

std::size_t roundedUp(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

void unmap(std::byte* data, std::size_t bytes) {
    if (bytes != 0)
        munmap(data, bytes);
}

/// A new mapping that begins at a huge page. Most systems map at the next small one, so what is before and
/// behind is given back.
std::byte* mapped(std::size_t bytes) {
    const std::size_t size = roundedUp(bytes, kPage);
    if (size < bytes || size + kHugePage < size)
        throw std::bad_alloc();
    void* const raw = mmap(nullptr, size + kHugePage, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (raw == MAP_FAILED)
        throw std::bad_alloc();
    auto* const begin = static_cast<std::byte*>(raw);
    const std::size_t before = (kHugePage - reinterpret_cast<std::uintptr_t>(raw) % kHugePage) % kHugePage;
    unmap(begin, before);
    unmap(begin + before + size, kHugePage - before);
    madvise(begin + before, size, MADV_HUGEPAGE); // a wish: nothing depends on it
    return begin + before;
}

/// Moves the pages, not what is in them.
std::byte* grown(std::byte* data, std::size_t from, std::size_t to) {
    std::byte* const larger = mapped(to);
    const std::size_t size = roundedUp(from, kPage);
    if (mremap(data, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, larger) == MAP_FAILED) {
        std::memcpy(larger, data, from);
        unmap(data, size);
    }
    return larger;
}

} // namespace

void PageBuffer::resize(std::size_t bytes) {
    const bool was = isMapped(m_size);
    if (!was && !isMapped(bytes)) {
        resizeOnHeap(bytes);
    } else if (was && isMapped(bytes)) {
        const std::size_t old = roundedUp(m_size, kPage);
        const std::size_t now = roundedUp(bytes, kPage);
        if (now > old)
            m_data = grown(m_data, m_size, bytes);
        else
            unmap(m_data + now, old - now);
        m_size = bytes;
    } else {
        PageBuffer other;
        if (was) {
            other.resizeOnHeap(bytes);
        } else {
            other.m_data = mapped(bytes);
            other.m_size = bytes;
        }
        if (const std::size_t kept = std::min(bytes, m_size); kept != 0)
            std::memcpy(other.m_data, m_data, kept);
        if (was)
            unmap(m_data, roundedUp(m_size, kPage));
        else
            std::free(m_data);
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
}
#else
void PageBuffer::resize(std::size_t bytes) {
    resizeOnHeap(bytes);
}
#endif

void PageBuffer::resizeOnHeap(std::size_t bytes) {
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
