#include "ingest/exectrace/v1/order.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace rt0::exectrace::v1 {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kAlways = std::numeric_limits<std::int64_t>::min();
constexpr std::uint32_t kNone = 0xffff'ffff;
constexpr std::uint64_t kLookEvery = 1 << 16; ///< events between two looks at the stop token

enum class Status : std::uint8_t { Dead, Runnable, Running, Waiting };

struct State {
    std::uint64_t sequence = 0;
    std::int64_t blockTicks = 0;       ///< of the last event that put it into a blocking syscall; 0: none
    std::uint32_t firstWaiter = kNone; ///< P whose next event waits for another state of this goroutine
    std::uint32_t openCall = kNone;    ///< GoSysCall that was its last event, by its place in Order::blocked
    Status status = Status::Dead;
};

/// What an event asks of a goroutine's state, and what it makes of it.
struct Step {
    enum class Count : std::uint8_t { Any, Keep, Exact };
    bool needed = false;
    Count count = Count::Any; ///< Any: sequence + 1; Keep: the same; Exact: must be `sequence`, then + 1
    Status from = Status::Dead;
    Status to = Status::Dead;
    std::uint64_t goroutine = 0;
    std::uint64_t sequence = 0;
};

Step local(const Decoded& event, Status from, Status to, std::uint64_t goroutine) {
    return {true, event.local ? Step::Count::Any : Step::Count::Exact, from, to, goroutine, event.args[1]};
}

/// tracev1/order.go, stateTransition. A GoCycle (GCStart) has a sequence of its own.
Step stepOf(const Decoded& event) {
    using enum Status;
    using Count = Step::Count;
    switch (event.type) {
    case WireType::GoCreate:
        return {true, Count::Exact, Dead, Runnable, event.args[0], 0};
    case WireType::GoWaiting:
    case WireType::GoInSyscall:
        return {true, Count::Exact, Runnable, Waiting, event.goroutine, 1};
    case WireType::GoStart:
    case WireType::GoStartLabel:
        return local(event, Runnable, Running, event.goroutine);
    case WireType::GoUnblock:
    case WireType::GoSysExit:
        return local(event, Waiting, Runnable, event.args[0]);
    case WireType::GoSched:
    case WireType::GoPreempt:
        return {true, Count::Keep, Running, Runnable, event.goroutine, 0};
    case WireType::GoEnd:
    case WireType::GoStop:
        return {};
    case WireType::GcStart:
        return {true, Count::Exact, Dead, Dead, 0, event.args[0]};
    default:
        if (clearsGoroutine(event.type))
            return {true, Count::Keep, Running, Waiting, event.goroutine, 0};
        return {};
    }
}

class Merger {
public:
    /// From the time `laxFrom` on, events are taken whatever the goroutines' states are.
    Merger(const Scan& scan, Goroutines& goroutines, std::int64_t laxFrom)
        : m_scan(scan), m_goroutines(goroutines), m_laxFrom(laxFrom) {
        m_order.procs.reserve(scan.events);
        m_procs.reserve(scan.procs.size());
        for (const ProcBatches& batches : scan.procs)
            m_procs.push_back({ProcCursor(scan, batches), {}, 0, kNone});
    }

    /// Nothing when a stop was asked for.
    std::optional<Order> run(const Progress& progress) {
        for (std::uint32_t proc = 0; proc < m_procs.size(); ++proc)
            admit(proc);
        admitSample();
        while (!m_heap.empty()) {
            const std::uint32_t proc = popEarliest();
            if (proc == m_procs.size())
                takeSample();
            else
                takeEvent(proc);
            if (m_order.procs.size() % kLookEvery == 0 && !goOn(progress))
                return {};
        }
        std::ranges::sort(m_order.exits, {}, [](const auto& e) { return std::pair(e.ticks, e.index); });
        return std::move(m_order);
    }

