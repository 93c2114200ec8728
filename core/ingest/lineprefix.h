#pragma once

#include <string>
#include <string_view>

/// What loggers and containers put before a line of output:
///     2024-01-02T03:04:05.6Z stderr F init net/http @3.1 ms, …      Nov 23 15:20:18 host prog[123]: init …
///     web-1  | init …      [pod/web/app] init …      {"time":"2024-01-02T03:04:05Z","log":"init …
namespace rt0 {

/// Writes to `key` what of the prefix tells one source of lines from another: the words that are no date,
/// time or number. Empty for a line without prefix, and for a text too long to be one.
void streamKey(std::string_view prefix, std::string& key);

/// Replaces the escapes of a JSON string (\" \\ \/ \n \r \t \uXXXX), so that a line logged as JSON reads as
/// it was printed. Other escapes stay as they are.
void unescapeJson(std::string_view text, std::string& plain);

} // namespace rt0
