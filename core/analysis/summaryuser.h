#pragma once

#include "analysis/summarystates.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// Parts of a TraceSummary that have a begin and an end: ranges, user tasks and regions.
namespace rt0 {

/// Ranges and tasks are listed one by one up to here, and only counted beyond.
inline constexpr std::size_t kMaxListed = 1000;

struct RangeTotals {
    std::uint64_t count = 0; ///< that ended
    std::int64_t totalNs = 0;
    std::int64_t maxNs = 0;
    std::uint64_t activeAtStart = 0;
    std::uint64_t openAtEnd = 0;
};

struct RangeSummary {
    std::string name;  ///< "stop-the-world (GC mark termination)", as Go names it
    std::string scope; ///< "g7", "p0", "none"
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    bool activeAtStart = false;              ///< `beginNs` is that of the trace
    std::optional<std::uint64_t> sweptBytes; ///< of a sweep, as the next
    std::optional<std::uint64_t> reclaimedBytes;
};

struct RangesSummary {
    std::map<std::string, RangeTotals> byName;
    std::vector<RangeSummary> list; ///< the first kMaxListed that ended, in that order
    bool listedAll = true;
};

struct TaskSummary {
    std::uint64_t id = 0;
    std::optional<std::uint64_t> parent;
    std::string type;
    std::optional<std::int64_t> beginNs;
    std::optional<std::int64_t> endNs;
};

struct TasksSummary {
    NamedCounts begin; ///< by type, as the next
    NamedCounts end;
    std::vector<TaskSummary> list; ///< the first kMaxListed, in the order in which they appeared
    bool listedAll = true;
};

struct RegionsSummary {
    NamedCounts begin; ///< by type, as all of them
    NamedCounts end;
    NamedCounts unclosed;
    std::map<std::string, std::int64_t> totalNs; ///< of those that both began and ended in the trace
};

/// Go's name of the range that an event of a Range* kind is about (internal/trace/event.go, Event.Range).
std::string rangeName(const exectrace::Event& event, const exectrace::Directory& directory);

class RangeTracker {
public:
    void take(const exectrace::Event& event, std::int64_t beginNs, const exectrace::Directory& directory);
    RangesSummary finish() const;

private:
    /// A range is known by its name and by whose it is.
    struct Key {
        std::string name;
        std::string scope;
        auto operator<=>(const Key&) const = default;
    };
    struct Open {
        std::int64_t beginNs = 0;
        bool activeAtStart = false;
    };
    void end(const Key& key, const exectrace::Event& event, std::int64_t beginNs);

    std::map<Key, Open> m_open;
    RangesSummary m_summary;
};

class TaskTracker {
public:
    void take(const exectrace::Event& event, const exectrace::Directory& directory);
    TasksSummary finish() const { return m_summary; }

private:
    std::unordered_map<std::uint64_t, std::size_t> m_open; ///< id → place in the list
    TasksSummary m_summary;
};

class RegionTracker {
public:
    void take(const exectrace::Event& event);
    RegionsSummary finish(const exectrace::Directory& directory) const;

private:
    struct Open {
        std::uint64_t task = 0;
        exectrace::StringId name = 0;
        std::int64_t beginNs = 0;
    };
    std::unordered_map<exectrace::Index, std::vector<Open>> m_open; ///< by goroutine
    StringCounts m_begin;
    StringCounts m_end;
    std::map<exectrace::StringId, std::int64_t> m_totalNs;
};

} // namespace rt0