    /// Earliest event that nothing allowed to come; kNever when there is none.
    std::int64_t stuckAt() const {
        std::int64_t earliest = kNever;
        for (const Proc& proc : m_procs)
            if (!proc.cursor.atEnd())
                earliest = std::min(earliest, proc.cursor.current().ticks);
        return earliest;
    }

private:
    struct Proc {
        ProcCursor cursor;
        Step step;              ///< of the cursor's event
        std::uint32_t slot = 0; ///< of the goroutine in `step`
        std::uint32_t nextWaiter = kNone;
    };
    struct Ready {
        std::int64_t ticks = 0;
        std::uint32_t proc = 0;
        bool operator<(const Ready& other) const {
            return ticks != other.ticks ? ticks > other.ticks : proc > other.proc;
        }
    };

    State& stateOf(std::uint32_t slot) {
        if (slot >= m_states.size())
            m_states.resize(std::max<std::size_t>(m_goroutines.size(), m_states.size() * 2 + 1));
        return m_states[slot];
    }
    /// Slot 0 is no goroutine; its state is that of the GC's own sequence.
    bool ready(const Proc& proc) {
        if (!proc.step.needed || proc.cursor.current().ticks >= m_laxFrom)
            return true;
        const State& state = stateOf(proc.slot);
        return state.status == proc.step.from &&
               (proc.step.count != Step::Count::Exact || state.sequence == proc.step.sequence);
    }

    void push(std::int64_t ticks, std::uint32_t proc) {
        m_heap.push_back({ticks, proc});
        std::push_heap(m_heap.begin(), m_heap.end());
    }
    std::uint32_t popEarliest() {
        std::pop_heap(m_heap.begin(), m_heap.end());
        const std::uint32_t proc = m_heap.back().proc;
        m_heap.pop_back();
        return proc;
    }

    void admit(std::uint32_t index) {
        Proc& proc = m_procs[index];
        if (proc.cursor.atEnd())
            return;
        proc.step = stepOf(proc.cursor.current());
        if (proc.step.needed)
            proc.slot = m_goroutines.slotOf(proc.step.goroutine);
        admitOrWait(index);
    }
    void admitOrWait(std::uint32_t index) {
        Proc& proc = m_procs[index];
        if (ready(proc))
            return push(proc.cursor.current().ticks, index);
        State& state = stateOf(proc.slot);
        proc.nextWaiter = state.firstWaiter;
        state.firstWaiter = index;
    }
    void admitSample() {
        if (m_sample < m_scan.samples.size())
            push(m_scan.samples[m_sample].ticks, static_cast<std::uint32_t>(m_procs.size()));
    }

    void takeSample() {
        closeCall(m_goroutines.slotOf(m_scan.samples[m_sample].goroutine), false);
        m_order.procs.push_back(static_cast<std::uint16_t>(m_procs.size()));
        noteTime(m_scan.samples[m_sample].ticks);
        ++m_sample;
        admitSample();
    }

    void takeEvent(std::uint32_t index) {
        Proc& proc = m_procs[index];
        if (!ready(proc)) // another P changed the goroutine since
            return admitOrWait(index);
        const Decoded& event = proc.cursor.current();
        noteTime(event.ticks);
        noteEvent(event);
        m_order.procs.push_back(static_cast<std::uint16_t>(index));
        const bool needed = proc.step.needed;
        const std::uint32_t slot = proc.slot;
        if (needed)
            apply(proc.step, stateOf(slot));
        proc.cursor.next();
        admit(index);
        if (needed)
            wake(slot);
    }

    static void apply(const Step& step, State& state) {
        state.status = step.to;
        if (step.count == Step::Count::Exact)
            state.sequence = step.sequence + 1;
        else if (step.count == Step::Count::Any)
            ++state.sequence;
    }

