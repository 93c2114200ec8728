#pragma once

#include "ingest/exectrace/event.h"
#include "ingest/exectrace/idmap.h"

#include <cstdint>
#include <vector>

namespace rt0::exectrace {

static_assert(IdMap::kNone == kNoIndex);

/// Numbers ids in the order in which they appear. Ids are small in practice; any are legal.
class IdIndex {
public:
    Index find(std::uint64_t id) const {
        if (id < m_dense.size())
            return m_dense[static_cast<std::size_t>(id)];
        return findSparse(id);
    }
    Index findOrAdd(std::uint64_t id) {
        const Index known = find(id);
        return known != kNoIndex ? known : add(id);
    }
    const std::vector<std::uint64_t>& ids() const { return m_ids; }

private:
    /// Ids below are looked up without hashing.
    static constexpr std::uint64_t kDenseIds = std::uint64_t{1} << 22;

    Index findSparse(std::uint64_t id) const { return id < kDenseIds ? kNoIndex : m_sparse.find(id); }
    Index add(std::uint64_t id);

    std::vector<Index> m_dense;
    IdMap m_sparse;
    std::vector<std::uint64_t> m_ids;
};

/// The ids that a reader has numbered so far.
struct Ids {
    IdIndex goroutines;
    IdIndex procs;
    IdIndex threads;
};

} // namespace rt0::exectrace
