#include "capture/breakpointtracer.h"

#include "capture/cpuaccount.h"
#include "capture/monotonic.h"
#include "capture/procfile.h"
#include "capture/syscallpaths.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <utility>

namespace rt0::capture {
namespace {

constexpr int kSyscallStop = SIGTRAP | 0x80;

long options(bool exitKill) {
    return PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC |
           PTRACE_O_TRACESYSGOOD | (exitKill ? PTRACE_O_EXITKILL : 0);
}

bool isGroupStop(int signal) {
    return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

} // namespace

BreakpointTracer::BreakpointTracer(const ProgramFile& program, const ProbePlan& plan,
                                   const TraceExtras& extras)
    : m_program(program),
      m_plan(plan),
      m_syscalls(extras.syscalls),
      m_counters(extras.counters),
      m_breakpoints(plan.sites.breaks),
      m_live(plan) {
    m_run.technique = LaunchTechnique::Breakpoints;
    m_run.probes.push_back({"", LaunchProbe::Kind::Image, 0, -1, -1});
    for (const BreakSite& site : plan.sites.breaks)
        m_run.probes.push_back(site.probe);
}

std::optional<Nanoseconds> BreakpointTracer::mainEntered() const {
    const std::int64_t time = m_main;
    return time < 0 ? std::nullopt : std::optional(Nanoseconds(time));
}

LaunchLive BreakpointTracer::live(Nanoseconds now) const {
    const std::lock_guard lock(m_liveMutex);
    return m_live.at(now);
}

Result<void> BreakpointTracer::trace(ProgramProcess& process) {
    m_pid = process.pid();
    m_cpu = SharedCpu::bindWith(m_pid);
    m_cost = measureStopCost(m_syscalls);
    if (auto stopped = firstStop(process); !stopped)
        return stopped;
    loop();
    return {};
}

Result<void> BreakpointTracer::firstStop(ProgramProcess& process) {
    if (auto seized = seize(m_pid, options(true)); !seized)
        return seized;
    process.release();
    if (auto stopped = waitForExecStop(m_pid); !stopped) {
        auto reason = process.startError();
        return reason ? tl::unexpected(std::move(*reason)) : stopped;
    }
    const std::int64_t seen = monotonicNow();
    m_execCall = process.execCall();
    const Stop stop{m_pid, 0, stopTime(process.beforeExec(), cpuAccountOf(m_pid), m_execCall, seen),
                    m_cost.both(), m_cost.cpu};
    m_zero = m_execCall;
    m_run.imageStart = timeOf(stop);
    adopt(m_pid, Role::Thread);
    if (auto loaded = loadImage(); !loaded)
        return loaded;
    m_run.loadBias = m_breakpoints.loadBias();
    m_usage = UsageCounters(m_pid);
    m_usage.beginNow(m_tasks[m_pid].schedstat);
    if (m_counters)
        m_run.counters.push_back({0, 0, 0});
    holdMain();
    m_run.hits.push_back({m_run.imageStart, 0, 0, -1, 0, 0, 0});
    resume(stop, 0);
    m_run.calibration.patchStop = Nanoseconds(m_subtracted);
    return {};
}

Result<void> BreakpointTracer::loadImage() {
    const auto vector = readAuxiliaryVector(m_pid);
    if (!vector)
        return tl::unexpected(vector.error());
    auto memory = TraceeMemory::open(m_pid);
    if (!memory)
        return tl::unexpected(memory.error());
    m_memory = std::move(*memory);
    if (!m_breakpoints.arm(*m_memory, vector->entry - m_program.entry()))
        return tl::unexpected(Error{"cannot write breakpoints into the program", m_program.path(), {}});
    return {};
}

/// Not where the runtime would see it as the number of its CPUs, which it asks for in osinit.
void BreakpointTracer::holdMain() {
    const bool seesOsinit = std::ranges::any_of(m_run.probes, [](const LaunchProbe& probe) {
        return probe.function == "runtime.osinit" && probe.kind == LaunchProbe::Kind::Return;
    });
    if (seesOsinit)
        m_cpu.hold(m_pid);
}

void BreakpointTracer::loop() {
    while (std::ranges::any_of(m_tasks, [](const auto& task) { return task.second.role == Role::Thread; })) {
        Stop stop;
        // Only what this thread traces: our process may have other children, which others wait for.
        stop.tid = waitpid(-1, &stop.status, __WALL | __WNOTHREAD);
        stop.seen = monotonicNow();
        if (stop.tid < 0 && errno == EINTR)
            continue;
        if (stop.tid < 0)
            return;
        if (WIFSTOPPED(stop.status))
            handle(stop);
        else
            m_tasks.erase(stop.tid);
    }
}

void BreakpointTracer::handle(Stop& stop) {
    ++m_run.calibration.stops;
    const int signal = WSTOPSIG(stop.status);
    const int event = stop.status >> 16;
    Task& task = m_tasks[stop.tid];
    stop.unseen = m_cost.both();
    stop.cpu = m_cost.cpu;
    // After an execve by another thread the leader's number is that thread's.
    if (task.role == Role::Unknown && stop.tid == m_pid)
        adopt(m_pid, Role::Thread);
    if (task.role == Role::Unknown) {
        task.waiting = true; // its parent's event will say what it is
        return;
    }
    if (event != 0)
        handleEvent(stop, event);
    else if (signal == kSyscallStop)
        handleSyscall(stop, task);
    else if (signal == SIGTRAP)
        handleTrap(stop);
    else
        resume(stop, signal);
}

void BreakpointTracer::handleEvent(Stop& stop, int event) {
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, stop.tid, nullptr, &message);
    const auto other = static_cast<pid_t>(message);
    switch (event) {
    case PTRACE_EVENT_CLONE:
        adopt(other, Role::Thread);
        break;
    case PTRACE_EVENT_FORK:
        adopt(other, Role::ForkedChild);
        break;
    case PTRACE_EVENT_VFORK:
        adopt(other, Role::SharingChild);
        break;
    case PTRACE_EVENT_EXEC:
        handleExec(stop);
        return;
    case PTRACE_EVENT_STOP:
        if (isGroupStop(WSTOPSIG(stop.status))) {
            ptrace(PTRACE_LISTEN, stop.tid, nullptr, nullptr);
            return;
        }
        break;
    default:
        break;
    }
    resume(stop, 0);
}

void BreakpointTracer::adopt(pid_t tid, Role role) {
    Task& task = m_tasks[tid];
    task.role = role;
    if (role == Role::Thread) {
        const auto at = m_zero == 0 ? Nanoseconds{} : Nanoseconds(monotonicNow() - m_zero);
        task.thread = static_cast<std::uint32_t>(m_run.threads.size());
        m_run.threads.push_back({tid, m_run.threads.empty() ? m_run.imageStart : at, tid == m_pid});
        task.schedstat = UsageCounters::openThread(m_pid, tid);
    }
    if (tid != m_pid)
        m_cpu.letGo(tid); // it has inherited our CPU
    if (role == Role::Thread && tid != m_pid && m_cpu.bound() && m_main < 0)
        startElsewhere(tid);
    else if (task.waiting)
        settle(tid);
}

/// A new thread begins on the CPU of the one that made it, and would take turns with the main thread there:
/// its first steps are waited for while that one stands still.
void BreakpointTracer::startElsewhere(pid_t tid) {
    int status = 0;
    if (!m_tasks[tid].waiting && (waitpid(tid, &status, __WALL) != tid || !WIFSTOPPED(status))) {
        m_tasks.erase(tid); // killed in the meantime
        return;
    }
    m_cpu.keepOff(tid);
    m_tasks[tid].keptOff = true;
    settle(tid);
}

/// A new task has stopped for the first time, and we know what it is.
void BreakpointTracer::settle(pid_t tid) {
    Task& task = m_tasks[tid];
    task.waiting = false;
    if (task.role == Role::ForkedChild) {
        if (auto memory = TraceeMemory::open(tid))
            m_breakpoints.disarm(*memory);
        ptrace(PTRACE_DETACH, tid, nullptr, 0L);
        m_tasks.erase(tid);
        return;
    }
    // One that shares the memory runs into our breakpoints until it calls execve.
    ptrace(m_syscalls && task.role == Role::Thread ? PTRACE_SYSCALL : PTRACE_CONT, tid, nullptr, 0L);
}

void BreakpointTracer::handleTrap(Stop& stop) {
    siginfo_t info{};
    user_regs_struct registers{};
    ptrace(PTRACE_GETSIGINFO, stop.tid, nullptr, &info);
    const bool byInt3 = info.si_code == SI_KERNEL && getRegisters(stop.tid, registers);
    const auto hit = byInt3 ? m_breakpoints.at(registers.rip) : std::nullopt;
    if (!hit) {
        resume(stop, SIGTRAP);
        return;
    }
    if (hit->counts && m_tasks[stop.tid].role == Role::Thread)
        noteHit(stop, *hit, registers);
    m_breakpoints.pass(*hit, *m_memory, registers);
    setRegisters(stop.tid, registers);
    resume(stop, 0);
}

void BreakpointTracer::noteHit(const Stop& stop, const Breakpoints::Hit& hit,
                               const user_regs_struct& registers) {
    const auto probe = static_cast<std::uint32_t>(hit.site + 1);
    const LaunchProbe& at = m_run.probes[probe];
    const Nanoseconds time = timeOf(stop);
    const std::uint32_t thread = threadOf(stop.tid);
    m_run.hits.push_back({time, probe, thread, -1, registers.rax, registers.r14, registers.rsp});
    noteCounters(stop.tid);
    if (std::exchange(m_tasks[stop.tid].keptOff, false))
        m_cpu.letGo(stop.tid);
    if (at.function == "runtime.osinit" && thread == 0)
        at.kind == LaunchProbe::Kind::Entry ? m_cpu.letGo(m_pid) : m_cpu.hold(m_pid);
    if (at.function == "runtime.args" && at.kind == LaunchProbe::Kind::Entry)
        noteM0(registers);
    if (at.function == "main.main" && at.kind == LaunchProbe::Kind::Entry && m_main < 0) {
        m_main = time.count();
        m_cpu.letGo(m_pid);
    }
    if (thread != 0)
        return;
    const auto task = m_plan.taskAt.find(registers.rax - m_breakpoints.loadBias());
    const bool isTask = at.function.starts_with("runtime.doInit") && task != m_plan.taskAt.end();
    const std::lock_guard lock(m_liveMutex);
    m_live.hit(at, isTask ? task->second : -1, time);
}

void BreakpointTracer::noteCounters(pid_t tid) {
    if (!m_counters)
        return;
    LaunchCounters counters = m_usage.read(m_tasks[tid].schedstat, tid == m_pid);
    if (tid == m_pid && counters.cpuNs >= 0) {
        m_mainCpu = std::max(m_mainCpu, counters.cpuNs - m_mainStops);
        counters.cpuNs = m_mainCpu;
    }
    m_run.counters.push_back(counters);
}

/// g stands 8 bytes below the FS base, or elsewhere in the thread's memory when the C library was linked
/// statically; then R14 holds it, as in all code of the Go ABI. g.m at 48, g.stack at 0 and 8, m.g0 at 0
/// (runtime/runtime2.go, 1.19–1.27).
void BreakpointTracer::noteM0(const user_regs_struct& registers) {
    std::uint64_t inThread = 0;
    m_memory->read(registers.fs_base - 8, &inThread, 8);
    for (const std::uint64_t g : {inThread, std::uint64_t{registers.r14}}) {
        LaunchM0 m0;
        m0.g0 = g;
        m0.stackPointer = registers.rsp;
        std::uint64_t g0OfM = 0;
        const bool read = m_memory->read(g + 48, &m0.m0, 8) && m_memory->read(g, &m0.stackLo, 8) &&
                          m_memory->read(g + 8, &m0.stackHi, 8) && m_memory->read(m0.m0, &g0OfM, 8);
        if (read && g0OfM == g && !m_run.m0)
            m_run.m0 = m0;
    }
}

void BreakpointTracer::handleSyscall(Stop& stop, Task& task) {
    struct __ptrace_syscall_info info {};
    stop.unseen = m_cost.syscall / 2;
    stop.cpu = m_cost.syscallCpu / 2;
    const bool known =
        ptrace(static_cast<__ptrace_request>(PTRACE_GET_SYSCALL_INFO), stop.tid, sizeof info, &info) > 0;
    if (known && info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        LaunchSyscall call;
        call.number = static_cast<std::uint32_t>(info.entry.nr);
        call.thread = task.thread;
        call.start = timeOf(stop);
        call.duration = Nanoseconds(-1);
        std::copy_n(info.entry.args, call.arguments.size(), call.arguments.begin());
        if (const int argument = pathArgument(call.number); argument >= 0)
            call.path = m_memory->readText(call.arguments[static_cast<std::size_t>(argument)], 4096);
        task.call = std::move(call);
    } else if (known && info.op == PTRACE_SYSCALL_INFO_EXIT && task.call) {
        const std::int64_t took = stop.seen - task.callResumed - m_cost.syscall.count() / 2;
        task.call->duration = Nanoseconds(std::max<std::int64_t>(took, 0));
        task.call->result = info.exit.rval;
        m_run.syscalls.push_back(std::move(*task.call));
        task.call.reset();
    }
    resume(stop, 0);
}

void BreakpointTracer::handleExec(Stop& stop) {
    Task& task = m_tasks[stop.tid];
    if (task.role == Role::SharingChild) {
        ptrace(PTRACE_DETACH, stop.tid, nullptr, 0L);
        m_tasks.erase(stop.tid);
        return;
    }
    // Only the thread that called execve is left, and it has the leader's number now.
    std::erase_if(m_tasks,
                  [&](const auto& each) { return each.second.role == Role::Thread && each.first != m_pid; });
    LaunchExec exec{timeOf(stop), readProcLink(fmt::format("/proc/{}/exe", m_pid)), false};
    m_memory.reset();
    std::error_code unknown;
    if (std::filesystem::equivalent(exec.program, m_program.path(), unknown))
        exec.measured = loadImage().has_value();
    else if (auto memory = TraceeMemory::open(m_pid))
        m_memory = std::move(*memory);
    if (!exec.measured) {
        m_run.warnings.push_back(
            {Diagnostic::Severity::DataLoss,
             fmt::format("the program replaced itself by {}, which was not measured", exec.program),
             "record that program instead", 0});
        m_breakpoints.drop();
    }
    m_run.execs.push_back(std::move(exec));
    resume(stop, 0);
}

void BreakpointTracer::resume(const Stop& stop, int signal) {
    const Task& task = m_tasks[stop.tid];
    const bool calls = m_syscalls && task.role == Role::Thread;
    const std::int64_t now = monotonicNow();
    if (ptrace(calls ? PTRACE_SYSCALL : PTRACE_CONT, stop.tid, nullptr, static_cast<long>(signal)) == 0)
        charge(stop, now);
    m_tasks[stop.tid].callResumed = now;
}

/// The main thread runs the start: its stops hold it up, and so do we while we look after others on its CPU.
void BreakpointTracer::charge(const Stop& stop, std::int64_t resumed) {
    const bool onItsCpu = m_cpu.bound() && m_main < 0;
    if (stop.tid != m_pid && !onItsCpu)
        return;
    m_subtracted += resumed - stop.seen + stop.unseen.count();
    if (stop.tid == m_pid)
        m_mainStops += stop.cpu.count();
    m_zero = m_execCall + m_subtracted;
}

/// What a stop costs is an estimate: one that was cheaper must not put its successor before itself. What was
/// taken out too much for the main thread is given back.
Nanoseconds BreakpointTracer::timeOf(const Stop& stop) {
    Nanoseconds time = Nanoseconds(stop.seen - m_execCall - m_subtracted) - m_cost.before;
    Nanoseconds& last = m_tasks[stop.tid].last;
    if (time < last) {
        if (stop.tid == m_pid)
            m_subtracted -= (last - time).count();
        time = last;
    }
    last = time;
    return time;
}

std::uint32_t BreakpointTracer::threadOf(pid_t tid) {
    return m_tasks[tid].thread;
}

} // namespace rt0::capture
