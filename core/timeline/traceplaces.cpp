#include "timeline/traceplaces.h"

namespace rt0 {

std::vector<RowId> TracePlaces::finish(std::int64_t ns, SpanStore::Builder& spans) && {
    std::vector<RowId> rows;
    rows.reserve(m_places.size());
    for (Place& at : m_places) {
        at.free(ns);
        rows.push_back(at.spans.moveTo(spans));
    }
    m_places.clear();
    return rows;
}

} // namespace rt0
