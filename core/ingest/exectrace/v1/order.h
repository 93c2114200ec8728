#pragma once

#include "ingest/exectrace/idindex.h"
#include "ingest/exectrace/v1/cursor.h"

#include <optional>

namespace rt0::exectrace::v1 {

/// Goroutines get the numbers 0, 1, … (slots) in the order in which they are met; slot 0 is "no goroutine".
class Goroutines {
public:
    Goroutines() { slotOf(0); }

    std::uint32_t slotOf(std::uint64_t id) { return m_ids.findOrAdd(id); }
    std::uint64_t idOf(std::uint32_t slot) const { return m_ids.ids()[slot]; }
    std::size_t size() const { return m_ids.ids().size(); }

private:
    IdIndex m_ids;
};

/// An end of a blocking syscall, which is written long after it happened (GoSysExit).
struct SyscallExit {
    std::int64_t ticks = 0;
    std::uint64_t index = 0; ///< in Order::procs, of the event that it was written as
    std::uint32_t slot = 0;
};

/// The one order of the events of all Ps: two bytes an event, for its P; the events themselves are read again
/// when they are needed.
struct Order {
    std::vector<std::uint16_t> procs;  ///< place in Scan::procs; the one behind them stands for the samples
    std::vector<SyscallExit> exits;    ///< by the time when they happened
    std::vector<bool> blocked;         ///< of each GoSysCall in this order: whether it blocked
    std::optional<std::string> damage; ///< why there is no sound order
};

/// Orders by time what the goroutines' sequence numbers allow next (tracev1/parser.go, parseEventBatches).
/// Where they allow nothing, the order is by time only from there on, and `damage` says so.
/// Errors: "cancelled".
Result<Order> orderOf(const Scan& scan, Goroutines& goroutines, const std::string& where,
                      const Progress& progress);

} // namespace rt0::exectrace::v1
