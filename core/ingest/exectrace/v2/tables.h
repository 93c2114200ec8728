#pragma once

#include "base/result.h"
#include "ingest/exectrace/directory.h"
#include "ingest/exectrace/idmap.h"
#include "ingest/exectrace/v2/batch.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rt0::exectrace::v2 {

/// From a generation's ids to those of the Directory. Ids are small and dense in practice, yet any are legal.
class IdTable {
public:
    IdTable() { m_dense.push_back(0); } // id 0: the empty string, no stack

    /// False when the id is taken.
    bool insert(std::uint64_t id, std::uint32_t global);

    /// kMissing for an unknown id.
    std::uint32_t find(std::uint64_t id) const {
        if (id < m_dense.size())
            return m_dense[id];
        return m_sparse.find(id);
    }

    static constexpr std::uint32_t kMissing = IdMap::kNone;

private:
    std::vector<std::uint32_t> m_dense;
    IdMap m_sparse;
};

/// A CPU sample as written; `time` in trace clock units.
struct CpuSample {
    std::uint64_t time = 0;
    std::uint64_t thread = 0;
    std::uint64_t proc = 0;
    std::uint64_t goroutine = 0; ///< 0: none
    std::uint64_t stack = 0;
};

/// From trace clock units to nanoseconds, with the same rounding as Go's reader.
class Clock {
public:
    Clock() = default;
    explicit Clock(std::uint64_t unitsPerSecond)
        : m_nsPerUnit(unitsPerSecond == 0 ? 0 : 1.0 / (static_cast<double>(unitsPerSecond) / 1e9)),
          m_wholeNs(wholeNumber(m_nsPerUnit)) {}

    bool known() const { return m_nsPerUnit != 0; }
    std::int64_t toNs(std::uint64_t units) const { return limited(static_cast<double>(units) * m_nsPerUnit); }
    /// `units` later than `ns`. The sum is that of rounded values, as in Go's reader.
    std::int64_t after(std::int64_t ns, std::uint64_t units) const {
        if (m_wholeNs != 0 && units <= UINT32_MAX) // exact, so nothing is rounded
            return std::min(ns + static_cast<std::int64_t>(units) * m_wholeNs, kLatest);
        return std::min(ns + toNs(units), kLatest);
    }

private:
    static constexpr std::int64_t kLatest = INT64_MAX / 2; ///< 146 years; two of them can be added
    static std::int64_t wholeNumber(double number) {
        constexpr double most = 1 << 20;
        const auto whole = static_cast<std::int64_t>(std::min(number, most));
        return static_cast<double>(whole) == number ? whole : 0;
    }
    static std::int64_t limited(double ns) {
        return ns < static_cast<double>(kLatest) ? static_cast<std::int64_t>(ns) : kLatest;
    }

    double m_nsPerUnit = 0;
    std::int64_t m_wholeNs = 0; ///< the same, where it is a whole number
};

/// What the batches of one generation say besides events.
struct Tables {
    IdTable strings;
    IdTable stacks;
    std::vector<CpuSample> samples;
    Clock clock;
    std::optional<ClockSnapshot>
        snapshot; ///< its trace time is in trace clock units until the clock is known
    std::uint64_t snapshotUnits = 0;
    ExperimentalBatches allocFree;
};

/// Reads the tables of a generation. Stacks name strings that come later in the file, hence two steps.
class TableReader {
public:
    TableReader(Directory& directory, int version) : m_directory(directory), m_version(version) {}

    /// Takes a batch that is not of events. What stands before damage inside of it is kept.
    std::optional<Error> add(const Batch& batch);
    /// All batches are there: resolves stacks. `lenient`: an unknown string is "" instead of an error.
    std::optional<Error> finish(bool lenient);

    Tables take() { return std::move(m_tables); }
    const Tables& tables() const { return m_tables; }

private:
    struct RawFrame {
        std::uint64_t function = 0;
        std::uint64_t file = 0;
        std::uint64_t line = 0;
    };

    std::optional<Error> addStrings(const Batch& batch);
    std::optional<Error> addStacks(const Batch& batch);
    std::optional<Error> addSamples(const Batch& batch);
    std::optional<Error> addSync(const Batch& batch);
    void addExperiment(const Batch& batch);
    std::optional<Error> resolve(std::uint64_t pc, Frame& frame, bool lenient) const;

    struct RawStack {
        std::uint64_t id = 0;
        std::size_t first = 0; ///< into m_pcs
        std::size_t count = 0;
    };

    Directory& m_directory;
    int m_version;
    Tables m_tables;
    std::vector<std::uint64_t> m_pcs;
    std::vector<RawStack> m_rawStacks;
    /// The first frame seen for a pc holds for all stacks of the generation (internal/trace/generation.go).
    std::unordered_map<std::uint64_t, RawFrame> m_frames;
};

} // namespace rt0::exectrace::v2
