#include "base/filebytes.h"

#include <sys/mman.h>
#include <utility>

namespace rt0 {

FileBytes::FileBytes(FileBytes&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)),
      m_size(std::exchange(other.m_size, 0)),
      m_capacity(std::exchange(other.m_capacity, 0)) {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_capacity, other.m_capacity);
    return *this;
}

FileBytes::~FileBytes() {
    if (m_data != nullptr)
        ::munmap(m_data, m_capacity);
}

bool FileBytes::reserve(std::size_t bytes) {
    if (bytes <= m_capacity)
        return true;
    void* memory = m_data == nullptr ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
                                     : ::mremap(m_data, m_capacity, bytes, MREMAP_MAYMOVE);
    if (memory == MAP_FAILED)
        return false;
    m_data = static_cast<char*>(memory);
    m_capacity = bytes;
    return true;
}

} // namespace rt0
