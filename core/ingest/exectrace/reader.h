#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "ingest/exectrace/directory.h"
#include "ingest/progress.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

/// Go execution traces of every format, v1 (Go 1.11–1.21) and v2 (1.22–1.27), as one ordered stream of
/// events.
namespace rt0::exectrace {

/// Takes what a reader finds. Called from one thread at a time.
class EventSink {
public:
    virtual ~EventSink() = default;

    /// The next events, in order; every id in them is in `directory`, which is the same object each time.
    virtual void take(std::span<const Event> events, const Directory& directory) = 0;
};

/// How a trace was read.
struct Outcome {
    Directory directory;
    std::uint64_t events = 0;   ///< delivered before `damage`
    std::uint64_t salvaged = 0; ///< delivered after it
    std::optional<Error>
        damage; ///< what ended the sound part of the file; nothing when it was read to its end
    std::vector<Diagnostic> diagnostics;
};

struct ReadOptions {
    bool salvage = true; ///< after damage, deliver what is left of the torn generation
    bool threads = true; ///< order events and feed the sink in two threads (`take` then runs in another one)
};

/// True for the 16 bytes that begin every trace, whatever its version.
bool isTrace(std::string_view head);

/// Reads a whole trace. `where` names it in errors.
/// Errors: no trace, an unknown version, "cancelled". A damaged trace is none: see Outcome::damage.
Result<Outcome> readTrace(std::string_view bytes, const std::string& where, EventSink& sink,
                          const Progress& progress = {}, const ReadOptions& options = {});

} // namespace rt0::exectrace
