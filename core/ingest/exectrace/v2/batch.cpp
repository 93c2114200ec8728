#include "ingest/exectrace/v2/batch.h"

#include "base/bytereader.h"
#include "ingest/exectrace/v2/spec.h"

#include <fmt/format.h>

namespace rt0::exectrace::v2 {
namespace {

constexpr std::uint64_t kHeaderBytes = 16;

constexpr std::uint64_t kMostThreads = std::uint64_t{1} << 32;

tl::unexpected<Error> damaged(std::string what, std::uint64_t offset) {
    return tl::unexpected(Error{std::move(what), placeOf(offset), {}});
}

/// What stands between the type and the data; returns the data's size.
std::uint64_t readHeader(ByteReader& in, Batch& batch) {
    batch.generation = in.varint();
    batch.thread = in.varint();
    batch.time = in.varint();
    return in.varint();
}

} // namespace

std::string placeOf(std::uint64_t offset) {
    return fmt::format("byte {:#x}", offset);
}

BatchScanner::BatchScanner(std::string_view bytes, int version)
    : m_bytes(bytes), m_version(version), m_at(kHeaderBytes) {}

Batch::Content BatchScanner::contentOf(std::string_view data) const {
    if (data.empty())
        return Batch::Content::Events;
    switch (static_cast<EventType>(data.front())) {
    case EventType::Strings:
        return Batch::Content::Strings;
    case EventType::Stacks:
        return Batch::Content::Stacks;
    case EventType::CpuSamples:
        return Batch::Content::CpuSamples;
    case EventType::Frequency:
        return m_version < kFirstWithSyncBatch ? Batch::Content::Sync : Batch::Content::Events;
    case EventType::Sync:
        return m_version < kFirstWithSyncBatch ? Batch::Content::Events : Batch::Content::Sync;
    case EventType::EndOfGeneration:
        return Batch::Content::EndOfGeneration;
    default:
        return Batch::Content::Events;
    }
}

Result<Batch> BatchScanner::readAt(std::uint64_t offset, std::uint64_t& end) const {
    ByteReader in(m_bytes.substr(offset));
    Batch batch;
    batch.offset = offset;
    const auto type = static_cast<EventType>(in.byte());
    if (type == EventType::EndOfGeneration) {
        batch.content = Batch::Content::EndOfGeneration;
        end = offset + 1;
        return batch;
    }
    if (type != EventType::EventBatch && type != EventType::ExperimentalBatch)
        return damaged(fmt::format("expected a batch of events, found type {}", static_cast<int>(type)),
                       offset);
    batch.experiment = type == EventType::ExperimentalBatch ? in.byte() : kNoExperiment;
    const std::uint64_t size = readHeader(in, batch);
    if (in.failed())
        return damaged("the header of a batch is cut short", offset);
    if (size > kMaxBatchBytes)
        return damaged(fmt::format("a batch of {} bytes, {} is the most", size, kMaxBatchBytes), offset);
    const std::size_t there = in.remaining();
    batch.data = in.bytes(size);
    if (in.failed())
        return damaged(fmt::format("a batch is cut short: {} of {} bytes are there", there, size), offset);
    batch.content = batch.experiment != kNoExperiment ? Batch::Content::Experiment : contentOf(batch.data);
    end = offset + in.offset();
    return batch;
}

Result<std::optional<Batch>> BatchScanner::next() {
    if (m_at >= m_bytes.size())
        return std::optional<Batch>{};
    std::uint64_t end = m_at;
    auto batch = readAt(m_at, end);
    if (!batch)
        return tl::unexpected(std::move(batch.error()));
    m_at = end;
    return std::optional<Batch>(*batch);
}

std::optional<Batch> BatchScanner::cutBatch() const {
    ByteReader in(m_bytes.substr(m_at));
    if (static_cast<EventType>(in.byte()) != EventType::EventBatch)
        return std::nullopt;
    Batch batch;
    batch.offset = m_at;
    const std::uint64_t size = readHeader(in, batch);
    if (in.failed() || size > kMaxBatchBytes || size <= in.remaining())
        return std::nullopt;
    batch.data = in.bytes(in.remaining());
    batch.content = contentOf(batch.data);
    return batch;
}

/// The runtime writes sizes as padded varints of ten bytes, and thread ids are small or ^0.
bool BatchScanner::plausibleAt(std::uint64_t offset) const {
    std::uint64_t end = offset;
    const auto batch = readAt(offset, end);
    return batch && (batch->content == Batch::Content::EndOfGeneration ||
                     (batch->generation != 0 && (batch->thread < kMostThreads || batch->thread == kNoId) &&
                      end - batch->data.size() - offset >= 14));
}

bool BatchScanner::resynchronize() {
    for (std::uint64_t at = m_at + 1; at < m_bytes.size(); ++at) {
        if (static_cast<EventType>(m_bytes[at]) != EventType::EventBatch || !plausibleAt(at))
            continue;
        std::uint64_t end = at;
        (void)readAt(at, end);
        if (end == m_bytes.size() || plausibleAt(end)) {
            m_at = at;
            return true;
        }
    }
    m_at = m_bytes.size();
    return false;
}

} // namespace rt0::exectrace::v2
