#pragma once

#include "base/result.h"
#include "base/time.h"

#include <stop_token>
#include <string>

namespace rt0 {

/// Of all that `go list -json` can print, what golist::readGoList reads.
inline constexpr const char* kGoListFields =
    "-json=ImportPath,Name,Dir,Standard,ForTest,Module,CgoFiles,Imports,ImportMap,Error";

struct GoListOptions {
    std::string directory; ///< of a main package, or of a module: then all its packages are listed
    std::string go = "go"; ///< looked up in PATH unless it holds a '/'
    Nanoseconds timeLimit = std::chrono::minutes(2);
};

/// Runs `go list -e -deps -json=…` and returns what it prints, for golist::readGoList. Blocks: never for the
/// window's own thread. Errors: no such directory, no go command, it failed (what it said is in `what`), it
/// took too long, "cancelled".
Result<std::string> runGoList(const GoListOptions& options, const std::stop_token& stop = {});

} // namespace rt0
