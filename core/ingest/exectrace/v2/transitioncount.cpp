#include "ingest/exectrace/v2/transitioncount.h"

#include "ingest/exectrace/v2/cursor.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <unordered_map>

namespace rt0::exectrace::v2 {
namespace {

constexpr std::uint64_t kDenseIds = std::uint64_t{1} << 22;
constexpr std::size_t kWorthThreads = 4 << 20; ///< bytes

/// By id.
class Counter {
public:
    void add(std::uint64_t goroutine, std::uint32_t transitions = 1) {
        if (goroutine >= kDenseIds) {
            m_sparse[goroutine] += transitions;
            return;
        }
        if (goroutine >= m_dense.size())
            m_dense.resize(
                std::max<std::size_t>(2 * m_dense.size(), static_cast<std::size_t>(goroutine) + 1));
        m_dense[static_cast<std::size_t>(goroutine)] += transitions;
    }

    void addAll(const Counter& other) {
        for (std::size_t id = 0; id < other.m_dense.size(); ++id)
            if (other.m_dense[id] != 0)
                add(id, other.m_dense[id]);
        for (const auto& [id, count] : other.m_sparse)
            add(id, count);
    }

    std::vector<std::pair<std::uint64_t, std::uint32_t>> counts() const {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> all(m_sparse.begin(), m_sparse.end());
        for (std::size_t id = 0; id < m_dense.size(); ++id)
            if (m_dense[id] != 0)
                all.emplace_back(id, m_dense[id]);
        return all;
    }

private:
    std::vector<std::uint32_t> m_dense;
    std::unordered_map<std::uint64_t, std::uint32_t> m_sparse;
};

struct Counters {
    Counter goroutines;
    Counter procs;
    Counter threads;
};

/// One thread's events tell which goroutine runs on it, and on which P.
class ThreadCounter {
public:
    ThreadCounter(const ThreadBatches& work, Counters& counters) : m_work(work), m_counters(counters) {}

    void count() {
        Cursor cursor(m_work.batches, Clock(), 0);
        for (Cursor::Read read = cursor.skim(); read != Cursor::Read::End; read = cursor.skim())
            if (read == Cursor::Read::Damage)
                cursor.skipBatch();
            else if (!take(cursor.event()))
                takeProc(cursor.event());
        if (m_stays != 0)
            m_counters.threads.add(m_work.thread, m_stays);
    }

private:
    void stay() {
        ++m_stays;
        if (m_proc != kNoId)
            m_counters.procs.add(m_proc);
    }

    void start(std::uint64_t goroutine, std::uint32_t transitions) {
        m_running = goroutine;
        m_counters.goroutines.add(goroutine, transitions);
        stay();
    }

    void changeRunning() {
        if (m_running != kNoId)
            m_counters.goroutines.add(m_running);
    }

    bool take(const WireEvent& event) {
        switch (event.type) {
        case EventType::GoStart:
        case EventType::GoCreateSyscall:
            start(event.args[0], 1);
            return true;
        case EventType::GoUnblock:
        case EventType::GoCreate:
        case EventType::GoCreateBlocked:
            m_counters.goroutines.add(event.args[0]);
            return true;
        case EventType::GoStop:
        case EventType::GoBlock:
            changeRunning();
            m_running = kNoId;
            return true;
        case EventType::GoSyscallBegin:
        case EventType::GoSyscallEnd:
            m_holdsSince = event.type == EventType::GoSyscallBegin;
            changeRunning();
            stay();
            return true;
        case EventType::GoSyscallEndBlocked:
            if (m_holdsSince)
                m_proc = kNoId; // it was taken away in the meantime
            changeRunning();
            m_running = kNoId;
            return true;
        case EventType::GoDestroy:
        case EventType::GoDestroySyscall:
            m_running = kNoId;
            return true;
        case EventType::GoSwitch:
        case EventType::GoSwitchDestroy:
            changeRunning();
            start(event.args[0], 2);
            return true;
        case EventType::GoStatus:
        case EventType::GoStatusStack:
            takeStatus(event);
            return true;
        default:
            return false;
        }
    }

    void takeStatus(const WireEvent& event) {
        constexpr std::uint64_t kRunning = 2;
        constexpr std::uint64_t kSyscall = 3;
        if (event.args[2] == kRunning || (event.args[2] == kSyscall && event.args[1] == m_work.thread))
            start(event.args[0], 1);
        else
            m_counters.goroutines.add(event.args[0]);
    }

    void takeProc(const WireEvent& event) {
        if (event.type == EventType::ProcStart || event.type == EventType::ProcStatus) {
            m_proc = event.args[0]; // of a status that is not its own: a few too many
            m_holdsSince = false;
        } else if (event.type == EventType::ProcStop ||
                   (event.type == EventType::ProcSteal && event.args[0] == m_proc)) {
            m_proc = kNoId;
        }
    }

    const ThreadBatches& m_work;
    Counters& m_counters;
    std::uint64_t m_running = kNoId;
    std::uint64_t m_proc = kNoId;
    bool m_holdsSince = false; ///< since a system call began, no other P came
    std::uint32_t m_stays = 0;
};

std::vector<ThreadBatches> batchesByThread(std::string_view bytes, int version) {
    Generation all;
    BatchScanner scanner(bytes, version);
    for (;;) {
        const auto batch = scanner.next();
        if (!batch || !*batch)
            break;
        if ((*batch)->content == Batch::Content::Events)
            all.addEvents(**batch);
    }
    return std::move(all.threads);
}

} // namespace

TransitionCounts countTransitions(std::string_view bytes, int version, bool threads) {
    std::vector<ThreadBatches> work = batchesByThread(bytes, version);
    std::sort(work.begin(), work.end(), [](const ThreadBatches& a, const ThreadBatches& b) {
        return a.batches.size() > b.batches.size();
    });
    std::atomic<std::size_t> next = 0;
    const auto count = [&](Counters& counters) {
        for (std::size_t i = next++; i < work.size(); i = next++)
            ThreadCounter(work[i], counters).count();
    };
    Counters own;
    Counters others;
    if (threads && bytes.size() >= kWorthThreads) {
        std::thread second([&] { count(others); });
        count(own);
        second.join();
    } else {
        count(own);
    }
    own.goroutines.addAll(others.goroutines);
    own.procs.addAll(others.procs);
    own.threads.addAll(others.threads);
    return {own.goroutines.counts(), own.procs.counts(), own.threads.counts()};
}

} // namespace rt0::exectrace::v2
