#pragma once

#include "ingest/exectrace/v1/check.h"
#include "ingest/exectrace/v1/convert.h"
#include "ingest/exectrace/v1/emitter.h"

#include <algorithm>

namespace rt0::exectrace::v1 {

/// Ps that are none (tracev1/parser.go).
enum PseudoProc : std::int64_t { kTimers = 1000001, kNetpoll, kSyscalls, kGc };

inline constexpr std::size_t kStwReasons = 17; ///< why the world is stopped, "unknown" included

/// Walks over the events in their order and makes v2 events of them.
class Converter {
public:
    Converter(const Scan& scan, const Order& order, Goroutines& goroutines, const std::string& where,
              EventSink& sink, const ReadOptions& options, Outcome& outcome);

    Result<void> run(const Progress& progress);

private:
    struct Proc {
        ProcCursor cursor;
        Index index = kNoIndex;
        Index thread = kNoIndex;
        bool seen = false;
        std::uint64_t goroutine = 0; ///< the last one looked up, and its slot
        std::uint32_t slot = 0;
    };
    struct Go {
        bool beforeTrace = false; ///< was there already, and nothing is known about it yet
        bool inNetwork = false;   ///< the last that it did was to wait for the network
    };
    struct Context {
        std::uint32_t proc = 0;
        std::uint32_t slot = 0;
        std::int64_t ns = 0;
    };

    static bool isBefore(const SyscallExit& exit, std::int64_t ticks, std::uint64_t at) {
        return std::pair(exit.ticks, exit.index) < std::pair(ticks, at);
    }

    bool isSample(std::size_t proc) const { return proc == m_procs.size(); }

    /// Of the next event of a P; time never goes back.
    std::int64_t ticksAt(std::size_t proc);

    std::int64_t nsOf(std::int64_t ticks) const {
        constexpr double kLatest = 4e18; // leaves room to make times strictly increasing
        const std::uint64_t distance =
            static_cast<std::uint64_t>(ticks) - static_cast<std::uint64_t>(m_firstTicks);
        return static_cast<std::int64_t>(std::min(static_cast<double>(distance) * m_nsPerTick, kLatest));
    }

    Go& go(std::uint32_t slot) {
        if (slot >= m_go.size())
            m_go.resize(std::max<std::size_t>(m_goroutines.size(), slot + 1));
        return m_go[slot];
    }

    void takeNext(std::size_t index, std::int64_t ticks);
    void takeSample(const Sample& sample, std::int64_t ns);
    void takeExit(const SyscallExit& exit);

    /// False when the event must not be delivered: it contradicts those before, and nobody wants to see it.
    bool sound(const Decoded& event, std::uint32_t proc, std::uint32_t slot, std::uint32_t other);
    void take(const Decoded& event, const Context& at);
    Event made(const Decoded& event, const Context& at);
    void transition(Event& out, EventType type, std::uint32_t slot, GoState from, GoState to);
    void metric(EventType type, const Decoded& event, const Context& at);
    void takeProc(const Decoded& event, const Context& at);

    /// The first one ends what was there before the trace; goroutines that only were created till then were
    /// runnable or idle.
    void takeGomaxprocs(const Decoded& event, const Context& at);
    void takeCreate(const Decoded& event, const Context& at, std::uint32_t other);
    void takeUnblock(const Decoded& event, const Context& at, std::uint32_t other);
    void takeStart(const Decoded& event, const Context& at);
    /// As Go does where it does not know the thread.
    Index orThread0(Index thread) { return thread == kNoIndex ? m_emitter.threadOf(0) : thread; }

    void takeWaiting(const Decoded& event, const Context& at);

    /// v1 does not tell when a syscall ended that did not block: it is shown as 1 ns long.
    void takeSysCall(const Decoded& event, const Context& at);
    void takeStop(const Decoded& event, const Context& at);
    void takeRange(const Decoded& event, const Context& at);
    std::size_t stwReasonOf(std::uint64_t kind) const;
    void takeTask(const Decoded& event, const Context& at);
    void takeRegion(const Decoded& event, const Context& at);
    void takeLog(const Decoded& event, const Context& at);
    bool goOn(std::uint64_t at, const Progress& progress) const;

    const Scan& m_scan;
    const Order& m_order;
    Goroutines& m_goroutines;
    const std::string& m_where;
    const ReadOptions& m_options;
    Outcome& m_outcome;
    Emitter m_emitter;
    Checker m_checker;
    int m_version;
    bool m_beforeTrace;
    bool m_stop = false;
    bool m_started = false;
    std::vector<Proc> m_procs;
    std::vector<Go> m_go;
    std::vector<std::uint32_t> m_existing;
    std::array<StringId, kWireTypes> m_reasons{};
    std::array<StringId, kStwReasons> m_stwReasons{};
    StringId m_stwReason = 0;
    std::unordered_map<std::uint64_t, std::pair<std::uint64_t, StringId>> m_tasks;
    double m_nsPerTick = 1;
    std::int64_t m_ticks = 0;
    std::int64_t m_firstTicks = 0;
    std::size_t m_sample = 0;
    std::size_t m_call = 0;
};

} // namespace rt0::exectrace::v1
