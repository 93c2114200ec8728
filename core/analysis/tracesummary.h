#pragma once

#include "analysis/summarystates.h"
#include "analysis/summaryuser.h"
#include "ingest/exectrace/reader.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt0 {

/// Values of one metric, in the order in which they were reported.
struct MetricSummary {
    std::uint64_t count = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t min = 0;
    std::uint64_t max = 0;
};

struct StackSummary {
    std::uint64_t distinct = 0;       ///< different stacks, the empty one included where an event has none
    std::uint64_t distinctFrames = 0; ///< different places in the program
    std::uint64_t eventsWithStack = 0;
    std::uint64_t transitionsWithStack = 0;
};

/// An execution trace in numbers. All times are the trace's clock in ns. Salvaged events are only counted:
/// nothing but `salvagedEvents` knows of them.
struct TraceSummary {
    std::uint64_t events = 0;
    std::uint64_t eventsAtLastSync = 0; ///< up to the last Sync and with it: a trace up to there is complete
    std::uint64_t salvagedEvents = 0;
    std::vector<exectrace::SyncPoint> syncs;
    NamedCounts kinds;
    NamedCounts wireOfEvents;            ///< by Go's name of the type; "(Sync)" for those of the reader
    std::optional<std::int64_t> firstNs; ///< of all events but Syncs, as the next
    std::optional<std::int64_t> lastNs;
    std::optional<std::int64_t> lastWithSyncNs;
    GoroutinesSummary goroutines;
    ProcsSummary procs;
    std::uint64_t threads = 0; ///< on which something happened
    RangesSummary ranges;
    TasksSummary tasks;
    RegionsSummary regions;
    NamedCounts logs;   ///< by category
    NamedCounts labels; ///< by text
    std::map<std::string, MetricSummary> metrics;
    std::uint64_t cpuSamples = 0;
    StackSummary stacks;
};

/// Computes a TraceSummary while a trace is read: pass it to readTrace, then ask for the result.
class TraceSummarizer : public exectrace::EventSink {
public:
    TraceSummarizer();
    ~TraceSummarizer() override;
    TraceSummarizer(const TraceSummarizer&) = delete;
    TraceSummarizer& operator=(const TraceSummarizer&) = delete;

    void take(std::span<const exectrace::Event> events, const exectrace::Directory& directory) override;
    /// To be called once, when all was read. `directory` is that of the events.
    TraceSummary finish(const exectrace::Directory& directory);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace rt0
