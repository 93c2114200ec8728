#pragma once

#include "base/result.h"
#include "ingest/exectrace/directory.h"
#include "ingest/exectrace/idmap.h"
#include "ingest/exectrace/v1/wire.h"
#include "ingest/progress.h"

#include <optional>
#include <unordered_set>
#include <vector>

namespace rt0::exectrace::v1 {

/// The batches of one P, in the order of the file.
struct ProcBatches {
    std::int64_t id = -1; ///< -1: written without a P
    std::vector<std::size_t> offsets;
};

/// A CPU sample; it stands in the batch of another P than the one that it is about.
struct Sample {
    std::int64_t ticks = 0;
    std::int32_t proc = -1;
    std::uint64_t goroutine = 0;
    std::uint64_t stack = 0;
};

/// What one pass over a file finds: where its batches are, and the tables, which are global in v1.
struct Scan {
    std::string_view bytes; ///< the sound part of the file
    int version = 0;
    std::vector<ProcBatches> procs;
    std::vector<Sample> samples; ///< by time
    std::unordered_set<std::uint64_t> timerGoroutines;
    IdMap strings;
    IdMap stacks;
    std::uint64_t frequency = 0; ///< ticks a second; 0: not in the file
    std::uint64_t events = 0;    ///< that batches and samples hold
    bool hasGomaxprocs = false;  ///< the mark that ends what existed before the trace
    std::optional<Error> damage;

    StringId string(std::uint64_t id) const;
    StackId stack(std::uint64_t id) const;
};

/// Reads the whole file once and puts its strings and stacks into `directory`. Errors: "cancelled".
Result<Scan> scan(std::string_view bytes, int version, const std::string& where, Directory& directory,
                  const Progress& progress);

} // namespace rt0::exectrace::v1
