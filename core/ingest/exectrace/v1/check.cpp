#include "ingest/exectrace/v1/check.h"

#include <algorithm>

namespace rt0::exectrace::v1 {
namespace {

constexpr std::string_view kNotRunning = "an event of a goroutine that does not run";

/// Sets `flag` to `on`; false when it was that already.
bool turn(bool& flag, bool on) {
    return std::exchange(flag, on) != on;
}

} // namespace

Checker::Go& Checker::go(std::uint32_t slot) {
    if (slot >= m_goroutines.size())
        m_goroutines.resize(std::max<std::size_t>(slot + 1, m_goroutines.size() * 2));
    m_goroutines[0].state = State::Running; // slot 0 is no goroutine, and always there
    return m_goroutines[slot];
}

Checker::Proc& Checker::proc(std::uint32_t index) {
    if (index >= m_procs.size())
        m_procs.resize(index + 1);
    return m_procs[index];
}

std::string_view Checker::check(const Decoded& event, std::uint32_t index, std::uint32_t slot,
                                std::uint32_t other, bool byTimer) {
    switch (event.type) {
    case WireType::ProcStart:
    case WireType::ProcStop:
        return checkProc(event, index);
    case WireType::GcStart:
    case WireType::GcDone:
    case WireType::StwStart:
    case WireType::StwDone:
    case WireType::GcSweepStart:
    case WireType::GcSweepDone:
    case WireType::GcMarkAssistStart:
    case WireType::GcMarkAssistDone:
        return checkRange(event, index, slot);
    case WireType::UserTaskCreate:
    case WireType::UserTaskEnd:
    case WireType::UserRegion:
        return checkUser(event, slot);
    case WireType::GoCreate:
        if (!runs(slot, index))
            return kNotRunning;
        if (!turn(go(other).seen, true))
            return "a goroutine is created twice";
        go(other).state = State::Runnable;
        return {};
    case WireType::GoWaiting:
    case WireType::GoInSyscall:
        if (std::exchange(go(slot).state, State::Waiting) != State::Runnable)
            return "a goroutine waits that is not there";
        return {};
    case WireType::GoSysExit:
        if (std::exchange(go(slot).state, State::Runnable) != State::Waiting)
            return "a syscall ends that did not block";
        return {};
    case WireType::GoStart:
    case WireType::GoStartLabel:
        return checkStart(index, slot);
    case WireType::GoUnblock:
        return checkWake(index, slot, other, byTimer);
    case WireType::GoSysCall:
        return slot != 0 && runs(slot, index) ? std::string_view{} : kNotRunning;
    default:
        return clearsGoroutine(event.type) ? checkStop(event, index, slot) : std::string_view{};
    }
}

std::string_view Checker::checkProc(const Decoded& event, std::uint32_t index) {
    Proc& p = proc(index);
    if (event.type == WireType::ProcStart)
        return turn(p.running, true) ? std::string_view{} : "a P starts that runs already";
    if (!turn(p.running, false))
        return "a P stops that does not run";
    return p.slot == 0 ? std::string_view{} : "a P stops while a goroutine runs on it";
}

std::string_view Checker::checkRange(const Decoded& event, std::uint32_t index, std::uint32_t slot) {
    const auto unless = [](bool changed, std::string_view what) {
        return changed ? std::string_view{} : what;
    };
    switch (event.type) {
    case WireType::GcStart:
        return unless(turn(m_gc, true), "a GC cycle begins before the last one ended");
    case WireType::GcDone:
        return unless(turn(m_gc, false), "a GC cycle ends that did not begin");
    case WireType::StwStart:
        return unless(turn(m_stw, true), "the world is stopped twice");
    case WireType::StwDone:
        return unless(turn(m_stw, false), "the world starts that was not stopped");
    case WireType::GcSweepStart:
        return unless(turn(proc(index).sweeping, true), "sweeping begins before the last one ended");
    case WireType::GcSweepDone:
        return unless(turn(proc(index).sweeping, false), "sweeping ends that did not begin");
    case WireType::GcMarkAssistStart:
        return unless(turn(go(slot).assisting, true), "a mark assist begins before the last one ended");
    default:
        go(slot).assisting = false;
        return {}; // an assist may have begun before the trace
    }
}

std::string_view Checker::checkUser(const Decoded& event, std::uint32_t slot) {
    if (event.type == WireType::UserTaskEnd) {
        m_tasks.erase(event.args[0]);
        return {};
    }
    if (event.type == WireType::UserTaskCreate)
        return m_tasks.insert(event.args[0]).second ? std::string_view{} : "two tasks have the same id";
    const Region region{event.args[0], event.args[2]};
    std::vector<Region>& open = m_regions[slot];
    if (event.args[1] == 0) {
        open.push_back(region);
        return {};
    }
    if (event.args[1] != 1)
        return "a region neither begins nor ends";
    if (open.empty())
        return {};
    const bool innermost = open.back() == region;
    open.pop_back();
    return innermost ? std::string_view{} : "a region ends that is not the innermost one";
}

std::string_view Checker::checkStart(std::uint32_t index, std::uint32_t slot) {
    if (std::exchange(go(slot).state, State::Running) != State::Runnable)
        return "a goroutine starts that is not runnable";
    if (std::exchange(proc(index).slot, slot) != 0)
        return "a goroutine starts on a P that runs another one";
    return {};
}

std::string_view Checker::checkStop(const Decoded& event, std::uint32_t index, std::uint32_t slot) {
    if (slot == 0 || !runs(slot, index))
        return kNotRunning;
    proc(index).slot = 0;
    switch (event.type) {
    case WireType::GoEnd:
        m_regions.erase(slot);
        [[fallthrough]];
    case WireType::GoStop:
        go(slot).state = State::Dead;
        return {};
    case WireType::GoSched:
    case WireType::GoPreempt:
        go(slot).state = State::Runnable;
        return {};
    default:
        go(slot).state = State::Waiting;
        return {};
    }
}

std::string_view Checker::checkWake(std::uint32_t index, std::uint32_t slot, std::uint32_t other,
                                    bool byTimer) {
    if (go(slot).state != State::Running || (!byTimer && proc(index).slot != slot))
        return kNotRunning;
    if (std::exchange(go(other).state, State::Runnable) != State::Waiting)
        return "a goroutine is woken that does not wait";
    return {};
}

} // namespace rt0::exectrace::v1
