#pragma once

#include "ingest/exectrace/event.h"
#include "timeline/traceparts.h"

#include <array>
#include <vector>

namespace rt0 {

/// Pairs begins and ends of GC marks, stops of the world, sweeps and mark assists.
class TraceRanges {
public:
    /// An event of one of the Range kinds, `ns` since the trace's origin.
    void take(const exectrace::Event& event, std::int64_t ns);
    /// All ranges by begin; those that are open end with the trace.
    std::vector<TraceRange> finish(std::int64_t endNs) &&;

private:
    static constexpr std::size_t kKinds = 4;

    std::uint32_t& slotOf(TraceRangeKind kind, exectrace::Index subject);
    void open(const exectrace::Event& event, TraceRangeKind kind, std::int64_t ns, std::uint32_t& slot);

    std::vector<TraceRange> m_ranges;
    /// By subject: the open range, counted from 1; 0 is none.
    std::array<std::vector<std::uint32_t>, kKinds> m_open;
};

} // namespace rt0
