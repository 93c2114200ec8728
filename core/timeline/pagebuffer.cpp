#include "timeline/pagebuffer.h"

#include <cstdlib>
#include <new>

namespace rt0 {

// Large blocks are mappings of their own to the C libraries we know: growing one moves its pages. Huge pages
// were tried: on virtual machines they made a first reading twice as slow, since the host had to find that
// memory.
void PageBuffer::resize(std::size_t bytes) {
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
