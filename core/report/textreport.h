#pragma once

#include "timeline/startup.h"

#include <cstddef>
#include <string>

/// A start-up as plain text for a terminal, a ticket or a chat.
namespace rt0 {

struct TextReportOptions {
    std::size_t startup = 0; ///< index into Document::startups
    std::size_t top = 20;    ///< packages to list; 0 = all
};

/// UTF-8, ends with a line break. Strings from the input are made printable first. A document without
/// start-ups, or an index behind the last one, yields the header and the warnings.
std::string textReport(const Document& document, const TextReportOptions& options);

/// "2026-07-03T14:05:09Z"; empty for years outside 0001–9999.
std::string isoTime(std::chrono::sys_seconds time);

} // namespace rt0
