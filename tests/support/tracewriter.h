#pragma once

#include "ingest/exectrace/eventtype.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Execution traces of format v2 that are made for a test, byte by byte as Go 1.26 writes them.
namespace rt0::test {

inline constexpr std::uint64_t kNobody = ~std::uint64_t{0}; ///< no thread, P or goroutine

inline void appendVarint(std::string& to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        to.push_back(static_cast<char>(value | 0x80));
    to.push_back(static_cast<char>(value));
}

/// What one thread writes between two batch headers.
class TraceBatch {
public:
    using EventType = exectrace::EventType;

    TraceBatch(std::uint64_t thread, std::uint64_t ticks) : m_thread(thread), m_begin(ticks), m_last(ticks) {}

    std::uint64_t thread() const { return m_thread; }
    std::size_t size() const { return m_data.size(); }

    /// A timed event; `ticks` must not be less than that of the event before.
    void event(EventType type, std::uint64_t ticks, std::initializer_list<std::uint64_t> arguments = {}) {
        item(type);
        appendVarint(m_data, ticks - std::exchange(m_last, ticks));
        for (const std::uint64_t argument : arguments)
            appendVarint(m_data, argument);
    }
    /// A part of a table: no time.
    void item(EventType type, std::initializer_list<std::uint64_t> arguments = {}) {
        m_data.push_back(static_cast<char>(type));
        for (const std::uint64_t argument : arguments)
            appendVarint(m_data, argument);
    }
    void string(std::uint64_t id, std::string_view text) {
        item(EventType::String, {id, text.size()});
        m_data += text;
    }

    std::string bytes(std::uint64_t generation) const {
        std::string all(1, static_cast<char>(EventType::EventBatch));
        for (const std::uint64_t field : {generation, m_thread, m_begin, std::uint64_t{m_data.size()}})
            appendVarint(all, field);
        return all + m_data;
    }

private:
    std::uint64_t m_thread;
    std::uint64_t m_begin;
    std::uint64_t m_last;
    std::string m_data;
};

/// The whole file: a generation is what begin() and end() enclose.
class TraceWriter {
public:
    static constexpr std::uint64_t kTicksPerSecond = 15'625'000; ///< as on Linux: 64 ns

    void begin(std::uint64_t generation, std::uint64_t ticks) {
        m_generation = generation;
        TraceBatch sync(kNobody, ticks);
        sync.item(exectrace::EventType::Sync);
        sync.item(exectrace::EventType::Frequency, {kTicksPerSecond});
        sync.event(exectrace::EventType::ClockSnapshot, ticks, {ticks * 64, 1'700'000'000, 0});
        add(sync);
    }
    void add(const TraceBatch& batch) { m_bytes += batch.bytes(m_generation); }
    void end() { m_bytes.push_back(static_cast<char>(exectrace::EventType::EndOfGeneration)); }

    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes = std::string("go 1.26 trace\0\0\0", 16);
    std::uint64_t m_generation = 0;
};

/// Goroutines on two Ps that wake each other, each event of which is one of GoUnblock, GoBlock and GoStart.
class SyntheticTrace {
public:
    /// A trace of about `events` events.
    static std::string make(std::uint64_t events, std::uint64_t goroutines = 1000,
                            std::uint64_t eventsPerGeneration = 3'000'000) {
        SyntheticTrace trace(std::max(goroutines, 2 * kThreads + 1));
        for (std::uint64_t generation = 1; events > 0; ++generation) {
            const std::uint64_t now = std::min(events, eventsPerGeneration);
            trace.writeGeneration(generation, now / 3);
            events -= now;
        }
        return trace.m_writer.bytes();
    }

private:
    using Type = exectrace::EventType;
    static constexpr std::size_t kThreads = 2;
    static constexpr std::size_t kBatchBytes = 64'000;
    enum Status : std::uint64_t { Runnable = 1, Running = 2, Waiting = 4 };

    explicit SyntheticTrace(std::uint64_t goroutines) : m_sequence(goroutines + 1) {
        for (std::uint64_t g = 1; g <= kThreads; ++g)
            m_running.push_back(g);
        for (std::uint64_t g = kThreads + 1; g <= goroutines; ++g)
            (g % 2 == 0 ? m_runnable : m_waiting).push_back(g);
    }

    void writeGeneration(std::uint64_t generation, std::uint64_t steps) {
        m_writer.begin(generation, m_ticks);
        for (std::size_t t = 0; t < kThreads; ++t)
            m_batches.emplace_back(100 + t, m_ticks);
        writeStatuses();
        for (std::uint64_t step = 0; step < steps; ++step)
            handOver(step % kThreads);
        for (const TraceBatch& batch : m_batches)
            m_writer.add(batch);
        m_batches.clear();
        writeTables();
        m_writer.end();
    }

    void writeStatuses() {
        m_sequence.assign(m_sequence.size(), 0);
        for (std::size_t t = 0; t < kThreads; ++t) {
            m_batches[t].event(Type::ProcStatus, ++m_ticks, {t, 1});
            m_batches[t].event(Type::GoStatus, ++m_ticks, {m_running[t], 100 + t, Running});
        }
        for (const std::uint64_t g : m_runnable)
            event(0, Type::GoStatus, {g, kNobody, Runnable});
        for (const std::uint64_t g : m_waiting)
            event(0, Type::GoStatus, {g, kNobody, Waiting});
    }

    /// A running goroutine wakes the one that waits longest, and waits; the next runnable one runs.
    void handOver(std::size_t t) {
        const std::uint64_t woken = take(m_waiting);
        event(t, Type::GoUnblock, {woken, ++m_sequence[woken], 1});
        event(t, Type::GoBlock, {1, 2});
        m_runnable.push_back(woken);
        m_waiting.push_back(m_running[t]);
        m_running[t] = take(m_runnable);
        event(t, Type::GoStart, {m_running[t], ++m_sequence[m_running[t]]});
    }

    void event(std::size_t t, Type type, std::initializer_list<std::uint64_t> arguments) {
        m_ticks += 1 + m_ticks % 7;
        m_batches[t].event(type, m_ticks, arguments);
        if (m_batches[t].size() > kBatchBytes) {
            m_writer.add(m_batches[t]);
            m_batches[t] = TraceBatch(100 + t, m_ticks);
        }
    }

    void writeTables() {
        TraceBatch stacks(kNobody, m_ticks);
        stacks.item(Type::Stacks);
        for (const std::uint64_t id : {1, 2})
            stacks.item(Type::Stack, {id, 2, 0x400000 + id, 1 + id, 4, 10 * id, 0x500000, 5, 4, 7});
        m_writer.add(stacks);
        TraceBatch strings(kNobody, m_ticks);
        strings.item(Type::Strings);
        constexpr std::array<std::string_view, 5> kTexts{"chan receive", "main.send", "main.receive",
                                                         "main.go", "main.worker"};
        for (std::size_t i = 0; i < kTexts.size(); ++i)
            strings.string(i + 1, kTexts[i]);
        m_writer.add(strings);
    }

    static std::uint64_t take(std::deque<std::uint64_t>& from) {
        const std::uint64_t first = from.front();
        from.pop_front();
        return first;
    }

    TraceWriter m_writer;
    std::uint64_t m_ticks = 1'000'000;
    std::vector<TraceBatch> m_batches;     ///< by thread
    std::vector<std::uint64_t> m_sequence; ///< by goroutine
    std::vector<std::uint64_t> m_running;  ///< by thread
    std::deque<std::uint64_t> m_runnable;
    std::deque<std::uint64_t> m_waiting;
};

} // namespace rt0::test
