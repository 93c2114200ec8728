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

/// One thread's events tell which goroutine runs on it.
void countThread(std::span<const Batch> batches, std::uint64_t thread, Counter& counter) {
    Cursor cursor(batches, Clock(), 0);
    std::uint64_t running = kNoId;
    const auto ofRunning = [&] {
        if (running != kNoId)
            counter.add(running);
    };
    for (;;) {
        const Cursor::Read read = cursor.skim();
        if (read == Cursor::Read::End)
            return;
        if (read == Cursor::Read::Damage) {
            cursor.skipBatch();
            continue;
        }
        const WireEvent& event = cursor.event();
        switch (event.type) {
        case EventType::GoStart:
            running = event.args[0];
            counter.add(running);
            break;
        case EventType::GoUnblock:
        case EventType::GoCreate:
        case EventType::GoCreateBlocked:
            counter.add(event.args[0]);
            break;
        case EventType::GoCreateSyscall:
            running = event.args[0];
            counter.add(running);
            break;
        case EventType::GoStop:
        case EventType::GoBlock:
        case EventType::GoSyscallEndBlocked:
            ofRunning();
            running = kNoId;
            break;
        case EventType::GoSyscallBegin:
        case EventType::GoSyscallEnd:
            ofRunning();
            break;
        case EventType::GoDestroy:
        case EventType::GoDestroySyscall:
            running = kNoId;
            break;
        case EventType::GoSwitch:
        case EventType::GoSwitchDestroy:
            ofRunning();
            running = event.args[0];
            counter.add(running, 2);
            break;
        case EventType::GoStatus:
        case EventType::GoStatusStack:
            counter.add(event.args[0]);
            if (event.args[2] == 2 || (event.args[2] == 3 && event.args[1] == thread))
                running = event.args[0];
            break;
        default:
            break;
        }
    }
}

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

std::vector<std::pair<std::uint64_t, std::uint32_t>> countTransitions(std::string_view bytes, int version,
                                                                      bool threads) {
    std::vector<ThreadBatches> work = batchesByThread(bytes, version);
    std::sort(work.begin(), work.end(), [](const ThreadBatches& a, const ThreadBatches& b) {
        return a.batches.size() > b.batches.size();
    });
    std::atomic<std::size_t> next = 0;
    const auto count = [&](Counter& counter) {
        for (std::size_t i = next++; i < work.size(); i = next++)
            countThread(work[i].batches, work[i].thread, counter);
    };
    Counter own;
    Counter others;
    if (threads && bytes.size() >= kWorthThreads) {
        std::thread second([&] { count(others); });
        count(own);
        second.join();
    } else {
        count(own);
    }
    own.addAll(others);
    return own.counts();
}

} // namespace rt0::exectrace::v2
