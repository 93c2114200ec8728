#include "ingest/exectrace/v2/generation.h"

#include "ingest/exectrace/v2/spec.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::exectrace::v2 {
namespace {

/// nanotime() / 64 (runtime/tracetime.go), on every system with a fine clock.
constexpr std::uint64_t kUsualFrequency = 15'625'000;

tl::unexpected<Error> damage(std::string what, std::uint64_t offset) {
    return tl::unexpected(Error{std::move(what), placeOf(offset), {}});
}

} // namespace

void Generation::addEvents(const Batch& batch) {
    auto own = std::find_if(threads.begin(), threads.end(),
                            [&](const ThreadBatches& thread) { return thread.thread == batch.thread; });
    if (own == threads.end())
        own = threads.insert(threads.end(), {batch.thread, {}});
    own->batches.push_back(batch);
}

GenerationReader::GenerationReader(std::string_view bytes, int version, Directory& directory)
    : m_scanner(bytes, version), m_version(version), m_directory(directory) {
    begin();
}

void GenerationReader::begin() {
    m_current = {};
    m_tables.emplace(m_directory, m_version);
}

Result<std::optional<Batch>> GenerationReader::nextBatch() {
    if (!m_ahead)
        return m_scanner.next();
    const std::optional<Batch> ahead = std::exchange(m_ahead, std::nullopt);
    return ahead;
}

Result<GenerationReader::Progress> GenerationReader::take(const Batch& batch) {
    if (batch.content == Batch::Content::EndOfGeneration && m_version >= kFirstWithEndOfGeneration)
        return Progress::Complete;
    if (batch.generation == 0)
        return damage("a batch has the generation 0, which never is", batch.offset);
    if (m_current.number == 0)
        m_current.number = batch.generation;
    if (batch.generation != m_current.number) {
        m_ahead = batch;
        if (m_version >= kFirstWithEndOfGeneration)
            return damage("a generation has no end, or generations are interleaved", batch.offset);
        if (batch.generation != m_current.number + 1)
            return damage("generations are out of order", batch.offset);
        return Progress::Complete;
    }
    if (m_current.minTime == 0 || batch.time < m_current.minTime)
        m_current.minTime = batch.time;
    if (batch.content == Batch::Content::Events)
        m_current.addEvents(batch);
    else if (auto error = m_tables->add(batch))
        return tl::unexpected(std::move(*error));
    return Progress::More;
}

Result<GenerationReader::Progress> GenerationReader::takeEnd() const {
    if (m_version < kFirstWithEndOfGeneration)
        return m_any && m_current.number == 0 ? Progress::EndOfFile : Progress::Complete;
    if (m_current.threads.empty())
        return Progress::EndOfFile;
    return damage("the last generation has no end: the file was cut, or the program ended before trace.Stop",
                  m_scanner.offset());
}

/// Up to the end of a generation; what stands before damage is in m_current.
Result<GenerationReader::Progress> GenerationReader::readBatches() {
    for (;;) {
        const auto batch = nextBatch();
        if (!batch) {
            // Before 1.26 nothing marks a generation's end, so this one may well be whole.
            if (m_current.number == 0 || m_version >= kFirstWithEndOfGeneration)
                return tl::unexpected(batch.error());
            m_behind = batch.error();
            return Progress::Complete;
        }
        const auto progress = *batch ? take(**batch) : takeEnd();
        if (!progress || *progress != Progress::More)
            return progress;
    }
}

std::optional<Error> GenerationReader::complete() {
    const Tables& tables = m_tables->tables();
    const std::string where = placeOf(m_scanner.offset());
    if (!tables.clock.known())
        return Error{"a generation has no clock frequency: the file was cut, or the program ended before "
                     "trace.Stop",
                     where,
                     {}};
    if (m_version >= kFirstWithSyncBatch && !tables.snapshot)
        return Error{"a generation has no clock snapshot", where, {}};
    if (auto error = m_tables->finish(false)) {
        error->where = where;
        return error;
    }
    m_lastClock = tables.clock;
    return std::nullopt;
}

GenerationReader::Next GenerationReader::next() {
    if (m_behind)
        return {{}, m_behind};
    begin();
    const auto progress = readBatches();
    if (!progress)
        return {{}, progress.error()};
    if (*progress == Progress::EndOfFile)
        return {};
    if (auto error = complete())
        return {{}, std::move(error)};
    m_any = true;
    m_current.tables = m_tables->take();
    Generation sound = std::move(m_current);
    begin();
    return {std::move(sound), {}};
}

void GenerationReader::finishLeniently(std::vector<Generation>& salvaged) {
    if (!m_current.threads.empty()) {
        (void)m_tables->finish(true);
        m_current.tables = m_tables->take();
        Clock& clock = m_current.tables.clock;
        if (!clock.known()) {
            m_current.clockAssumed = !m_lastClock.known();
            clock = m_lastClock.known() ? m_lastClock : Clock(kUsualFrequency);
        }
        m_lastClock = clock;
        salvaged.push_back(std::move(m_current));
    }
    begin();
}

void GenerationReader::takeLeniently(const Batch& batch, std::vector<Generation>& salvaged) {
    if (batch.content == Batch::Content::EndOfGeneration)
        return finishLeniently(salvaged);
    if (batch.generation == 0)
        return;
    if (m_current.number != 0 && batch.generation != m_current.number)
        finishLeniently(salvaged);
    m_current.number = batch.generation;
    if (batch.content == Batch::Content::Events)
        m_current.addEvents(batch);
    else
        (void)m_tables->add(batch); // keeps what stands before damage
}

std::vector<Generation> GenerationReader::salvage() {
    std::vector<Generation> salvaged;
    for (;;) {
        const auto batch = nextBatch();
        if (batch && !*batch)
            break;
        if (batch) {
            takeLeniently(**batch, salvaged);
            continue;
        }
        if (const auto cut = m_scanner.cutBatch())
            takeLeniently(*cut, salvaged);
        if (!m_scanner.resynchronize())
            break;
    }
    finishLeniently(salvaged);
    return salvaged;
}

} // namespace rt0::exectrace::v2
