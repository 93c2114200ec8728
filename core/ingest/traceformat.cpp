#include "ingest/traceformat.h"

#include "ingest/chrometrace/chrometrace.h"
#include "ingest/parsedtrace/parsedtrace.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rt0 {
namespace {

Result<exectrace::Outcome> readBinary(std::string_view bytes, const std::string& where,
                                      exectrace::EventSink& sink, const Progress& progress) {
    return exectrace::readTrace(bytes, where, sink, progress);
}

constexpr std::array kFormats{
    TraceFormat{"execution trace", exectrace::isTrace, readBinary},
    TraceFormat{"Chrome trace", chrometrace::isChromeTrace, chrometrace::readChromeTrace},
    TraceFormat{"text of an execution trace", parsedtrace::isParsedTrace, parsedtrace::readParsedTrace}};

} // namespace

const TraceFormat* traceFormatOf(std::string_view head) {
    const auto found =
        std::ranges::find_if(kFormats, [&](const auto& format) { return format.recognises(head); });
    return found == kFormats.end() ? nullptr : &*found;
}

std::string nameOf(const TraceFormat& format, int version) {
    return version > 0 ? fmt::format("{} (go 1.{})", format.name, version) : format.name;
}

} // namespace rt0
