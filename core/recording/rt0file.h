#pragma once

#include "base/result.h"
#include "recording/launch.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The file of a recording (`.rt0`): a zip archive with everything as it was captured, so that a later
/// version reads it with its own, better readers, and without the program.
///
///     manifest.json          what the archive is and holds; first and uncompressed
///     launch.json            the Launch (recording/launchjson.h)
///     binary.json            facts of the program, as `rt0scope inspect --json` writes them
///     deps.json              the import graph, as go list -deps -json printed it; only when one was named
///     runs/NN-PURPOSE/stdout what the program wrote in run NN; stderr holds inittrace, gctrace, LD_DEBUG
///     runs/NN-trace/execution.trace
///                            the execution trace that run NN wrote
///     control/launch.json, control/runs/…
///                            the same of the A/A control of a comparison; only of its first build. Readers
///                            that do not know it lose nothing else, so that it needed no new version
namespace rt0 {

struct Rt0File {
    Launch launch;
    std::string binaryJson;        ///< empty when the program could not be read
    std::string goList;            ///< empty when no import graph was recorded with it
    std::optional<Launch> control; ///< starts of equal copies of the program (LaunchTurns::control)
    std::string generator;         ///< which rt0scope wrote it: "0.1.0"
    std::vector<Diagnostic> diagnostics;
};

/// Version of the archive's layout that this program writes, and the newest that it reads.
inline constexpr int kRt0Version = 1;

/// The bytes of a recording; `goList` may be empty, `control` null.
Result<std::string> rt0FileBytes(const Launch& launch, const std::string& binaryJson,
                                 const std::string& goList = {}, const Launch* control = nullptr);

/// Writes a recording atomically (base/atomicfile.h).
Result<void> writeRt0File(const std::string& path, const Launch& launch, const std::string& binaryJson,
                          const std::string& goList = {}, const Launch* control = nullptr);

/// Reads a recording in memory; `where` is used in errors. A member that is damaged or missing yields a
/// diagnostic and what else there is. Errors: no zip archive, no recording (the hint says what a zip archive
/// may be), written by a version that is too new, launch.json unreadable.
Result<Rt0File> readRt0File(std::string_view bytes, const std::string& where);

} // namespace rt0
