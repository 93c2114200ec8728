#include "capture/usagecounters.h"

#include "capture/cpuaccount.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <fmt/format.h>
#include <string_view>
#include <unistd.h>

namespace rt0::capture {
namespace {

std::string_view readAgain(const FileDescriptor& file, std::array<char, 1024>& buffer) {
    const ssize_t got = pread(file.get(), buffer.data(), buffer.size(), 0);
    return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

} // namespace

UsageCounters::UsageCounters(pid_t pid)
    : m_stat(open(fmt::format("/proc/{}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC)) {}

FileDescriptor UsageCounters::openThread(pid_t pid, pid_t tid) {
    return FileDescriptor(
        open(fmt::format("/proc/{}/task/{}/schedstat", pid, tid).c_str(), O_RDONLY | O_CLOEXEC));
}

void UsageCounters::beginNow(const FileDescriptor& main) {
    const LaunchCounters now = read(main, true);
    m_before = {std::max<std::int64_t>(now.minorFaults, 0), std::max<std::int64_t>(now.majorFaults, 0),
                std::max<std::int64_t>(now.cpuNs, 0)};
}

/// /proc/PID/stat: columns behind the name in parentheses; minflt is the 8th, majflt the 10th of them.
LaunchCounters UsageCounters::read(const FileDescriptor& thread, bool isMain) const {
    std::array<char, 1024> buffer;
    const std::string_view stat = readAgain(m_stat, buffer);
    const std::string_view columns = stat.substr(std::min(stat.rfind(')') + 2, stat.size()));
    LaunchCounters counters;
    counters.minorFaults = numberIn(columns, 7) - m_before.minorFaults;
    counters.majorFaults = numberIn(columns, 9) - m_before.majorFaults;
    const std::int64_t ran = numberIn(readAgain(thread, buffer), 0);
    counters.cpuNs = isMain ? ran - m_before.cpuNs : ran;
    return counters;
}

} // namespace rt0::capture
