#include "ingest/gobinary/pctable.h"

#include <utility>

namespace rt0::gobinary {
namespace {

std::uint32_t unzigzag(std::uint64_t value) {
    const auto word = static_cast<std::uint32_t>(value);
    return (word >> 1U) ^ (0U - (word & 1U));
}

} // namespace

bool PcTable::next() {
    m_begin = m_end;
    if (m_isEmpty) {
        m_end = ~std::uint64_t{0};
        return std::exchange(m_isFirst, false);
    }
    const std::uint64_t delta = m_reader.varint();
    if (m_reader.failed() || (delta == 0 && !m_isFirst))
        return false;
    m_isFirst = false;
    m_value = static_cast<std::int32_t>(static_cast<std::uint32_t>(m_value) + unzigzag(delta));
    m_end += static_cast<std::uint32_t>(m_reader.varint()) * std::uint64_t{m_quantum};
    return !m_reader.failed();
}

} // namespace rt0::gobinary
