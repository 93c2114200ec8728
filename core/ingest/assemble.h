#pragma once

#include "ingest/logfacts.h"
#include "recording/recording.h"

#include <vector>

namespace rt0 {

struct Assembled {
    std::vector<StartupRecord> startups; ///< in the order they begin in the log
    std::vector<Diagnostic> diagnostics; ///< what was assumed
};

/// Tells the start-ups of a log apart. Within the lines of one stream a package initialises once per process,
/// times do not go back and GC cycles are numbered; a record that would break this belongs to another
/// start-up. Which lines share a stream, settleStreams says. A block of the dynamic loader belongs to the
/// start-up that begins next, as ld.so runs before the program; a block that no start-up follows before its
/// process ends (a shell, env) is a start-up of its own.
Assembled assemble(LogFacts facts);

} // namespace rt0
