#include "ingest/exectrace/v2/tables.h"

#include "base/bytereader.h"
#include "ingest/exectrace/v2/spec.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::exectrace::v2 {
namespace {

constexpr std::size_t kSmallestFrame = 4;
/// Dense ids may leave this many places unused, and as many again as are used.
constexpr std::uint64_t kDenseSlack = 1024;

std::optional<Error> damage(const Batch& batch, std::string what) {
    return Error{std::move(what), placeOf(batch.offset), {}};
}

bool expect(ByteReader& in, EventType type) {
    return static_cast<EventType>(in.byte()) == type && !in.failed();
}

} // namespace

bool IdTable::insert(std::uint64_t id, std::uint32_t global) {
    if (find(id) != kMissing)
        return false;
    if (id < 2 * m_dense.size() + kDenseSlack) {
        if (id >= m_dense.size())
            m_dense.resize(static_cast<std::size_t>(id) + 1, kMissing);
        m_dense[static_cast<std::size_t>(id)] = global;
    } else {
        m_sparse.at(id) = global;
    }
    return true;
}

std::optional<Error> TableReader::add(const Batch& batch) {
    switch (batch.content) {
    case Batch::Content::Strings:
        return addStrings(batch);
    case Batch::Content::Stacks:
        return addStacks(batch);
    case Batch::Content::CpuSamples:
        return addSamples(batch);
    case Batch::Content::Sync:
        return addSync(batch);
    case Batch::Content::Experiment:
        addExperiment(batch);
        break;
    case Batch::Content::Events:
    case Batch::Content::EndOfGeneration:
        break;
    }
    return std::nullopt;
}

/// They never carry scheduling facts.
void TableReader::addExperiment(const Batch& batch) {
    if (batch.experiment != kAllocFree)
        return;
    ++m_tables.allocFree.batches;
    m_tables.allocFree.bytes += batch.data.size();
}

std::optional<Error> TableReader::addStrings(const Batch& batch) {
    ByteReader in(batch.data);
    in.byte();
    while (!in.atEnd()) {
        if (!expect(in, EventType::String))
            return damage(batch, "the string table holds something else");
        const std::uint64_t id = in.varint();
        const std::uint64_t length = in.varint();
        if (length > kMaxStringBytes)
            return damage(batch,
                          fmt::format("a string of {} bytes, {} is the most", length, kMaxStringBytes));
        const std::string_view text = in.bytes(length);
        if (in.failed())
            return damage(batch, "the string table is cut short");
        if (!m_tables.strings.insert(id, m_directory.strings.intern(text)))
            return damage(batch, fmt::format("two strings have the id {}", id));
    }
    return std::nullopt;
}

std::optional<Error> TableReader::addStacks(const Batch& batch) {
    ByteReader in(batch.data);
    in.byte();
    while (!in.atEnd()) {
        if (!expect(in, EventType::Stack))
            return damage(batch, "the stack table holds something else");
        const std::uint64_t id = in.varint();
        const std::uint64_t frames = in.varint();
        if (frames > kMaxFrames)
            return damage(batch, fmt::format("a stack of {} frames, {} is the most", frames, kMaxFrames));
        if (!in.fits(frames, kSmallestFrame))
            return damage(batch, "the stack table is cut short");
        const std::size_t first = m_pcs.size();
        for (std::uint64_t i = 0; i < frames; ++i) {
            const std::uint64_t pc = in.varint();
            RawFrame frame;
            frame.function = in.varint();
            frame.file = in.varint();
            frame.line = in.varint();
            if (in.failed())
                break;
            m_frames.try_emplace(pc, frame);
            m_pcs.push_back(pc);
        }
        if (in.failed())
            return damage(batch, "the stack table is cut short");
        m_rawStacks.push_back({id, first, static_cast<std::size_t>(frames)});
        // Two stacks with one id are found when stacks are resolved.
    }
    return std::nullopt;
}

std::optional<Error> TableReader::addSamples(const Batch& batch) {
    ByteReader in(batch.data);
    in.byte();
    while (!in.atEnd()) {
        if (!expect(in, EventType::CpuSample))
            return damage(batch, "the table of CPU samples holds something else");
        CpuSample sample;
        sample.time = in.varint();
        sample.thread = in.varint();
        sample.proc = in.varint();
        sample.goroutine = in.varint();
        sample.stack = in.varint();
        if (in.failed())
            return damage(batch, "the table of CPU samples is cut short");
        m_tables.samples.push_back(sample);
    }
    return std::nullopt;
}

std::optional<Error> TableReader::addSync(const Batch& batch) {
    ByteReader in(batch.data);
    if (m_version >= kFirstWithSyncBatch)
        in.byte();
    std::uint64_t time = batch.time;
    while (!in.atEnd()) {
        const auto type = static_cast<EventType>(in.byte());
        if (type == EventType::Frequency) {
            if (m_tables.clock.known())
                return damage(batch, "a generation has two frequencies");
            m_tables.clock = Clock(in.varint());
        } else if (type == EventType::ClockSnapshot && m_version >= kFirstWithSyncBatch) {
            if (m_tables.snapshot)
                return damage(batch, "a generation has two clock snapshots");
            time += in.varint();
            ClockSnapshot snapshot;
            snapshot.monotonic_ns = in.varint();
            snapshot.wallSeconds = in.varint();
            snapshot.wallNanoseconds = static_cast<std::uint32_t>(in.varint());
            m_tables.snapshot = snapshot;
            m_tables.snapshotUnits = time;
        } else {
            return damage(batch, "neither a frequency nor a clock snapshot where one was expected");
        }
        if (in.failed())
            return damage(batch, "the sync batch is cut short");
    }
    return std::nullopt;
}

std::optional<Error> TableReader::resolve(std::uint64_t pc, Frame& frame, bool lenient) const {
    const RawFrame& raw = m_frames.at(pc);
    frame.pc = pc;
    frame.line = raw.line <= UINT32_MAX ? static_cast<std::uint32_t>(raw.line) : 0;
    frame.function = m_tables.strings.find(raw.function);
    frame.file = m_tables.strings.find(raw.file);
    for (StringId* id : {&frame.function, &frame.file})
        if (*id == IdTable::kMissing) {
            if (!lenient)
                return Error{fmt::format("a stack names a string that is not in the table ({})",
                                         id == &frame.file ? raw.file : raw.function),
                             {},
                             {}};
            *id = 0;
        }
    return std::nullopt;
}

std::optional<Error> TableReader::finish(bool lenient) {
    std::vector<Frame> frames;
    for (const RawStack& raw : m_rawStacks) {
        frames.resize(raw.count);
        for (std::size_t i = 0; i < raw.count; ++i)
            if (auto error = resolve(m_pcs[raw.first + i], frames[i], lenient))
                return error;
        const bool fresh = m_tables.stacks.insert(raw.id, m_directory.stacks.intern(frames));
        if (!fresh && !lenient)
            return Error{fmt::format("two stacks have the id {}", raw.id), {}, {}};
    }
    if (m_tables.snapshot && m_tables.clock.known())
        m_tables.snapshot->trace_ns = m_tables.clock.toNs(m_tables.snapshotUnits);
    std::stable_sort(m_tables.samples.begin(), m_tables.samples.end(),
                     [](const CpuSample& a, const CpuSample& b) { return a.time < b.time; });
    return std::nullopt;
}

} // namespace rt0::exectrace::v2
