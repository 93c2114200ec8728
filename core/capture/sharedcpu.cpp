#include "capture/sharedcpu.h"

namespace rt0::capture {
namespace {

bool bind(pid_t tid, int cpu) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<unsigned>(cpu), &only);
    return sched_setaffinity(tid, sizeof only, &only) == 0;
}

} // namespace

SharedCpu SharedCpu::bindWith(pid_t pid) {
    SharedCpu shared;
    if (sched_getaffinity(pid, sizeof shared.m_allowed, &shared.m_allowed) != 0)
        return shared; // more CPUs than cpu_set_t holds
    int cpu = sched_getcpu();
    if (cpu < 0 || cpu >= CPU_SETSIZE || !CPU_ISSET(static_cast<unsigned>(cpu), &shared.m_allowed))
        for (cpu = 0; cpu < CPU_SETSIZE && !CPU_ISSET(static_cast<unsigned>(cpu), &shared.m_allowed);)
            ++cpu;
    if (cpu < CPU_SETSIZE && bind(0, cpu))
        shared.m_cpu = cpu;
    return shared;
}

void SharedCpu::hold(pid_t tid) const {
    if (m_cpu >= 0)
        bind(tid, m_cpu);
}

void SharedCpu::keepOff(pid_t tid) const {
    if (m_cpu < 0)
        return;
    cpu_set_t others = m_allowed;
    CPU_CLR(static_cast<unsigned>(m_cpu), &others);
    if (sched_setaffinity(tid, sizeof others, &others) != 0)
        letGo(tid); // there is no other
}

void SharedCpu::letGo(pid_t tid) const {
    if (m_cpu >= 0)
        sched_setaffinity(tid, sizeof m_allowed, &m_allowed);
}

} // namespace rt0::capture
