#include "ingest/exectrace/v1/cursor.h"

namespace rt0::exectrace::v1 {
namespace {

constexpr bool inTables(WireType type) {
    return type == WireType::String || type == WireType::Stack || type == WireType::Frequency ||
           type == WireType::TimerGoroutine || type == WireType::CpuSample;
}

} // namespace

bool clearsGoroutine(WireType type) {
    switch (type) {
    case WireType::GoEnd:
    case WireType::GoStop:
    case WireType::GoSched:
    case WireType::GoPreempt:
    case WireType::GoSleep:
    case WireType::GoBlock:
    case WireType::GoBlockSend:
    case WireType::GoBlockRecv:
    case WireType::GoBlockSelect:
    case WireType::GoBlockSync:
    case WireType::GoBlockCond:
    case WireType::GoBlockNet:
    case WireType::GoSysBlock:
    case WireType::GoBlockGc:
        return true;
    default:
        return false;
    }
}

bool ProcCursor::openBatch() {
    if (m_batch == m_batches->offsets.size())
        return false;
    m_in = WireReader(m_scan->bytes, m_batches->offsets[m_batch], m_scan->version);
    ++m_batch;
    if (!m_in.next(m_wire))
        return false;
    m_ticks = m_wire.numbers[1];
    m_inBatch = true;
    return true;
}

void ProcCursor::next() {
    while (m_inBatch || openBatch()) {
        if (!m_in.next(m_wire) || m_wire.type == WireType::Batch) {
            m_inBatch = false;
            continue;
        }
        if (inTables(m_wire.type) || m_wire.fault != Fault::None)
            continue;
        decode(m_wire);
        return;
    }
    m_atEnd = true;
}

void ProcCursor::decode(const WireEvent& event) {
    const Shape shape = shapeOf(event.type);
    m_ticks += event.numbers[0];
    m_current.type = event.type;
    m_current.local = false;
    m_current.ticks = static_cast<std::int64_t>(m_ticks);
    m_current.args = {event.numbers[1], event.numbers[2], event.numbers[3]};
    m_current.stack = shape.stack ? event.numbers[shape.args + 1U] : 0;
    m_current.message = event.bytes;
    findGoroutine();
}

void ProcCursor::findGoroutine() {
    switch (m_current.type) {
    case WireType::GoStartLocal:
        m_current.type = WireType::GoStart;
        m_current.local = true;
        [[fallthrough]];
    case WireType::GoStart:
    case WireType::GoStartLabel:
        m_goroutine = m_current.args[0];
        break;
    case WireType::GoUnblockLocal:
        m_current.type = WireType::GoUnblock;
        m_current.local = true;
        break;
    case WireType::GoSysExitLocal:
        m_current.type = WireType::GoSysExit;
        m_current.local = true;
        [[fallthrough]];
    case WireType::GoSysExit:
    case WireType::GoWaiting:
    case WireType::GoInSyscall:
        m_current.goroutine = m_current.args[0];
        return;
    default:
        break;
    }
    m_current.goroutine = m_goroutine;
    if (clearsGoroutine(m_current.type))
        m_goroutine = 0;
}

} // namespace rt0::exectrace::v1
