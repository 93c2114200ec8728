#pragma once

#include "recording/rt0file.h"
#include "timeline/startup.h"

namespace rt0 {

/// What a recording shows, on the clock of execve: a start-up with phases, their parts and inits over all
/// runs; and, when there is one, the start-up that the run with inittrace logged, whose times are perturbed
/// and stand beside it. Its output is read by the readers of logs.
Document documentOf(Rt0File file, Source source);

} // namespace rt0
