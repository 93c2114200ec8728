#include "timeline/traceplaces.h"

namespace rt0 {

std::vector<RowId> TracePlaces::finish(std::int64_t ns) && {
    std::vector<RowId> rows;
    rows.reserve(m_places.size());
    for (Place& at : m_places) {
        free(at, ns);
        rows.push_back(at.row);
    }
    m_places.clear();
    return rows;
}

} // namespace rt0
