#include "ingest/exectrace/v1/convert.h"

#include "ingest/exectrace/v1/converter.h"

#include <fmt/format.h>

namespace rt0::exectrace::v1 {
namespace {

constexpr std::uint64_t kLookEvery = 1 << 16; ///< events between two looks at the stop token

/// Why the world was stopped (Go 1.21 runtime/proc.go, stwReason, shifted by one as the header 1.21 says).
constexpr std::array<std::string_view, kStwReasons> kStwTexts = {
    "",
    "GC mark termination",
    "GC sweep termination",
    "write heap dump",
    "goroutine profile",
    "goroutine profile cleanup",
    "all goroutine stack trace",
    "read mem stats",
    "AllThreadsSyscall",
    "GOMAXPROCS",
    "start trace",
    "stop trace",
    "CountPagesInUse (test)",
    "ReadMetricsSlow (test)",
    "ReadMemStatsSlow (test)",
    "PageCachePagesLeaked (test)",
    "ResetDebugLog (test)",
};
/// v1 has an event for each reason to block, v2 has a text.
std::string_view reasonOf(WireType type) {
    switch (type) {
    case WireType::GoStop:
        return "forever";
    case WireType::GoSched:
        return "runtime.Gosched";
    case WireType::GoPreempt:
        return "preempted";
    case WireType::GoSleep:
        return "sleep";
    case WireType::GoBlockSend:
        return "chan send";
    case WireType::GoBlockRecv:
        return "chan receive";
    case WireType::GoBlockSelect:
        return "select";
    case WireType::GoBlockSync:
        return "sync";
    case WireType::GoBlockCond:
        return "sync.(*Cond).Wait";
    case WireType::GoBlockNet:
        return "network";
    case WireType::GoBlockGc:
        return "GC mark assist wait for work";
    default:
        return {};
    }
}

} // namespace

Converter::Converter(const Scan& scan, const Order& order, Goroutines& goroutines, const std::string& where,
                     EventSink& sink, const ReadOptions& options, Outcome& outcome)
    : m_scan(scan),
      m_order(order),
      m_goroutines(goroutines),
      m_where(where),
      m_options(options),
      m_outcome(outcome),
      m_emitter(sink, outcome, goroutines, options.threads),
      m_version(scan.version),
      m_beforeTrace(scan.hasGomaxprocs || !outcome.damage) {
    for (const ProcBatches& batches : scan.procs)
        m_procs.push_back({ProcCursor(scan, batches), m_emitter.procOf(batches.id)});
    for (std::size_t type = 0; type < kWireTypes; ++type)
        m_reasons[type] = outcome.directory.strings.intern(reasonOf(static_cast<WireType>(type)));
    for (std::size_t kind = 0; kind < kStwReasons; ++kind)
        m_stwReasons[kind] = outcome.directory.strings.intern(kStwTexts[kind]);
    const double frequency = scan.frequency == 0 ? kAssumedFrequency : static_cast<double>(scan.frequency);
    m_nsPerTick = 1e9 / frequency;
}

Result<void> Converter::run(const Progress& progress) {
    if (!m_order.procs.empty())
        m_emitter.sync(-1);
    std::size_t exit = 0;
    for (std::uint64_t at = 0; at < m_order.procs.size() && !m_stop; ++at) {
        if (at % kLookEvery == 0 && !goOn(at, progress))
            return tl::make_unexpected(Error{"cancelled", m_where, {}});
        const std::int64_t ticks = ticksAt(m_order.procs[at]);
        while (exit < m_order.exits.size() && isBefore(m_order.exits[exit], ticks, at))
            takeExit(m_order.exits[exit++]);
        takeNext(m_order.procs[at], ticks);
    }
    while (exit < m_order.exits.size() && !m_stop)
        takeExit(m_order.exits[exit++]);
    m_emitter.sync(m_emitter.lastNs() + 1);
    m_emitter.flush();
    return {};
}

std::int64_t Converter::ticksAt(std::size_t proc) {
    const std::int64_t ticks =
        isSample(proc) ? m_scan.samples[m_sample].ticks : m_procs[proc].cursor.current().ticks;
    m_ticks = m_started ? std::max(m_ticks, ticks) : ticks;
    if (!std::exchange(m_started, true))
        m_firstTicks = m_order.exits.empty() ? ticks : std::min(ticks, m_order.exits.front().ticks);
    return m_ticks;
}

void Converter::takeNext(std::size_t index, std::int64_t ticks) {
    if (isSample(index))
        return takeSample(m_scan.samples[m_sample++], nsOf(ticks));
    Proc& proc = m_procs[index];
    const Decoded& event = proc.cursor.current();
    if (event.type != WireType::GoSysExit) { // those come from Order::exits
        if (proc.goroutine != event.goroutine) {
            proc.goroutine = event.goroutine;
            proc.slot = m_goroutines.slotOf(event.goroutine);
        }
        take(event, {static_cast<std::uint32_t>(index), proc.slot, nsOf(ticks)});
    }
    proc.cursor.next();
}

void Converter::takeExit(const SyscallExit& exit) {
    Decoded event;
    event.type = WireType::GoSysExit;
    if (!sound(event, 0, exit.slot, 0))
        return;
    go(exit.slot).inNetwork = false;
    Event out;
    out.goroutine = m_emitter.goroutineOf(exit.slot);
    out.proc = m_emitter.procOf(kSyscalls);
    transition(out, EventType::GoSyscallEndBlocked, exit.slot, GoState::Syscall, GoState::Runnable);
    m_emitter.emit(out, nsOf(exit.ticks));
}

bool Converter::sound(const Decoded& event, std::uint32_t proc, std::uint32_t slot, std::uint32_t other) {
    if (m_outcome.damage)
        return true;
    const bool byTimer = m_scan.timerGoroutines.contains(event.goroutine);
    const std::string_view wrong = m_checker.check(event, proc, slot, other, byTimer);
    if (wrong.empty())
        return true;
    m_emitter.flush();
    m_outcome.damage = Error{fmt::format("the trace contradicts itself: {}", wrong), m_where, {}};
    m_outcome.directory.salvaging = true;
    m_stop = !m_options.salvage;
    return m_options.salvage;
}

void Converter::take(const Decoded& event, const Context& at) {
    const bool aboutAnother = event.type == WireType::GoCreate || event.type == WireType::GoUnblock;
    const std::uint32_t other = aboutAnother ? m_goroutines.slotOf(event.args[0]) : 0;
    if (!sound(event, at.proc, at.slot, other))
        return;
    switch (event.type) {
    case WireType::ProcStart:
    case WireType::ProcStop:
        return takeProc(event, at);
    case WireType::Gomaxprocs:
        return takeGomaxprocs(event, at);
    case WireType::HeapAlloc:
        return metric(EventType::HeapAlloc, event, at);
    case WireType::HeapGoal:
        return metric(EventType::HeapGoal, event, at);
    case WireType::UserTaskCreate:
    case WireType::UserTaskEnd:
        return takeTask(event, at);
    case WireType::UserRegion:
        return takeRegion(event, at);
    case WireType::UserLog:
        return takeLog(event, at);
    case WireType::GoCreate:
        return takeCreate(event, at, other);
    case WireType::GoUnblock:
        return takeUnblock(event, at, other);
    case WireType::GoStart:
    case WireType::GoStartLabel:
        return takeStart(event, at);
    case WireType::GoWaiting:
    case WireType::GoInSyscall:
        return takeWaiting(event, at);
    case WireType::GoSysCall:
        return takeSysCall(event, at);
    case WireType::GoSysBlock:
    case WireType::FutileWakeup:
        return;
    default:
        if (clearsGoroutine(event.type))
            return takeStop(event, at);
        return takeRange(event, at);
    }
}

Event Converter::made(const Decoded& event, const Context& at) {
    const Proc& proc = m_procs[at.proc];
    Event out;
    out.goroutine = m_emitter.goroutineOf(at.slot);
    out.proc = proc.index;
    out.thread = proc.index == kNoIndex ? kNoIndex : proc.thread;
    out.stack = event.stack == 0 ? 0 : m_scan.stack(event.stack);
    return out;
}

void Converter::transition(Event& out, EventType type, std::uint32_t slot, GoState from, GoState to) {
    out.type = type;
    out.kind = EventKind::StateTransition;
    out.subject = m_emitter.goroutineOf(slot);
    out.from = static_cast<std::uint8_t>(from);
    out.to = static_cast<std::uint8_t>(to);
}

void Converter::takeCreate(const Decoded& event, const Context& at, std::uint32_t other) {
    go(other).inNetwork = false;
    if (other == 0)
        return;
    if (m_beforeTrace) {
        if (!std::exchange(go(other).beforeTrace, true))
            m_existing.push_back(other);
        return;
    }
    Event out = made(event, at);
    transition(out, EventType::GoCreate, other, GoState::NotExist, GoState::Runnable);
    out.subjectStack = m_scan.stack(event.args[1]);
    m_emitter.emit(out, at.ns);
}

void Converter::takeUnblock(const Decoded& event, const Context& at, std::uint32_t other) {
    const bool network = std::exchange(go(other).inNetwork, false);
    if (other == 0)
        return;
    Event out = made(event, at);
    const bool timer = m_scan.timerGoroutines.contains(event.goroutine);
    if (network || timer) {
        out.proc = m_emitter.procOf(network ? kNetpoll : kTimers);
        out.thread = kNoIndex;
    }
    transition(out, EventType::GoUnblock, other, GoState::Waiting, GoState::Runnable);
    m_emitter.emit(out, at.ns);
}

void Converter::takeStart(const Decoded& event, const Context& at) {
    go(at.slot).inNetwork = false;
    if (at.slot == 0)
        return;
    Event out = made(event, at);
    const bool labelled = event.type == WireType::GoStartLabel;
    if (m_beforeTrace && !labelled) {
        go(at.slot).beforeTrace = false;
        transition(out, EventType::GoStatus, at.slot, GoState::Undetermined, GoState::Running);
    } else {
        transition(out, EventType::GoStart, at.slot, GoState::Runnable, GoState::Running);
    }
    if (labelled)
        out.thread = orThread0(out.thread);
    m_emitter.emit(out, at.ns);
    if (!labelled)
        return;
    Event label;
    label.goroutine = label.subject = out.subject;
    label.proc = out.proc;
    label.thread = out.thread;
    label.type = EventType::GoLabel;
    label.kind = EventKind::Label;
    label.text = m_scan.string(event.args[2]);
    m_emitter.emit(label, at.ns);
}

void Converter::takeWaiting(const Decoded& event, const Context& at) {
    if (at.slot == 0)
        return;
    go(at.slot) = {};
    Event out = made(event, at);
    const bool waiting = event.type == WireType::GoWaiting;
    transition(out, EventType::GoStatus, at.slot, GoState::Undetermined,
               waiting ? GoState::Waiting : GoState::Syscall);
    m_emitter.emit(out, at.ns);
}

void Converter::takeSysCall(const Decoded& event, const Context& at) {
    const bool blocked = m_order.blocked[m_call++];
    go(at.slot).inNetwork = false;
    if (at.slot == 0)
        return;
    Event out = made(event, at);
    transition(out, EventType::GoSyscallBegin, at.slot, GoState::Running, GoState::Syscall);
    out.subjectStack = out.stack;
    if (!blocked)
        out.thread = orThread0(out.thread);
    m_emitter.emit(out, at.ns);
    if (blocked)
        return;
    transition(out, EventType::GoSyscallEnd, at.slot, GoState::Syscall, GoState::Running);
    out.stack = out.subjectStack = 0;
    m_emitter.emit(out, at.ns + 1);
}

void Converter::takeStop(const Decoded& event, const Context& at) {
    go(at.slot).inNetwork = event.type == WireType::GoBlockNet;
    if (at.slot == 0)
        return;
    Event out = made(event, at);
    if (event.type == WireType::GoEnd) {
        transition(out, EventType::GoDestroy, at.slot, GoState::Running, GoState::NotExist);
    } else {
        const bool stays = event.type == WireType::GoSched || event.type == WireType::GoPreempt;
        transition(out, stays ? EventType::GoStop : EventType::GoBlock, at.slot, GoState::Running,
                   stays ? GoState::Runnable : GoState::Waiting);
        out.text = m_reasons[static_cast<std::size_t>(event.type)];
        out.subjectStack = out.stack;
    }
    m_emitter.emit(out, at.ns);
}

bool Converter::goOn(std::uint64_t at, const Progress& progress) const {
    if (progress.report) {
        const double share = static_cast<double>(at) / static_cast<double>(m_order.procs.size());
        const auto size = static_cast<double>(m_scan.bytes.size());
        progress.report(static_cast<std::uint64_t>(size * (2 + share) / 3), m_scan.bytes.size());
    }
    return !progress.stop.stop_requested();
}

Result<void> convert(const Scan& scan, const Order& order, Goroutines& goroutines, const std::string& where,
                     EventSink& sink, const Progress& progress, const ReadOptions& options,
                     Outcome& outcome) {
    return Converter(scan, order, goroutines, where, sink, options, outcome).run(progress);
}

} // namespace rt0::exectrace::v1
