#include "timeline/tracesites.h"

namespace rt0 {

namespace {

constexpr std::size_t kFirstSlots = 1024;

} // namespace

TraceSites::TraceSites() : m_slots(kFirstSlots, kFree), m_mask(kFirstSlots - 1) {}

SiteId TraceSites::insert(const TraceSite& site, std::size_t slot) {
    const auto id = static_cast<SiteId>(m_sites.size());
    m_sites.push_back(site);
    m_slots[slot] = id;
    if (m_sites.size() * 2 > m_slots.size())
        grow();
    return id;
}

void TraceSites::grow() {
    m_slots.assign(m_slots.size() * 2, kFree);
    m_mask = m_slots.size() - 1;
    for (SiteId id = 0; id < m_sites.size(); ++id) {
        std::size_t slot = hashOf(m_sites[id]) & m_mask;
        while (m_slots[slot] != kFree)
            slot = (slot + 1) & m_mask;
        m_slots[slot] = id;
    }
}

} // namespace rt0
