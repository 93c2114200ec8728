#include "ingest/exectrace/v2/v2reader.h"

#include "ingest/exectrace/v2/ordering.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::exectrace::v2 {
namespace {

/// Puts the events of all threads in order, generation after generation (internal/trace/reader.go).
class Reader {
public:
    Reader(std::string_view bytes, int version, const std::string& where, EventSink& sink,
           const Progress& progress, const ReadOptions& options)
        : m_bytes(bytes),
          m_where(where),
          m_progress(progress),
          m_options(options),
          m_generations(bytes, version, m_outcome.directory),
          m_pipe(sink, m_outcome.directory, m_ids, options.threads),
          m_ordering(m_ids, m_pipe) {
        m_outcome.directory.version = version;
    }

    Result<Outcome> run() {
        readSound();
        m_outcome.events = m_pipe.count();
        if (m_outcome.damage && m_options.salvage && !m_cancelled)
            salvage();
        m_pipe.drain();
        m_outcome.salvaged = m_pipe.count() - m_outcome.events;
        if (m_cancelled)
            return tl::unexpected(Error{"cancelled", m_where, {}});
        explain();
        return std::move(m_outcome);
    }

private:
    void readSound() {
        for (;;) {
            m_pipe.drain();
            GenerationReader::Next next = m_generations.next();
            if (!next.generation) {
                // What is before damage is whole, so it ends like a trace.
                m_pipe.pushSync({m_pipe.lastTime(), 0, {}});
                m_torn = next.damage.has_value();
                if (next.damage)
                    damaged(std::move(*next.damage));
                return;
            }
            m_generation = std::move(*next.generation);
            if (!beginGeneration(false) || !orderGeneration())
                return;
        }
    }

    /// Gives every thread a cursor; false when a first event cannot be read.
    bool beginGeneration(bool lenient) {
        m_frontier.clear();
        m_cursors.clear();
        m_cursors.reserve(m_generation.threads.size());
        m_nextSample = 0;
        m_samples = m_generation.tables.samples.size();
        m_ordering.beginGeneration(m_generation);
        for (const ThreadBatches& own : m_generation.threads) {
            const Index thread = own.thread == kNoId ? kNoIndex : m_ids.threads.findOrAdd(own.thread);
            Cursor& cursor = m_cursors.emplace_back(own.batches, m_generation.tables.clock, thread);
            Cursor::Read read = cursor.advance();
            while (lenient && read == Cursor::Read::Damage) {
                cursor.skipBatch();
                read = cursor.advance();
            }
            if (read == Cursor::Read::Damage) {
                unreadable(cursor);
                return false;
            }
            if (read == Cursor::Read::Event)
                m_frontier.insert(cursor);
        }
        const Tables& tables = m_generation.tables;
        m_pipe.pushSync({tables.clock.toNs(m_generation.minTime), 0, tables.snapshot, tables.allocFree});
        return true;
    }

    bool orderGeneration() {
        while (!m_frontier.empty() || m_nextSample < m_samples) {
            if (m_pipe.flushIfFull() && !goOn())
                return false;
            if (takeSample())
                continue;
            if (!advanceAny())
                return false;
        }
        return true;
    }

    /// A CPU sample goes before a later event.
    bool takeSample() { return m_nextSample < m_samples && takeSampleBefore(); }
    bool takeSampleBefore() {
        const Tables& tables = m_generation.tables;
        const CpuSample& sample = tables.samples[m_nextSample];
        const std::int64_t time = tables.clock.toNs(sample.time);
        if (!m_frontier.empty() && time >= m_frontier.head().timeNs())
            return false;
        ++m_nextSample;
        const auto indexOf = [](IdIndex& ids, std::uint64_t id, std::uint64_t none) {
            return id == none ? kNoIndex : ids.findOrAdd(id);
        };
        Event& event = m_pipe.push();
        event = {};
        event.timeNs = m_pipe.nextTime(time);
        event.type = EventType::CpuSample;
        event.kind = EventKind::StackSample;
        event.goroutine = indexOf(m_ids.goroutines, sample.goroutine, 0);
        event.proc = indexOf(m_ids.procs, sample.proc, kNoId);
        event.thread = indexOf(m_ids.threads, sample.thread, kNoId);
        const StackId stack = tables.stacks.find(sample.stack);
        event.stack = stack == IdTable::kMissing ? 0 : stack;
        return true;
    }

    enum class Try { Done, Wait, Damage };

    /// The earliest event nearly always can come next; else the first one that can, by time.
    bool advanceAny() {
        Try tried = tryAdvance(0);
        if (tried == Try::Wait) {
            m_frontier.sort();
            for (std::size_t i = 1; i < m_frontier.size() && tried == Try::Wait; ++i)
                tried = tryAdvance(i);
            if (tried == Try::Wait)
                damaged({"no event can come next: what they follow is missing or in the wrong order",
                         placeOf(m_frontier.head().offset()),
                         {}});
        }
        return tried == Try::Done;
    }

    Try tryAdvance(std::size_t i) {
        Cursor& cursor = m_frontier.at(i);
        Event* const before = m_pipe.mark();
        switch (m_ordering.advance(cursor.event(), cursor.thread())) {
        case Ordering::Step::Wait:
            return Try::Wait;
        case Ordering::Step::Broken:
            m_pipe.takeBackTo(before);
            damaged({m_ordering.error(), placeOf(cursor.offset()), {}});
            return Try::Damage;
        case Ordering::Step::Done:
            break;
        }
        switch (cursor.advance()) {
        case Cursor::Read::Event:
            m_frontier.update(i);
            return Try::Done;
        case Cursor::Read::End:
            m_frontier.remove(i);
            return Try::Done;
        case Cursor::Read::Damage:
            break;
        }
        m_pipe.takeBackTo(before);
        unreadable(cursor);
        return Try::Damage;
    }

