#include "capture/machine.h"

#include "capture/procfile.h"
#include "capture/tscclock.h"

#include <fmt/format.h>
#include <sched.h>
#include <string_view>
#include <sys/utsname.h>
#include <unistd.h>

namespace rt0::capture {
namespace {

std::string cpuinfoValue(std::string_view cpuinfo, std::string_view name) {
    const std::size_t at = cpuinfo.find(name);
    if (at == std::string_view::npos)
        return {};
    const std::string_view line = cpuinfo.substr(at, cpuinfo.find('\n', at) - at);
    const std::size_t colon = line.find(": ");
    return colon == std::string_view::npos ? std::string() : std::string(line.substr(colon + 2));
}

} // namespace

LaunchMachine describeMachine() {
    LaunchMachine machine;
    utsname names{};
    if (uname(&names) == 0)
        machine.kernel = fmt::format("{} {} {}", names.sysname, names.release, names.machine);
    const std::string cpuinfo = readProcFile("/proc/cpuinfo", 16384);
    machine.cpuModel = cpuinfoValue(cpuinfo, "model name");
    machine.hypervisor = cpuinfo.find(" hypervisor") != std::string::npos;
    machine.constantTsc = tscUnusable().empty();
    machine.cores = static_cast<std::uint32_t>(sysconf(_SC_NPROCESSORS_ONLN));
    machine.pageSize = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    machine.memoryBytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * machine.pageSize;
    cpu_set_t usable;
    CPU_ZERO(&usable);
    if (sched_getaffinity(0, sizeof usable, &usable) == 0)
        machine.usableCores = static_cast<std::uint32_t>(CPU_COUNT(&usable));
    machine.loadAverage = readProcFile("/proc/loadavg", 256);
    while (!machine.loadAverage.empty() && machine.loadAverage.back() == '\n')
        machine.loadAverage.pop_back();
    return machine;
}

} // namespace rt0::capture
