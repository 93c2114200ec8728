#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "ingest/progress.h"
#include "recording/profile.h"

#include <string>
#include <string_view>
#include <vector>

/// Profiles as runtime/pprof, net/http/pprof, `go tool trace -pprof` and others write them: the protobuf
/// message of profile.proto (github.com/google/pprof, as in Go 1.27), gzipped or not.
namespace rt0::pprof {

/// By the first bytes of a file (kSniffBytes of ingest/detect.h), which may be compressed.
bool isProfile(std::string_view head);

struct ReadProfile {
    Profile profile;
    std::vector<Diagnostic> diagnostics; ///< what is damaged and therefore missing
};

/// Reads a profile. What lies behind damage, and samples that do not fit the profile's types, are left out
/// and told as diagnostics; frames that name no location are left out of their stacks. Errors: no profile,
/// nothing of it can be read, several profiles behind each other, "cancelled"; `where` names the file.
Result<ReadProfile> readProfile(std::string_view bytes, const std::string& where,
                                const Progress& progress = {});

} // namespace rt0::pprof
