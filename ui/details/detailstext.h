#pragma once

#include "analysis/lanes.h"
#include "analysis/rangestats.h"
#include "timeline/startup.h"

#include <QString>

namespace rt0::ui {

struct Selection;

/// What is known of a selection, as rich text for the details pane: every number with its bounds and its
/// source.
QString detailsHtml(const Startup& startup, const LaneModel& lanes, const Selection& selection);

/// Statistics of a time range, as rich text.
QString rangeHtml(const Startup& startup, const TimeRange& range);

/// A few lines of rich text for a tool tip: full name, exact values, resolution.
QString summaryText(const Startup& startup, const LaneModel& lanes, const Selection& selection);

/// The values of a lane's curves at a time, as rich text; empty where none has one.
QString curveText(const Lane& lane, Nanoseconds time);

/// What detailsHtml says, for the clipboard: one line for each fact.
QString detailsPlainText(const Startup& startup, const LaneModel& lanes, const Selection& selection);

/// The range and its statistics as plain text for the clipboard.
QString rangePlainText(const Startup& startup, const TimeRange& range);

} // namespace rt0::ui
