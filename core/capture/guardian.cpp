#include "capture/guardian.h"

#include "capture/monotonic.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

// Everything here runs between fork and exec in a copy of a program with threads: only system calls, no
// locks, no allocation.
namespace rt0::capture {
namespace {

constexpr std::size_t kStackBytes = 64 * 1024;
constexpr int kKillPollMs = 10;

/// Closes `[first, last]`, or marks it close-on-exec; before Linux 5.11 there is no call for all at once.
void closeRange(unsigned first, unsigned last, bool onExec) {
    constexpr unsigned kCloseOnExec = 4; // CLOSE_RANGE_CLOEXEC
    if (first > last || syscall(SYS_close_range, first, last, onExec ? kCloseOnExec : 0U) == 0)
        return;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto end = static_cast<unsigned>(std::min<rlim_t>(limit.rlim_cur, 65536));
    for (unsigned fd = first; fd <= last && fd < end; ++fd) {
        if (onExec)
            fcntl(static_cast<int>(fd), F_SETFD, FD_CLOEXEC);
        else
            close(static_cast<int>(fd));
    }
}

/// The copy of the recorder holds the other ends of all its pipes: with them open, no end of file would come.
void closeOthers(const StartPlan& plan) {
    std::array<int, 7> kept{plan.standardInput, plan.standardOutput, plan.standardError, plan.go,
                            plan.control,       plan.report,         plan.inherited};
    std::sort(kept.begin(), kept.end());
    unsigned from = STDERR_FILENO + 1;
    for (const int fd : kept) {
        if (fd <= STDERR_FILENO)
            continue;
        closeRange(from, static_cast<unsigned>(fd) - 1, false);
        from = static_cast<unsigned>(fd) + 1;
    }
    closeRange(from, ~0U, false);
}

void defaultSignals() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal)
        sigaction(signal, &standard, nullptr);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

void redirect(int from, int to) {
    if (from < 0)
        return;
    if (from == to)
        fcntl(to, F_SETFD, 0);
    else
        dup2(from, to);
}

[[noreturn]] void giveUp(const StartPlan& plan, StartStep step) {
    plan.page->error = errno;
    plan.page->failed = static_cast<std::int32_t>(step);
    _exit(127);
}

/// The program's process up to its execve. It shares the guardian's memory (CLONE_VM), so that execve does
/// not have to take a copy of the recorder's address space apart: that would count as the kernel's exec time.
int startProgram(void* argument) {
    const StartPlan& plan = *static_cast<const StartPlan*>(argument);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // A group of its own, to be ended as a whole. In our session a read from the terminal would stop it for
    // being in the background (SIGTTIN); in its own it has no terminal, and is told so.
    setsid();
    redirect(plan.standardInput, STDIN_FILENO);
    redirect(plan.standardOutput, STDOUT_FILENO);
    redirect(plan.standardError, STDERR_FILENO);
    closeRange(STDERR_FILENO + 1, ~0U, true);
    if (plan.inherited >= 0)
        fcntl(plan.inherited, F_SETFD, 0);
    if (plan.directory != nullptr && chdir(plan.directory) != 0)
        giveUp(plan, StartStep::Directory);
    defaultSignals();
    const int schedstat = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    char go = 0;
    if (read(plan.go, &go, 1) != 1)
        _exit(127);
    plan.page->before = ownCpuAccount(schedstat);
    plan.page->execCall = monotonicNow();
    execve(plan.path, plan.argv, plan.envp);
    giveUp(plan, StartStep::Execve);
}

void send(const StartPlan& plan, const GuardianReport& report) {
    [[maybe_unused]] const ssize_t written = write(plan.report, &report, sizeof report);
}

std::int64_t nanoseconds(const timeval& time) {
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_usec * std::int64_t{1000};
}

/// Reaps what has ended; false when no child is left.
bool reap(const StartPlan& plan, pid_t program) {
    for (;;) {
        int status = 0;
        rusage usage{};
        const pid_t pid = wait4(-1, &status, WNOHANG | __WALL, &usage);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid <= 0)
            return pid == 0;
        if (pid != program)
            continue;
        GuardianReport report;
        report.kind = GuardianReport::Kind::Ended;
        report.pid = pid;
        report.status = status;
        report.timeNs = monotonicNow();
        report.userNs = nanoseconds(usage.ru_utime);
        report.systemNs = nanoseconds(usage.ru_stime);
        report.minorFaults = usage.ru_minflt;
        report.majorFaults = usage.ru_majflt;
        report.maxResidentBytes = usage.ru_maxrss * 1024;
        send(plan, report);
    }
}

/// SIGKILL to our direct children; their children become ours, for the next round.
void killChildren(pid_t program) {
    kill(-program, SIGKILL);
    kill(program, SIGKILL);
    std::array<char, 4096> text{};
    const int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd < 0 ? 0 : read(fd, text.data(), text.size() - 1);
    if (fd >= 0)
        close(fd);
    pid_t pid = 0;
    for (ssize_t i = 0; i < got; ++i) {
        const char c = text[static_cast<std::size_t>(i)];
        if (c >= '0' && c <= '9')
            pid = pid * 10 + (c - '0');
        else if (pid > 1)
            kill(std::exchange(pid, 0), SIGKILL);
    }
}

/// One order from the recorder; true when everything is to be killed.
bool takeOrder(const StartPlan& plan, pid_t program) {
    char order = 0;
    const ssize_t got = read(plan.control, &order, 1);
    if (got < 0)
        return errno != EINTR && errno != EAGAIN;
    if (got == 1 && order == static_cast<char>(GuardianOrder::Terminate)) {
        kill(-program, SIGTERM);
        return false;
    }
    return true;
}

void guard(const StartPlan& plan, pid_t program, int signals) {
    bool killing = false;
    for (;;) {
        std::array<pollfd, 2> waits{pollfd{signals, POLLIN, 0},
                                    pollfd{killing ? -1 : plan.control, POLLIN, 0}};
        poll(waits.data(), waits.size(), killing ? kKillPollMs : -1);
        if (waits[0].revents != 0) {
            signalfd_siginfo ignored{};
            [[maybe_unused]] const ssize_t got = read(signals, &ignored, sizeof ignored);
        }
        const bool anyLeft = reap(plan, program);
        if (waits[1].revents != 0 && takeOrder(plan, program))
            killing = true;
        if (killing && !anyLeft)
            return;
        if (killing)
            killChildren(program);
    }
}

int watchChildren() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr); // an interrupt of the terminal is the recorder's to handle
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

} // namespace

void runGuardian(const StartPlan& plan) {
    setpgid(0, 0);
    closeOthers(plan);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // A handler of the recorder's must not run in this copy of it.
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &standard, nullptr);
    const int signals = watchChildren();

    void* const stack =
        mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    pid_t program = -1;
    if (stack != MAP_FAILED)
        program = clone(startProgram, static_cast<char*>(stack) + kStackBytes, CLONE_VM | SIGCHLD,
                        const_cast<StartPlan*>(&plan));
    GuardianReport started;
    started.kind = program < 0 ? GuardianReport::Kind::NotStarted : GuardianReport::Kind::Started;
    started.pid = program;
    started.status = program < 0 ? errno : 0;
    send(plan, started);
    if (program < 0)
        _exit(1);
    // The program must see no end of our pipes but its own.
    close(plan.go);
    for (const int fd : {plan.standardInput, plan.standardOutput, plan.standardError})
        if (fd > STDERR_FILENO)
            close(fd);
    guard(plan, program, signals);
    _exit(0);
}

} // namespace rt0::capture
