#pragma once

#include "analysis/lanes.h"
#include "analysis/tracerangestats.h"
#include "timeline/startup.h"

#include <QString>
#include <optional>

namespace rt0::ui {

struct Selection;

/// What a trace tells of a selection, as rich text with links to other goroutines (see selectionOfLink());
/// empty for what is not of a trace.
QString traceDetailsHtml(const Startup& startup, const LaneModel& lanes, const Selection& selection);

/// A few lines of rich text for a tool tip; empty as above.
QString traceSummaryText(const LaneModel& lanes, const Selection& selection);

/// Statistics of a range, as rich text.
QString traceRangeHtml(const ExecTrace& trace, const TraceRangeStats& stats);

/// The same as lines for the clipboard.
QString traceRangePlainText(const ExecTrace& trace, const TraceRangeStats& stats);

/// What a link in traceDetailsHtml() leads to; nothing for any other text, or one that `lanes` does not have.
std::optional<Selection> selectionOfLink(const LaneModel& lanes, const QString& link);

} // namespace rt0::ui