    bool goOn() {
        if (m_progress.stop.stop_requested()) {
            m_cancelled = true;
            return false;
        }
        if (m_progress.report && !m_frontier.empty()) {
            m_done = std::max(m_done, m_frontier.head().offset());
            m_progress.report(m_done, m_bytes.size());
        }
        return true;
    }

    void unreadable(const Cursor& cursor) {
        damaged({"a batch holds something that is no event", placeOf(cursor.offset()), {}});
    }

    void damaged(Error error) {
        error.where = m_where.empty() ? error.where : fmt::format("{}: {}", m_where, error.where);
        m_outcome.damage = std::move(error);
    }

    /// From where sound reading ended to the end of the file.
    void salvage() {
        m_pipe.drain();
        m_outcome.directory.salvaging = true;
        if (!m_cursors.empty())
            orderLeniently();
        // Behind a generation that could not be ordered, others may be whole.
        while (!m_torn) {
            m_pipe.drain();
            GenerationReader::Next next = m_generations.next();
            if (!next.generation) {
                m_torn = next.damage.has_value();
                break;
            }
            salvage(std::move(*next.generation));
        }
        if (!m_torn)
            return;
        for (Generation& torn : m_generations.salvage())
            salvage(std::move(torn));
    }

    void salvage(Generation torn) {
        if (m_cancelled)
            return;
        m_clockAssumed = m_clockAssumed || torn.clockAssumed;
        m_pipe.drain();
        m_generation = std::move(torn);
        if (beginGeneration(true))
            orderLeniently();
    }

    void orderLeniently() {
        while (!m_cancelled && (!m_frontier.empty() || m_nextSample < m_samples)) {
            if (m_pipe.flushIfFull() && !goOn())
                return;
            if (!takeSample())
                advanceLeniently();
        }
        m_cursors.clear();
    }

    void advanceLeniently() {
        std::size_t chosen = 0;
        bool done = false;
        for (std::size_t i = 0; i < std::min<std::size_t>(m_frontier.size(), kSalvageTries) && !done; ++i) {
            Event* const before = m_pipe.mark();
            chosen = i;
            done = m_ordering.advance(m_frontier.at(i).event(), m_frontier.at(i).thread()) ==
                   Ordering::Step::Done;
            if (!done)
                m_pipe.takeBackTo(before);
            if (!done && i == 0)
                m_frontier.sort();
        }
        if (!done) {
            chosen = 0;
            m_ordering.force(m_frontier.head().event(), m_frontier.head().thread());
        }
        Cursor& cursor = m_frontier.at(chosen);
        Cursor::Read read = cursor.advance();
        while (read == Cursor::Read::Damage) {
            cursor.skipBatch();
            read = cursor.advance();
        }
        if (read == Cursor::Read::Event)
            m_frontier.update(chosen);
        else
            m_frontier.remove(chosen);
    }

    /// Turns what happened into sentences for the user.
    void explain() {
        auto& notes = m_outcome.diagnostics;
        const std::uint64_t syncs = m_outcome.directory.syncs.size();
        const bool empty = m_outcome.events + m_outcome.salvaged <= syncs;
        if (empty) {
            notes.push_back({Diagnostic::Severity::DataLoss,
                             "the trace holds no events: the program ended before trace.Stop wrote them",
                             "call trace.Stop before the program exits, or set "
                             "GODEBUG=traceadvanceperiod=20000000 to have events written every 20 ms",
                             0});
            return;
        }
        if (!m_outcome.damage)
            return;
        notes.push_back(
            {Diagnostic::Severity::DataLoss,
             fmt::format("the trace is damaged ({}); {} events before are sound, {} behind were "
                         "salvaged",
                         m_outcome.damage->message(), m_outcome.events, m_outcome.salvaged),
             "salvaged events keep their threads and times; order, names and stacks may be missing", 0});
        if (m_clockAssumed)
            notes.push_back({Diagnostic::Severity::Notice,
                             "the clock frequency is missing; times assume Go's usual 64 ns units",
                             {},
                             0});
    }

    static constexpr std::size_t kSalvageTries = 64;

    std::string_view m_bytes;
    const std::string& m_where;
    const Progress& m_progress;
    const ReadOptions& m_options;
    Outcome m_outcome;
    Ids m_ids;
    GenerationReader m_generations;
    Generation m_generation;
    std::vector<Cursor> m_cursors; ///< the frontier points into it
    Frontier m_frontier;
    std::size_t m_nextSample = 0;
    std::size_t m_samples = 0; ///< of the generation
    EventPipe m_pipe;
    Ordering m_ordering;
    std::uint64_t m_done = 0;
    bool m_torn = false; ///< the last generation could not be split off
    bool m_cancelled = false;
    bool m_clockAssumed = false;
};

} // namespace

Result<Outcome> readV2(std::string_view bytes, int version, const std::string& where, EventSink& sink,
                       const Progress& progress, const ReadOptions& options) {
    return Reader(bytes, version, where, sink, progress, options).run();
}

} // namespace rt0::exectrace::v2
