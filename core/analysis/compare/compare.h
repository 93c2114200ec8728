#pragma once

#include "analysis/compare/buildfacts.h"
#include "analysis/compare/difference.h"
#include "base/diagnostic.h"
#include "timeline/startup.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

/// Two builds beside each other: what differs, by how much, how sure that is, and what explains it.
namespace rt0::compare {

/// A build as it was measured: a recording's start-up with its runs, or one log.
struct Side {
    std::string label;                      ///< for people: the file's name
    std::string path;                       ///< of the file; may be empty
    std::shared_ptr<const Startup> startup; ///< never null

    const RecordedStart* recorded() const { return startup->recorded.get(); }
};

/// Shares the document. An empty label: the file's name without its ending.
Side sideOf(std::shared_ptr<const Document> document, std::size_t startup, std::string label = {});

/// Names that tell the files apart: the file's name without its ending; where those are equal, with the first
/// folder in which the paths differ ("kubectl (sid)"), else numbered.
std::vector<std::string> sideLabels(std::span<const std::string> paths);

/// A number that one side has as a whole.
enum class MetricId {
    ToMain,         ///< wall time from execve to main.main; of a log from runtime.main to the last init's end
    ToReady,        ///< wall time from execve to ready, of untouched starts
    Cpu,            ///< CPU time of the whole start, user and system
    MinorFaults,    ///< page faults without a read from disk
    MajorFaults,    ///< with one
    ResidentMemory, ///< largest
    InitBytes,      ///< heap bytes allocated by package inits
    InitAllocs,
    InitCount,         ///< package inits
    LoaderCycles,      ///< in the dynamic linker, LD_DEBUG=statistics
    BoundLoaderCycles, ///< the same with LD_BIND_NOW=1, where functions are bound at their first call
    BindingCycles,     ///< to bind one C function: what its first call takes more than later ones
    Relocations,       ///< of all kinds, from the file
    RelativeRelocations,
    GlobDatRelocations,
    JumpSlots, ///< PLT entries
    BinarySize,
    LoadedSize, ///< in memory, with bss
    TextSize,
    Functions,
    Types,
    Packages, ///< with code of their own
};

struct MetricDifference {
    MetricId id{};
    std::string name; ///< "to main.main"
    Difference value;
};

struct PartDifference {
    std::string name; ///< Go symbol: "runtime.mallocinit"
    std::uint32_t depth = 0;
    Difference time;
};

struct PhaseDifference {
    PhaseId id{};
    std::string name;
    Difference time;
    Difference faults;                 ///< of one detailed run each
    Difference cpu;                    ///< the same, of the main thread
    std::vector<PartDifference> parts; ///< in the order of the first side; new ones behind
};

/// What became of a package's init.
enum class Presence { Both, Added, Removed };

struct PackageDifference {
    std::string importPath;
    Presence presence = Presence::Both;
    bool moved = false;                ///< runs before or behind others than it did, not just shifted by them
    std::optional<std::size_t> before; ///< index into the first side's Startup::inits
    std::optional<std::size_t> after;  ///< index into the second side's Startup::inits
    Difference time;
    Difference bytes;
    Difference allocs;
    Difference faults;                     ///< of one detailed run each
    std::vector<std::size_t> explanations; ///< indices into Comparison::buildChanges, the closest first

    bool changed() const {
        return presence != Presence::Both || differs(time) || differs(bytes) || differs(allocs);
    }
};

/// Something of the builds themselves that differs.
struct BuildChange {
    enum class Kind {
        GoVersion,
        Setting, ///< a flag or environment variable of the build: "-ldflags", "CGO_ENABLED"
        Link,    ///< how it was linked: PIE, static, cgo, stripped
        Library, ///< needed shared library
        Module,
    };
    Kind kind{};
    std::string name;         ///< "-ldflags", "golang.org/x/net"
    std::string before;       ///< empty: it was not there
    std::string after;        ///< empty: it is gone
    std::size_t packages = 0; ///< how many differing packages it may explain
};

struct CompareOptions {
    double alpha = 0.05; ///< chance of calling anything different when nothing is
    BootstrapOptions bootstrap{};
    bool heedControl = true; ///< no difference smaller than the control's is significant
};

/// Everything that is known of two builds' difference. Samples of single runs are in each Difference.
struct Comparison {
    Side before;
    Side after;
    std::shared_ptr<const Startup> control; ///< equal copies of `before`, started beside both; null: none
    bool interleaved = false;               ///< both were recorded together, in turns
    double alpha = 0.05;
    std::vector<MetricDifference> metrics; ///< those that a side has, ToMain and ToReady first
    std::vector<PhaseDifference> phases;   ///< in order; those measured on a side
    std::vector<PackageDifference>
        packages;                          ///< in the order of the second side; removed ones where they were
    std::optional<BuildFacts> buildBefore; ///< of the programs' files, where recordings hold them
    std::optional<BuildFacts> buildAfter;
    std::vector<BuildChange> buildChanges;
    std::vector<Diagnostic> warnings; ///< why the sides are comparable only in part

    const MetricDifference* metric(MetricId id) const;
    /// The number that stands for all: to ready where both have it, else to main.main; null: neither.
    const MetricDifference* headline() const;
};

/// Never fails: what a side lacks is not compared, and says so. Takes some 100 ms with 1,000 packages.
Comparison compareSides(const Side& before, const Side& after, const CompareOptions& options = {});

/// More than two builds in an order, each against the first and against the one before it.
struct Trend {
    std::vector<Side> sides;
    std::vector<Comparison> againstFirst;    ///< [i] is of sides[i + 1]
    std::vector<Comparison> againstPrevious; ///< the same
};

/// At least two sides.
Trend trendOf(std::span<const Side> sides, const CompareOptions& options = {});

} // namespace rt0::compare
