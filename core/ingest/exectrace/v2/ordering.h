#pragma once

#include "ingest/exectrace/eventpipe.h"
#include "ingest/exectrace/v2/cursor.h"
#include "ingest/exectrace/v2/statetable.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace rt0::exectrace::v2 {

/// Follows the scheduler's state from event to event, to find out which event of which thread can come next:
/// times of different threads are not trusted, sequence numbers are (internal/trace/order.go).
class Ordering {
public:
    Ordering(Ids& ids, EventPipe& out) : m_ids(ids), m_out(out) {}

    void beginGeneration(const Generation& generation);

    enum class Step {
        Done,   ///< the event was put out, maybe as several
        Wait,   ///< events of other threads come first
        Broken, ///< no trace can have it here: see error()
    };

    /// The next event of `thread` (kNoIndex: of no thread).
    Step advance(const WireEvent& event, Index thread);
    /// Puts out the event whatever the state, and makes the state fit: for damaged traces.
    void force(const WireEvent& event, Index thread);

    const std::string& error() const { return m_error; }

private:
    enum class GoStatus : std::uint8_t { Bad, Runnable, Running, Syscall, Waiting, None = 0xff };
    enum class ProcStatus : std::uint8_t { Bad, Running, Idle, Syscall, Abandoned, None = 0xff };
    enum class Need : std::uint8_t { Not, May, Must };
    enum class GcState : std::uint8_t { Undetermined, NotRunning, Running };

    /// Sequence numbers start again in each generation.
    struct Sequence {
        std::uint64_t generation = 0;
        std::uint64_t number = 0;
        bool succeeds(const Sequence& before) const {
            return generation == before.generation && number == before.number + 1;
        }
    };

    struct Goroutine {
        Sequence sequence;
        GoStatus status = GoStatus::None; ///< None: does not exist
        bool inAssist = false;
    };

    struct Proc {
        Sequence sequence;
        ProcStatus status = ProcStatus::None;
        bool sweeping = false;
    };

    /// What is bound to a thread.
    struct Thread {
        Index goroutine = kNoIndex;
        Index proc = kNoIndex;
        bool seen = false;
    };

    struct Context {
        Index thread = kNoIndex;
        Index proc = kNoIndex;
        Index goroutine = kNoIndex;
    };

    struct Region {
        std::uint64_t task = 0;
        StringId name = 0;
        friend bool operator==(const Region&, const Region&) = default;
    };

    struct Task {
        StringId name = 0;
        std::uint64_t parent = kNoTask;
    };

    // ordering.cpp: goroutines and dispatch
    void enter(Index threadIndex);
    Step dispatch(const WireEvent& event);
    Step dispatchOther(const WireEvent& event);
    Step goCreate(const WireEvent& event);
    Step goStart(const WireEvent& event);
    Step goStop(const WireEvent& event);
    Step goUnblock(const WireEvent& event);
    Step goSwitch(const WireEvent& event);
    Step goStatus(const WireEvent& event);
    Step statusInSyscall(const WireEvent& event, Index goroutine, std::uint64_t id);

    // orderingprocs.cpp: Ps and system calls
    Step procStatus(const WireEvent& event);
    Step procStart(const WireEvent& event);
    Step procStop(const WireEvent& event);
    Step procSteal(const WireEvent& event);
    Step syscallBegin(const WireEvent& event);
    Step syscallEnd(const WireEvent& event);
    Step syscallEndBlocked(const WireEvent& event);
    Step createSyscall(const WireEvent& event);
    Step destroySyscall(const WireEvent& event);
    void emitAbandoned(const WireEvent& event);

    // orderingranges.cpp: everything that is no transition
    Step rangesAndNotes(const WireEvent& event);
    Step gcActive(const WireEvent& event);
    Step gcBegin(const WireEvent& event);
    Step gcEnd(const WireEvent& event);
    Step sweep(const WireEvent& event);
    Step assist(const WireEvent& event);
    Step stw(const WireEvent& event);
    Step metric(const WireEvent& event);
    Step label(const WireEvent& event);
    Step task(const WireEvent& event);
    Step region(const WireEvent& event);
    Step log(const WireEvent& event);

    // orderingsalvage.cpp
    bool forceGo(const WireEvent& event);
    bool forceAppearance(const WireEvent& event, Index subject);
    bool forceOwn(const WireEvent& event);
    bool forceProc(const WireEvent& event);
    void forceRange(const WireEvent& event);
    void forceState(const WireEvent& event, Index subject, GoStatus status);

    Step broken(std::string what);
    bool require(Need proc, Need goroutine);
    bool requireUserCode();
    /// The thread's goroutine must be in this state.
    bool requireState(GoStatus status);
    bool refuseState();
    Sequence sequenceOf(std::uint64_t number) const { return {m_generation, number}; }
    bool initialGeneration() const { return m_generation == m_initialGeneration; }
    Goroutine& goroutine(Index index) { return m_goroutines[index]; }
    Proc& proc(Index index) { return m_procs[index]; }
    Thread& thread(Index index) { return m_threads[index]; }

    Event& emit(const WireEvent& event, EventKind kind);
    /// `State` is GoState or ProcState.
    template <typename State>
    Event& emitTransition(const WireEvent& event, Index subject, State from, State to);
    void forget(Index goroutine);
    StackId stackOf(std::uint64_t id);
    StringId textOf(std::uint64_t id);

    Ids& m_ids;
    EventPipe& m_out;
    const Tables* m_tables = nullptr;
    std::uint64_t m_generation = 0;
    std::uint64_t m_initialGeneration = 0;
    StateTable<Goroutine> m_goroutines;
    StateTable<Proc> m_procs;
    StateTable<Thread> m_threads;
    std::unordered_map<Index, std::vector<Region>> m_regions;   ///< by goroutine
    std::unordered_map<Index, std::vector<StringId>> m_stopped; ///< kinds of STW, by goroutine
    std::unordered_map<std::uint64_t, Task> m_tasks;
    std::uint64_t m_gcSequence = 0;
    GcState m_gc = GcState::Undetermined;

    Context m_now;           ///< before the event under way
    Thread* m_own = nullptr; ///< of the thread of the event: what is bound to it after the event
    Thread m_nobody;         ///< stands for no thread
    bool m_missing = false;  ///< the event names a string or stack that is not there
    std::string m_error;
};

} // namespace rt0::exectrace::v2
