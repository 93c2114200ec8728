#pragma once

#include "ingest/exectrace/v1/cursor.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace rt0::exectrace::v1 {

/// Whether events that are in order tell a possible story: a P runs one goroutine at a time, a goroutine
/// waits before it is woken, and so on (tracev1/parser.go, postProcessTrace).
class Checker {
public:
    /// `slot` is the event's goroutine, `other` the one that it creates or wakes (else 0); `proc` is the
    /// place in Scan::procs. Empty when nothing is wrong.
    std::string_view check(const Decoded& event, std::uint32_t proc, std::uint32_t slot, std::uint32_t other,
                           bool byTimer);

private:
    enum class State : std::uint8_t { Dead, Runnable, Running, Waiting };
    struct Go {
        State state = State::Dead;
        bool seen = false;
        bool assisting = false;
    };
    struct Proc {
        std::uint32_t slot = 0;
        bool running = false;
        bool sweeping = false;
    };
    using Region = std::pair<std::uint64_t, std::uint64_t>; ///< task, id of the name

    Go& go(std::uint32_t slot);
    Proc& proc(std::uint32_t index);
    bool runs(std::uint32_t slot, std::uint32_t index) {
        return go(slot).state == State::Running && proc(index).slot == slot;
    }
    std::string_view checkProc(const Decoded& event, std::uint32_t index);
    std::string_view checkRange(const Decoded& event, std::uint32_t index, std::uint32_t slot);
    std::string_view checkUser(const Decoded& event, std::uint32_t slot);
    std::string_view checkStart(std::uint32_t index, std::uint32_t slot);
    std::string_view checkStop(const Decoded& event, std::uint32_t index, std::uint32_t slot);
    std::string_view checkWake(std::uint32_t index, std::uint32_t slot, std::uint32_t other, bool byTimer);

    std::vector<Go> m_goroutines;
    std::vector<Proc> m_procs;
    bool m_gc = false;
    bool m_stw = false;
    std::unordered_set<std::uint64_t> m_tasks;
    std::unordered_map<std::uint32_t, std::vector<Region>> m_regions;
};

} // namespace rt0::exectrace::v1
