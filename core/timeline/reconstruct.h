#pragma once

#include "recording/recording.h"
#include "timeline/startup.h"

#include <string>
#include <string_view>

namespace rt0 {

/// Puts everything of a recording on one clock. Each time is an interval, tightened as far as the order of
/// events allows; where a log contradicts itself the printed intervals stay and a Notice says so.
Document reconstruct(Recording recording);

/// What everything that has a time covers: inits, GC cycles, the trace at its drawn offset.
TimeRange extentOf(const Startup& startup);

/// Names the start-ups so that they can be told apart, and chooses the one to show first.
void nameStartups(Document& document);

} // namespace rt0
