#pragma once

#include "ingest/exectrace/reader.h"

#include <string>
#include <string_view>

/// The text that `go tool trace -d=parsed` prints (Go 1.22 to 1.27: Event.String, internal/trace/event.go):
///
///     M=28630 P=0 G=1 StateTransition Time=14940028567040 GoID=1 Running->Waiting Reason="chan receive"
///     Stack=
///     	runtime.chanrecv2 @ 0x40f3a5
///     		runtime/chan.go:514
namespace rt0::parsedtrace {

/// True for text that begins with such a line.
bool isParsedTrace(std::string_view head);

/// Reads such text as exectrace::readTrace reads a trace: nothing but the wire types of a few events is not
/// in it. Directory::version is 0. Lines that cannot be read are left out and counted in a diagnostic.
/// Errors: no such text, "cancelled".
Result<exectrace::Outcome> readParsedTrace(std::string_view bytes, const std::string& where,
                                           exectrace::EventSink& sink, const Progress& progress = {});

} // namespace rt0::parsedtrace
