#include "ingest/openrun.h"

namespace rt0 {

bool OpenRun::fits(const InitRecord& init, std::uint32_t package) const {
    return !m_mainSeen && init.start.hi > m_lastInitEnd &&
           !(package < m_packages.size() && m_packages[package]);
}

bool OpenRun::continues(const GcRecord& gc) const {
    return gc.number == m_lastGc + 1 && fits(gc);
}

bool OpenRun::fits(const GcRecord& gc) const {
    return gc.number > m_lastGc && gc.start.hi > m_lastGcStart;
}

void OpenRun::add(const InitRecord& init, std::uint32_t package) {
    if (package >= m_packages.size())
        m_packages.resize(package + 1);
    m_packages[package] = true;
    m_lastInitEnd = init.start.lo + init.duration.lo;
    m_mainSeen = init.package == "main";
}

void OpenRun::add(const GcRecord& gc) {
    m_lastGc = gc.number;
    m_lastGcStart = gc.start.lo;
}

} // namespace rt0
