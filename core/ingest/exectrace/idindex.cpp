#include "ingest/exectrace/idindex.h"

namespace rt0::exectrace {

Index IdIndex::add(std::uint64_t id) {
    const auto index = static_cast<Index>(m_ids.size());
    m_ids.push_back(id);
    if (id >= kDenseIds) {
        m_sparse.at(id) = index;
        return index;
    }
    if (id >= m_dense.size())
        m_dense.resize(static_cast<std::size_t>(id) + 1, kNoIndex);
    m_dense[static_cast<std::size_t>(id)] = index;
    return index;
}

} // namespace rt0::exectrace
