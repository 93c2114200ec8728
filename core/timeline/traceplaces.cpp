#include "timeline/traceplaces.h"

namespace rt0 {

void TracePlaces::add(std::uint64_t id) {
    Place& added = m_places.emplace_back();
    const auto expected = m_expected.find(id);
    if (expected != m_expected.end())
        added.row = m_spans->addRow(expected->second);
}

std::vector<RowId> TracePlaces::finish(std::int64_t ns) && {
    std::vector<RowId> rows;
    rows.reserve(m_places.size());
    for (Place& at : m_places) {
        free(at, ns);
        rows.push_back(at.row ? *at.row : at.spans.moveTo(*m_spans));
    }
    m_places.clear();
    return rows;
}

} // namespace rt0
