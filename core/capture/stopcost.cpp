#include "capture/stopcost.h"

#include "capture/monotonic.h"
#include "capture/tracee.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <ctime>
#include <new>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace rt0::capture {
namespace {

constexpr std::size_t kStops = 128;

/// What child and tracer note of each stop.
struct Notes {
    std::atomic<int> go;
    std::array<std::int64_t, kStops> begin;
    std::array<std::int64_t, kStops> end;
    std::array<std::int64_t, kStops> callBegin;
    std::array<std::int64_t, kStops> callEnd;
    std::int64_t cpu; ///< all stops together
    std::int64_t callCpu;
};

std::int64_t cpuNow() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

[[noreturn]] void child(Notes& notes) {
    while (notes.go == 0)
        usleep(50);
    notes.cpu = -cpuNow();
    for (std::size_t i = 0; i < kStops; ++i) {
        notes.begin[i] = monotonicNow();
        __asm__ volatile("int3" ::: "memory");
        notes.end[i] = monotonicNow();
    }
    notes.cpu += cpuNow();
    notes.callCpu = -cpuNow();
    // Asks the tracer for stops at system calls from here on; the clock is read without any.
    raise(SIGUSR1);
    for (std::size_t i = 0; i < kStops; ++i) {
        notes.callBegin[i] = monotonicNow();
        syscall(SYS_getppid);
        notes.callEnd[i] = monotonicNow();
    }
    notes.callCpu += cpuNow();
    _exit(0);
}

/// On a busy machine most stops of our child wait for a processor: the upper half would say more about the
/// others.
Nanoseconds lowerQuartile(std::vector<std::int64_t> values) {
    if (values.empty())
        return {};
    const auto quarter = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 4);
    std::ranges::nth_element(values, quarter);
    return Nanoseconds(std::max<std::int64_t>(*quarter, 0));
}

struct Stop {
    std::int64_t seen = 0;
    std::int64_t resumed = 0;
};

/// Lets the child go on from stop to stop until it ends.
void follow(pid_t pid, std::vector<Stop>& breaks, std::vector<Stop>& calls) {
    bool atCalls = false;
    for (;;) {
        int status = 0;
        if (waitpid(pid, &status, __WALL) < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        Stop stop{monotonicNow(), 0};
        if (!WIFSTOPPED(status))
            return;
        const int signal = WSTOPSIG(status);
        user_regs_struct registers{};
        getRegisters(pid, registers); // as in earnest, it warms the same paths
        atCalls = atCalls || signal == SIGUSR1;
        stop.resumed = monotonicNow();
        ptrace(atCalls ? PTRACE_SYSCALL : PTRACE_CONT, pid, nullptr, 0L);
        if (signal == (SIGTRAP | 0x80) && registers.orig_rax == SYS_getppid)
            calls.push_back(stop);
        else if (signal == SIGTRAP)
            breaks.push_back(stop);
    }
}

StopCost evaluate(const Notes& notes, const std::vector<Stop>& breaks, const std::vector<Stop>& calls) {
    std::vector<std::int64_t> before, after, call;
    for (std::size_t i = 0; i < std::min(kStops, breaks.size()); ++i) {
        before.push_back(breaks[i].seen - notes.begin[i]);
        after.push_back(notes.end[i] - breaks[i].resumed);
    }
    for (std::size_t i = 0; i < std::min(kStops, calls.size() / 2); ++i) {
        const Stop& in = calls[2 * i];
        const Stop& out = calls[2 * i + 1];
        call.push_back(notes.callEnd[i] - notes.callBegin[i] - (in.resumed - in.seen) -
                       (out.resumed - out.seen));
    }
    const auto mean = [](std::int64_t all) {
        return Nanoseconds(std::max<std::int64_t>(all, 0) / static_cast<std::int64_t>(kStops));
    };
    const bool called = !call.empty();
    return {lowerQuartile(std::move(before)), lowerQuartile(std::move(after)), lowerQuartile(std::move(call)),
            mean(notes.cpu), called ? mean(notes.callCpu) : Nanoseconds{}};
}

} // namespace

StopCost measureStopCost(bool syscalls) {
    void* const memory = mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED)
        return {};
    auto* const notes = new (memory) Notes{};
    StopCost cost;
    const pid_t pid = fork();
    if (pid == 0)
        child(*notes);
    if (pid > 0) {
        std::vector<Stop> breaks, calls;
        const bool seized = seize(pid, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD).has_value();
        if (!seized)
            kill(pid, SIGKILL);
        notes->go = 1;
        follow(pid, breaks, calls);
        if (seized)
            cost = evaluate(*notes, breaks, syscalls ? calls : std::vector<Stop>{});
    }
    munmap(memory, sizeof(Notes));
    return cost;
}

} // namespace rt0::capture
