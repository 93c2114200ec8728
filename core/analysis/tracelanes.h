#pragma once

#include "analysis/lanes.h"

#include <string>
#include <string_view>

namespace rt0 {

/// Appends the lanes of `startup.trace`, nothing without one. Rows that are made for them (ranges, tasks,
/// groups of goroutines) go to `builder`, in start-up time; goroutines, Ps and threads are drawn from the
/// trace's own index.
void addTraceLanes(const Startup& startup, LaneModel& model, SpanStore::Builder& builder);

/// "clock estimated from 12 landmarks, ± 3 µs", for people; says also when there was nothing to align with.
std::string alignmentText(const TraceAlignment& alignment);

/// A function of Go's runtime, which the program did not ask to run.
bool isSystemFunction(std::string_view function);

/// What the titles of Regions lanes begin with; behind it stands a function's name or other text.
inline constexpr std::string_view kRegionsOf = "regions of ";

/// "http.(*conn).serve": a function without the directories of its package.
std::string_view shortFunction(std::string_view function);

} // namespace rt0
