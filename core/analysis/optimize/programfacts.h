#pragma once

#include "analysis/initgraph/initgraph.h"
#include "base/result.h"
#include "capture/variantspec.h"
#include "ingest/gobinary/linkfacts.h"
#include "ingest/gobinary/sizes.h"
#include "ingest/gobinary/typecounts.h"
#include "timeline/startup.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt0 {

/// Of a program's file, what optimisations ask for.
struct BinaryFacts {
    std::string goVersion;
    int goMinor = 0;
    gobinary::LinkFacts link;
    gobinary::Sizes sizes;
    gobinary::TypeCounts types;
    std::uint64_t relocations = 0;
    std::uint64_t relativeRelocations = 0;
    std::uint64_t jumpSlots = 0;

    /// Errors: those of GoBinary::open.
    static Result<BinaryFacts> of(const std::string& program);
};

/// "exe, dynamic, cgo, stripped".
std::string describe(const BinaryFacts& facts);

/// All that is known of the program before any variant is tried.
struct ProgramFacts {
    BinaryFacts binary;
    bool source = false; ///< variants can be built
    /// Its start as it is, with an import graph where there is one; may be null: it could not be recorded.
    std::shared_ptr<const Startup> startup;
    /// The start that was logged with gctrace, which alone tells of the collector; may be null.
    std::shared_ptr<const Startup> logged;
    std::shared_ptr<const initgraph::InitGraph> inits; ///< of `startup`; null without a graph
    std::vector<BlankImport> blankImports;
    /// The whole start, untouched; 0: not measured.
    Nanoseconds total{};
};

} // namespace rt0