    void wake(std::uint32_t slot) {
        std::uint32_t waiter = std::exchange(stateOf(slot).firstWaiter, kNone);
        while (waiter != kNone) {
            const std::uint32_t next = std::exchange(m_procs[waiter].nextWaiter, kNone);
            admitOrWait(waiter);
            waiter = next;
        }
    }

    void noteTime(std::int64_t ticks) {
        if (ticks < m_latest)
            m_order.damage = "time stamps out of order";
        m_latest = std::max(m_latest, ticks);
    }

    void noteEvent(const Decoded& event) {
        const std::uint32_t slot = slotOf(event.goroutine);
        closeCall(slot, event.type == WireType::GoSysBlock);
        if (event.type == WireType::GoSysCall)
            openCall(slot);
        else if (event.type == WireType::GoSysBlock || event.type == WireType::GoInSyscall)
            stateOf(slot).blockTicks = event.ticks;
        else if (event.type == WireType::GoSysExit)
            noteExit(event, slot);
    }
    std::uint32_t slotOf(std::uint64_t id) {
        if (id != m_lastId) {
            m_lastSlot = m_goroutines.slotOf(id);
            m_lastId = id;
        }
        return m_lastSlot;
    }

    void openCall(std::uint32_t slot) {
        stateOf(slot).openCall = static_cast<std::uint32_t>(m_order.blocked.size());
        m_order.blocked.push_back(false);
    }
    /// A syscall blocked when the next event of its goroutine says so.
    void closeCall(std::uint32_t slot, bool blocked) {
        const std::uint32_t call = std::exchange(stateOf(slot).openCall, kNone);
        if (call != kNone && blocked)
            m_order.blocked[call] = true;
    }

    /// The time of its writing orders an exit; then it gets the time when it happened.
    void noteExit(const Decoded& event, std::uint32_t slot) {
        const std::int64_t blockTicks = stateOf(slot).blockTicks;
        std::int64_t ticks = event.local ? 0 : static_cast<std::int64_t>(event.args[2]);
        if (ticks != 0 && (blockTicks == 0 || ticks < blockTicks)) {
            m_order.damage = blockTicks == 0 ? "stray syscall exit" : "time stamps out of order";
            ticks = 0;
        }
        m_order.exits.push_back({ticks == 0 ? m_latest : ticks, m_order.procs.size(), slot});
    }

    bool goOn(const Progress& progress) const {
        if (progress.report && !m_order.procs.empty()) {
            const double share =
                double(m_order.procs.size()) / double(std::max<std::uint64_t>(1, m_scan.events));
            const auto size = double(m_scan.bytes.size());
            progress.report(static_cast<std::uint64_t>(size * (1 + std::min(1.0, share)) / 3),
                            m_scan.bytes.size());
        }
        return !progress.stop.stop_requested();
    }

    const Scan& m_scan;
    Goroutines& m_goroutines;
    std::int64_t m_laxFrom;
    std::vector<Proc> m_procs;
    std::vector<State> m_states;
    std::vector<Ready> m_heap;
    std::size_t m_sample = 0;
    std::int64_t m_latest = kAlways;
    std::uint64_t m_lastId = 0;
    std::uint32_t m_lastSlot = 0;
    Order m_order;
};

} // namespace

Result<Order> orderOf(const Scan& scan, Goroutines& goroutines, const std::string& where,
                      const Progress& progress) {
    std::optional<std::string> damage;
    std::int64_t laxFrom = kNever;
    for (;;) {
        Merger merger(scan, goroutines, laxFrom);
        std::optional<Order> order = merger.run(progress);
        if (!order)
            return tl::make_unexpected(Error{"cancelled", where, {}});
        const std::int64_t stuck = merger.stuckAt();
        if (stuck == kNever) {
            if (damage)
                order->damage = damage;
            return std::move(*order);
        }
        damage = "no consistent ordering of events possible";
        laxFrom = laxFrom == kNever ? stuck : kAlways;
    }
}

} // namespace rt0::exectrace::v1
