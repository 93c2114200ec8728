#pragma once

#include "base/result.h"
#include "ingest/exectrace/eventtype.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace rt0::exectrace::v2 {

/// One batch of a trace file (internal/trace/batch.go): what one thread wrote in one go.
///
///     EventBatch        = 1   generation thread time size  data[size]
///     ExperimentalBatch = 49  experiment:BYTE generation thread time size  data[size]
///     EndOfGeneration   = 52
struct Batch {
    enum class Content { Events, Strings, Stacks, CpuSamples, Sync, Experiment, EndOfGeneration };

    Content content = Content::Events;
    std::uint8_t experiment = 0; ///< kAllocFree or an unknown one
    std::uint64_t generation = 0;
    std::uint64_t thread = 0;
    std::uint64_t time = 0; ///< trace clock units; the first event's time counts from here
    std::string_view data;
    std::uint64_t offset = 0; ///< of the batch in the file
};

/// Walks the batches of a file.
class BatchScanner {
public:
    /// `bytes` is the whole file; scanning begins behind its header.
    BatchScanner(std::string_view bytes, int version);

    /// The next batch; nothing at the end of the file, or an error that names the damage. After an error
    /// resynchronize() may find a way on.
    Result<std::optional<Batch>> next();

    /// Looks for the next place from which two batches, or one and the end, can be read. False when there is
    /// none.
    bool resynchronize();

    /// What is left of a batch that next() could not read because the file ends in it.
    std::optional<Batch> cutBatch() const;

    std::uint64_t offset() const { return m_at; }
    std::uint64_t remaining() const { return m_bytes.size() - m_at; }

private:
    Result<Batch> readAt(std::uint64_t offset, std::uint64_t& end) const;
    bool plausibleAt(std::uint64_t offset) const;
    Batch::Content contentOf(std::string_view data) const;

    std::string_view m_bytes;
    int m_version;
    std::uint64_t m_at;
};

/// "byte 0x1f40 of the file"
std::string placeOf(std::uint64_t offset);

} // namespace rt0::exectrace::v2
