#pragma once

#include "ingest/exectrace/reader.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace rt0::chrometrace {

/// What a lane of the file stands for (`tid` of its slices).
enum class View : std::uint8_t { Procs, Threads, Goroutines };

/// Numbers ids in the order in which they appear.
template <typename Id>
class Indexes {
public:
    exectrace::Index of(Id id, std::vector<Id>& listed) {
        const auto [at, isNew] = m_of.try_emplace(id, static_cast<exectrace::Index>(listed.size()));
        if (isNew)
            listed.push_back(id);
        return at->second;
    }

private:
    std::unordered_map<Id, exectrace::Index> m_of;
};

/// Events that were found lane by lane and goroutine by goroutine: puts them into the order of their times
/// and gives each the context of its lane.
class EventList {
public:
    static constexpr std::uint64_t kNoLane = ~std::uint64_t{0};

    explicit EventList(exectrace::Outcome& outcome) : m_outcome(outcome) {}

    /// Before the first event is added.
    void setView(View view) { m_view = view; }

    exectrace::Index goroutine(std::uint64_t id) {
        return m_goroutineOf.of(id, m_outcome.directory.goroutines);
    }
    exectrace::Index proc(std::uint64_t id) {
        return m_procOf.of(static_cast<std::int64_t>(id), m_outcome.directory.procs);
    }
    exectrace::Index thread(std::uint64_t id) { return m_threadOf.of(id, m_outcome.directory.threads); }

    /// `event.timeNs` is the wished time; of equal ones the first added is the first. Without a lane the
    /// context stays that of `event`.
    void add(std::uint64_t lane, const exectrace::Event& event) { m_pending.push_back({lane, event}); }
    bool empty() const { return m_pending.empty(); }

    /// Sorts, and hands everything to `sink` between two Syncs. False when `progress` says stop.
    bool deliver(exectrace::EventSink& sink, const Progress& progress);

private:
    struct Pending {
        std::uint64_t lane;
        exectrace::Event event;
    };
    /// What is on a lane now.
    struct Lane {
        exectrace::Index goroutine = exectrace::kNoIndex;
        exectrace::Index proc = exectrace::kNoIndex;
        exectrace::Index thread = exectrace::kNoIndex;
    };

    Lane& lane(std::uint64_t id);
    void setContext(exectrace::Event& event, std::uint64_t laneId);
    exectrace::Event sync(std::int64_t ns);

    View m_view = View::Goroutines;
    exectrace::Outcome& m_outcome;
    std::vector<Pending> m_pending;
    std::unordered_map<std::uint64_t, Lane> m_lanes;
    Indexes<std::uint64_t> m_goroutineOf;
    Indexes<std::int64_t> m_procOf;
    Indexes<std::uint64_t> m_threadOf;
};

} // namespace rt0::chrometrace
