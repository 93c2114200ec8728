#pragma once

#include "ingest/exectrace/directory.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Parts of a TraceSummary that follow from state transitions.
namespace rt0 {

using NamedCounts = std::map<std::string, std::uint64_t>;

/// How often each string of a directory was seen.
class StringCounts {
public:
    void add(exectrace::StringId text) {
        if (text >= m_counts.size())
            m_counts.resize(text + std::size_t{1});
        ++m_counts[text];
    }
    NamedCounts named(const exectrace::Directory& directory) const;

private:
    std::vector<std::uint64_t> m_counts;
};

using GoTimes = std::array<std::int64_t, exectrace::kGoStates>;     ///< ns by GoState
using ProcTimes = std::array<std::int64_t, exectrace::kProcStates>; ///< ns by ProcState

struct GoroutineSummary {
    std::uint64_t id = 0;
    std::string entry;                    ///< its first function; empty when the trace does not tell
    std::optional<std::uint64_t> creator; ///< Go's id
    std::int64_t firstNs = 0;             ///< first transition
    std::optional<std::int64_t> startNs;  ///< first seen running
    std::optional<std::int64_t> endNs;
    std::optional<exectrace::GoState> preState; ///< in which the trace found it
    std::int64_t preNs = 0; ///< from the begin of the trace to `firstNs`, spent in `preState`; in `times`
    std::uint64_t transitions = 0; ///< with those that change nothing
    GoTimes times{};
};

/// Goroutines of one entry function.
struct EntrySummary {
    std::uint64_t count = 0;
    GoTimes times{};
};

struct GoroutinesSummary {
    std::uint64_t created = 0;   ///< creations; an id may have several
    std::uint64_t destroyed = 0; ///< goroutines that had ended when the trace did
    NamedCounts transitions;     ///< "Running->Waiting"
    GoTimes total{};
    std::vector<GoroutineSummary> list; ///< by id
    std::map<std::string, EntrySummary> byEntry;
    NamedCounts blockReasons;
    NamedCounts stopReasons;
};

struct ProcSummary {
    std::uint64_t transitions = 0;
    ProcTimes times{};
};

struct ProcsSummary {
    std::map<std::int64_t, ProcSummary> byId;
    NamedCounts transitions;
};

/// Begin and end of what a summary covers.
struct SummarySpan {
    std::int64_t beginNs = 0; ///< first Sync
    std::int64_t endNs = 0;   ///< last event that is no Sync
};

/// Adds up the time that goroutines spend in their states.
class GoroutineStates {
public:
    void take(const exectrace::Event& event, std::int64_t beginNs, const exectrace::Directory& directory);
    GoroutinesSummary finish(const SummarySpan& span, const exectrace::Directory& directory) const;

private:
    struct Known {
        bool seen = false;
        exectrace::GoState state{};
        std::int64_t sinceNs = 0;
        exectrace::Index creator = exectrace::kNoIndex;
        exectrace::StackId entry = 0;
        GoroutineSummary summary;
    };
    static void begin(Known& known, const exectrace::Event& event, std::int64_t beginNs);
    GoroutineSummary finished(const Known& known, exectrace::Index index, const SummarySpan& span,
                              const exectrace::Directory& directory) const;

    std::vector<Known> m_known; ///< by Index
    std::array<std::array<std::uint64_t, exectrace::kGoStates>, exectrace::kGoStates> m_transitions{};
    StringCounts m_blockReasons;
    StringCounts m_stopReasons;
};

/// The same for Ps.
class ProcStates {
public:
    void take(const exectrace::Event& event, std::int64_t beginNs);
    ProcsSummary finish(const SummarySpan& span, const exectrace::Directory& directory) const;

private:
    struct Known {
        bool seen = false;
        exectrace::ProcState state{};
        std::int64_t sinceNs = 0;
        ProcSummary summary;
    };
    std::vector<Known> m_known; ///< by Index
    std::array<std::array<std::uint64_t, exectrace::kProcStates>, exectrace::kProcStates> m_transitions{};
};

} // namespace rt0
