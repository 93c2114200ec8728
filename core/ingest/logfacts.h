#pragma once

#include "recording/recording.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rt0 {

/// Everything found in a log, before it is known which start-up it belongs to.
struct LogFacts {
    enum class Kind : std::uint8_t {
        Init,
        Gc,
        Pacer,
        Loader,
        LoaderExit, ///< the process of this loader record ends
    };

    /// One record: an index into the vector of its kind.
    struct Entry {
        Kind kind{};
        std::uint32_t stream = 0; ///< index into `streams`
        std::uint32_t index = 0;
    };

    std::vector<InitRecord> inits;
    std::vector<GcRecord> gcCycles;
    std::vector<PacerRecord> pacer;
    std::vector<LoaderRecord> loaders;
    std::vector<Entry> order; ///< of the log: an init whose line was cut stands where it began
    std::vector<std::string> streams{
        {}}; ///< keys (lineprefix.h); the first is that of lines without a prefix
    std::vector<Diagnostic> diagnostics;

    bool empty() const { return order.empty(); }
};

} // namespace rt0
