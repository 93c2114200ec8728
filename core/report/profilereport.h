#pragma once

#include "base/diagnostic.h"
#include "recording/profile.h"
#include "recording/recording.h"
#include "report/jsonwriter.h"
#include "timeline/startup.h"

#include <cstddef>
#include <string>

/// What the reports and `inspect` say of pprof profiles.
namespace rt0 {

/// profile::rawText() without control characters that a damaged or hostile file may hold.
std::string profileRawText(const Profile& profile);

/// The list of `go tool pprof -top`, with the number of samples and what to do when they are few.
std::string profileText(const Profile& profile, std::size_t top);

/// The value of "profile", see FORMAT.md; `top` functions, 0 = all.
Json profileJson(const Profile& profile, std::size_t top);

/// All profiles of a document; empty without any.
std::string profilesText(const Document& document, std::size_t top);

/// A document with one profile, for `rt0scope inspect --json`.
std::string profileInspectJson(const Source& source, const Profile& profile,
                               const std::vector<Diagnostic>& diagnostics);

} // namespace rt0
