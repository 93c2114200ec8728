#pragma once

#include "ingest/exectrace/v1/scan.h"

namespace rt0::exectrace::v1 {

/// One event of a P, its time and goroutine worked out. Events that a P writes about what it just did itself
/// (the …Local forms) are given as their full forms, with `local` set.
struct Decoded {
    WireType type = WireType::None;
    bool local = false;
    std::int64_t ticks = 0;
    std::uint64_t goroutine = 0; ///< on which it happened; 0: none
    std::array<std::uint64_t, 3> args{};
    std::uint64_t stack = 0; ///< the file's id
    std::string_view message;
};

/// Walks over the events of one P, in the order of its batches. What a batch leaves running on the P stays so
/// in the next one.
class ProcCursor {
public:
    ProcCursor(const Scan& scan, const ProcBatches& batches) : m_scan(&scan), m_batches(&batches) { next(); }

    bool atEnd() const { return m_atEnd; }
    const Decoded& current() const { return m_current; }
    void next();

private:
    bool openBatch();
    void decode(const WireEvent& event);
    void findGoroutine();

    const Scan* m_scan;
    const ProcBatches* m_batches;
    std::size_t m_batch = 0;
    bool m_inBatch = false;
    bool m_atEnd = false;
    WireReader m_in;
    WireEvent m_wire;
    Decoded m_current;
    std::uint64_t m_goroutine = 0;
    std::uint64_t m_ticks = 0;
};

/// True for the events that end the run of a goroutine on its P.
bool clearsGoroutine(WireType type);

} // namespace rt0::exectrace::v1
