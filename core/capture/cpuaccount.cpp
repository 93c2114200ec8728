#include "capture/cpuaccount.h"

#include "capture/procfile.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <fmt/format.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace rt0::capture {

std::int64_t numberIn(std::string_view line, int column) {
    for (; column > 0 && !line.empty(); --column)
        line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
    std::int64_t value = -1;
    std::from_chars(line.data(), line.data() + line.size(), value);
    return value;
}

/// Documentation/scheduler/sched-stats: time on the CPU, time waiting for one, number of slices. The first is
/// brought up to date for a running thread only by asking for its CPU time, which is the same account.
CpuAccount ownCpuAccount(int schedstat) {
    CpuAccount account;
    std::array<char, 128> line;
    const ssize_t got = pread(schedstat, line.data(), line.size(), 0);
    account.waitedNs = numberIn({line.data(), got > 0 ? static_cast<std::size_t>(got) : 0}, 1);
    rusage usage{};
    if (getrusage(RUSAGE_THREAD, &usage) == 0)
        account.blocked = usage.ru_nvcsw;
    timespec ran{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ran) == 0)
        account.ranNs = ran.tv_sec * std::int64_t{1'000'000'000} + ran.tv_nsec;
    return account;
}

CpuAccount cpuAccountOf(pid_t pid) {
    constexpr std::string_view kBlocked = "\nvoluntary_ctxt_switches:\t";
    CpuAccount account;
    const std::string line = readProcFile(fmt::format("/proc/{}/schedstat", pid), 128);
    account.ranNs = numberIn(line, 0);
    account.waitedNs = numberIn(line, 1);
    const std::string status = readProcFile(fmt::format("/proc/{}/status", pid), 16384);
    if (const std::size_t at = status.find(kBlocked); at != std::string::npos)
        account.blocked = numberIn(std::string_view(status).substr(at + kBlocked.size()), 0);
    return account;
}

std::int64_t waitedOf(pid_t pid) {
    return numberIn(readProcFile(fmt::format("/proc/{}/schedstat", pid), 128), 1);
}

std::int64_t stopTime(const CpuAccount& before, const CpuAccount& after, std::int64_t begin,
                      std::int64_t seen) {
    constexpr std::int64_t kTheStopItself = 1;
    if (!before.known() || !after.known() || after.blocked != before.blocked + kTheStopItself)
        return seen;
    const std::int64_t took = after.ranNs - before.ranNs + after.waitedNs - before.waitedNs;
    return took > 0 ? std::min(begin + took, seen) : seen;
}

} // namespace rt0::capture
