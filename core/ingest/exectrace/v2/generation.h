#pragma once

#include "ingest/exectrace/v2/tables.h"

#include <optional>
#include <vector>

namespace rt0::exectrace::v2 {

/// What one thread wrote in one generation, in file order.
struct ThreadBatches {
    std::uint64_t thread = 0; ///< kNoId: events that no thread owns
    std::vector<Batch> batches;
};

/// A stretch of the trace with tables of its own; about a second of the program's life.
struct Generation {
    std::uint64_t number = 0;
    std::uint64_t minTime = 0;          ///< smallest time of its batches, in trace clock units
    std::vector<ThreadBatches> threads; ///< in order of their first batch
    Tables tables;
    bool clockAssumed = false; ///< salvaged without a frequency: times follow that of Linux

    void addEvents(const Batch& batch);
};

/// Splits a file into generations. Its calls intern strings and stacks in the Directory.
class GenerationReader {
public:
    struct Next {
        std::optional<Generation> generation; ///< a sound one
        std::optional<Error> damage;          ///< or why there is none
        // Neither: the end of the file.
    };

    GenerationReader(std::string_view bytes, int version, Directory& directory);

    /// After damage only salvage() makes sense.
    Next next();

    /// What is left of the damaged generation, and of what follows it as far as batches are found; in file
    /// order.
    std::vector<Generation> salvage();

private:
    enum class Progress { More, Complete, EndOfFile };

    Result<std::optional<Batch>> nextBatch();
    Result<Progress> take(const Batch& batch);
    Result<Progress> takeEnd() const;
    Result<Progress> readBatches();
    std::optional<Error> complete();
    void begin();
    void takeLeniently(const Batch& batch, std::vector<Generation>& salvaged);
    void finishLeniently(std::vector<Generation>& salvaged);

    BatchScanner m_scanner;
    int m_version;
    Directory& m_directory;
    std::optional<TableReader> m_tables; ///< always there
    Generation m_current;
    std::optional<Batch> m_ahead;  ///< read, but of the next generation
    std::optional<Error> m_behind; ///< damage behind the generation given last
    Clock m_lastClock;
    bool m_any = false; ///< a generation was given
};

} // namespace rt0::exectrace::v2
