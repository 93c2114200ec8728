#pragma once

#include "analysis/lanes.h"
#include "timeline/exectrace.h"

#include <QString>

namespace rt0::ui {

/// "goroutine 7 http.(*conn).serve"; "no goroutine" for none.
QString goroutineText(const ExecTrace& trace, exectrace::Index goroutine);

/// A state by the colour of its span: "running", "waiting".
QString stateText(TraceColour colour);

/// "chan receive", "GC mark assist", or the event's name where it has no reason.
QString reasonText(const ExecTrace& trace, const TraceSite& site);

/// "GC mark phase", "sweep", "world stopped: GC mark termination".
QString rangeKindText(const ExecTrace& trace, const TraceRange& range);

/// The topmost function of a stack that is not the runtime's, without its package's directories; empty for an
/// empty stack.
QString placeText(const ExecTrace& trace, exectrace::StackId stack);

/// What is written on a span of a trace's lane where it has room.
QString traceLabel(const LaneModel& model, LaneKind kind, const LaneRow& row, SpanId span);

/// "Go 1.25 trace · 12 goroutines · 3.2 ms · clock estimated …"
QString traceHeaderText(const LaneModel& model, const TraceAlignment& alignment);

} // namespace rt0::ui
