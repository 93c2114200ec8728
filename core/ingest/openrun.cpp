#include "ingest/openrun.h"

namespace rt0 {

bool PackageSet::contains(std::uint32_t package) const {
    const auto block = m_blocks.find(package / kBits);
    return block != m_blocks.end() && (block->second & bit(package)) != 0;
}

bool OpenRun::fits(const InitRecord& init, std::uint32_t package) const {
    return !m_mainSeen && init.start.hi > m_lastInitEnd && !m_packages.contains(package);
}

bool OpenRun::continues(const GcRecord& gc) const {
    return gc.number == m_lastGc + 1 && fits(gc);
}

bool OpenRun::fits(const GcRecord& gc) const {
    return gc.number > m_lastGc && gc.start.hi > m_lastGcStart;
}

void OpenRun::add(const InitRecord& init, std::uint32_t package) {
    m_packages.insert(package);
    m_lastInitEnd = init.start.lo + init.duration.lo;
    m_mainSeen = init.package == "main";
    if (m_mainSeen)
        m_packages.clear(); // nothing more is asked of it
}

void OpenRun::add(const GcRecord& gc) {
    m_lastGc = gc.number;
    m_lastGcStart = gc.start.lo;
}

} // namespace rt0
