#pragma once

#include "ingest/exectrace/event.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rt0::exectrace {

/// Each different string once; ids are the same in all generations. Views into it stay valid.
class Strings {
public:
    Strings();
    // The index points into the texts, which a move keeps and a copy would not.
    Strings(Strings&&) = default;
    Strings& operator=(Strings&&) = default;

    StringId intern(std::string_view text);
    std::string_view operator[](StringId id) const { return m_texts[id]; }
    std::size_t size() const { return m_texts.size(); }

private:
    std::deque<std::string> m_texts;
    std::unordered_map<std::string_view, StringId> m_ids;
};

struct Frame {
    std::uint64_t pc = 0;
    StringId function = 0;
    StringId file = 0;
    std::uint32_t line = 0;
    friend bool operator==(const Frame&, const Frame&) = default;
};

/// Each different stack once; leaf first.
class Stacks {
public:
    Stacks();

    StackId intern(std::span<const Frame> frames);
    std::span<const Frame> operator[](StackId id) const {
        return {m_frames.data() + m_first[id], m_first[id + 1] - m_first[id]};
    }
    std::size_t size() const { return m_first.size() - 1; }

private:
    std::vector<Frame> m_frames;
    std::vector<std::size_t> m_first{0};
    std::unordered_multimap<std::uint64_t, StackId> m_byHash;
};

/// All clocks at one moment (EvClockSnapshot, Go 1.25 and later).
struct ClockSnapshot {
    std::int64_t trace_ns = 0;
    std::uint64_t monotonic_ns = 0; ///< CLOCK_MONOTONIC
    std::uint64_t wallSeconds = 0;  ///< since 1970
    std::uint32_t wallNanoseconds = 0;
};

/// What an experiment of the runtime wrote into a generation beside its events: tables whose form is its own.
struct ExperimentalBatches {
    std::uint64_t batches = 0;
    std::uint64_t bytes = 0;
};

/// Begin of a generation; the last one marks the end of the trace.
struct SyncPoint {
    std::int64_t timeNs = 0;
    std::uint64_t eventsBefore = 0;
    std::optional<ClockSnapshot> clocks;
    /// Of AllocFree (GODEBUG=traceallocfree=1, Go 1.23 and later), the only experiment that there is.
    ExperimentalBatches allocFree = {};
};

/// What the ids in events stand for. Grows while events are read; what is in it never changes.
struct Directory {
    int version = 0;                       ///< of the format: 11, 19, 21 (v1), 22, 23, 25, 26 (v2)
    std::vector<std::uint64_t> goroutines; ///< Go's ids
    std::vector<std::int64_t> procs;       ///< ids of Ps; v1 has pseudo Ps above 1,000,000
    std::vector<std::uint64_t> threads;    ///< OS thread ids in v2 on Linux, the runtime's M numbers in v1
    Strings strings;
    Stacks stacks;
    std::vector<SyncPoint> syncs;
    /// Events from now on come from a damaged generation: their states and times are the file's, but order
    /// and texts may be incomplete. Go's own reader does not deliver them.
    bool salvaging = false;

    std::string_view text(StringId id) const { return strings[id]; }
    /// Function of the outermost frame: what names a goroutine. Empty for the empty stack.
    std::string_view rootFunction(StackId id) const;
};

} // namespace rt0::exectrace
