#pragma once

#include "recording/profile.h"

namespace rt0::pprof {

/// Takes out what the profile itself calls uninteresting, its drop and keep frames, as `go tool pprof` does
/// before all else (profile/prune.go of Go 1.27). Expressions that cannot be compiled drop nothing.
void dropUninteresting(Profile& profile);

} // namespace rt0::pprof
