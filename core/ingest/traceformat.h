#pragma once

#include "ingest/exectrace/reader.h"

#include <string>
#include <string_view>

namespace rt0 {

/// A kind of file that is one execution trace: the binary, or what `go tool trace` made of it.
struct TraceFormat {
    const char* name;
    bool (*recognises)(std::string_view head);
    /// As exectrace::readTrace.
    Result<exectrace::Outcome> (*read)(std::string_view bytes, const std::string& where,
                                       exectrace::EventSink& sink, const Progress& progress);
};

/// By the begin of the file (kSniffBytes); null for what is no trace.
const TraceFormat* traceFormatOf(std::string_view head);

/// "execution trace (go 1.25)"; `version` is Directory::version.
std::string nameOf(const TraceFormat& format, int version);

} // namespace rt0
