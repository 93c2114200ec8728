// Events that are not about the scheduling of goroutines.
#include "ingest/exectrace/v1/converter.h"

namespace rt0::exectrace::v1 {
namespace {

constexpr int kFirstWithStwReasons = 21;

} // namespace

void Converter::takeSample(const Sample& sample, std::int64_t ns) {
    Event event;
    event.type = EventType::CpuSample;
    event.kind = EventKind::StackSample;
    event.goroutine = m_emitter.goroutineOf(m_goroutines.slotOf(sample.goroutine));
    event.proc = m_emitter.procOf(sample.proc);
    event.stack = m_scan.stack(sample.stack);
    m_emitter.emit(event, ns);
}

void Converter::metric(EventType type, const Decoded& event, const Context& at) {
    Event out = made(event, at);
    out.type = type;
    out.kind = EventKind::Metric;
    out.value = event.args[0];
    m_emitter.emit(out, at.ns);
}

void Converter::takeProc(const Decoded& event, const Context& at) {
    Proc& proc = m_procs[at.proc];
    if (proc.index == kNoIndex)
        return;
    const bool starts = event.type == WireType::ProcStart;
    if (starts)
        proc.thread = m_emitter.threadOf(event.args[0]);
    Event out = made(event, at);
    const bool known = std::exchange(proc.seen, true);
    out.type = !known ? EventType::ProcStatus : starts ? EventType::ProcStart : EventType::ProcStop;
    out.kind = EventKind::StateTransition;
    out.subject = proc.index;
    const ProcState before = starts ? ProcState::Idle : ProcState::Running;
    out.from = static_cast<std::uint8_t>(known ? before : ProcState::Undetermined);
    out.to = static_cast<std::uint8_t>(starts ? ProcState::Running : ProcState::Idle);
    m_emitter.emit(out, at.ns);
    if (!starts)
        proc.thread = kNoIndex;
}

void Converter::takeGomaxprocs(const Decoded& event, const Context& at) {
    if (!std::exchange(m_beforeTrace, false))
        return metric(EventType::ProcsChange, event, at);
    for (const std::uint32_t slot : m_existing) {
        if (!go(slot).beforeTrace)
            continue;
        Event out;
        transition(out, EventType::GoStatus, slot, GoState::Undetermined, GoState::Runnable);
        m_emitter.emit(out, at.ns);
    }
    m_existing = {};
}

void Converter::takeRange(const Decoded& event, const Context& at) {
    Event out = made(event, at);
    const auto range = [&out](EventType type, EventKind kind, Index subject) {
        out.type = type;
        out.kind = kind;
        out.subject = subject;
    };
    switch (event.type) {
    case WireType::GcStart:
        range(EventType::GcBegin, EventKind::RangeBegin, kNoIndex);
        out.proc = m_emitter.procOf(kGc);
        out.thread = kNoIndex;
        break;
    case WireType::GcDone:
        range(EventType::GcEnd, EventKind::RangeEnd, kNoIndex);
        break;
    case WireType::StwStart:
        m_stwReason = m_stwReasons[stwReasonOf(event.args[0])];
        range(EventType::StwBegin, EventKind::RangeBegin, out.goroutine);
        out.text = m_stwReason;
        break;
    case WireType::StwDone:
        range(EventType::StwEnd, EventKind::RangeEnd, out.goroutine);
        out.text = m_stwReason;
        break;
    case WireType::GcSweepStart:
        range(EventType::GcSweepBegin, EventKind::RangeBegin, out.proc);
        break;
    case WireType::GcSweepDone:
        range(EventType::GcSweepEnd, EventKind::RangeEnd, out.proc);
        out.value = event.args[0];
        out.setValue2(event.args[1]);
        break;
    case WireType::GcMarkAssistStart:
        range(EventType::GcMarkAssistBegin, EventKind::RangeBegin, out.goroutine);
        break;
    case WireType::GcMarkAssistDone:
        range(EventType::GcMarkAssistEnd, EventKind::RangeEnd, out.goroutine);
        break;
    default:
        return;
    }
    m_emitter.emit(out, at.ns);
}

std::size_t Converter::stwReasonOf(std::uint64_t kind) const {
    if (m_version < kFirstWithStwReasons)
        return kind <= 1 ? static_cast<std::size_t>(kind) + 1 : 0;
    return kind < kStwReasons ? static_cast<std::size_t>(kind) : 0;
}

void Converter::takeTask(const Decoded& event, const Context& at) {
    Event out = made(event, at);
    out.value = event.args[0];
    if (event.type == WireType::UserTaskCreate) {
        out.type = EventType::UserTaskBegin;
        out.kind = EventKind::TaskBegin;
        out.setValue2(event.args[1] == 0 ? kNoTask : event.args[1]);
        out.text = m_scan.string(event.args[2]);
        m_tasks[out.value] = {out.value2(), out.text};
    } else {
        out.type = EventType::UserTaskEnd;
        out.kind = EventKind::TaskEnd;
        const auto task = m_tasks.extract(out.value);
        out.setValue2(task ? task.mapped().first : kNoTask);
        out.text = task ? task.mapped().second : 0;
    }
    m_emitter.emit(out, at.ns);
}

void Converter::takeRegion(const Decoded& event, const Context& at) {
    if (event.args[1] > 1)
        return;
    Event out = made(event, at);
    const bool begins = event.args[1] == 0;
    out.type = begins ? EventType::UserRegionBegin : EventType::UserRegionEnd;
    out.kind = begins ? EventKind::RegionBegin : EventKind::RegionEnd;
    out.value = event.args[0];
    out.text = m_scan.string(event.args[2]);
    m_emitter.emit(out, at.ns);
}

void Converter::takeLog(const Decoded& event, const Context& at) {
    Event out = made(event, at);
    out.type = EventType::UserLog;
    out.kind = EventKind::Log;
    out.value = event.args[0];
    out.text = m_scan.string(event.args[1]);
    out.setText2(m_outcome.directory.strings.intern(event.message)); // known: scan() met it
    m_emitter.emit(out, at.ns);
}

} // namespace rt0::exectrace::v1
