#pragma once

#include <string>
#include <string_view>

/// What loggers and containers put before a line of output:
///     2024-01-02T03:04:05.6Z stderr F init net/http @3.1 ms, …      Nov 23 15:20:18 host prog[123]: init …
///     web-1  | init …      [pod/web/app] init …      {"time":"2024-01-02T03:04:05Z","log":"init …
/// A key is what may tell one source of lines from another; which keys do, only the whole log can say:
/// 1. Dates, times, durations and numbers never do, nor colours. Small numbers in brackets may ("[0]").
/// 2. Keys that differ only in digits and ids are one family. A word that has another value in (almost) every
///    record of the family is an id of the line and dropped, and so is one that only grows while the program
///    that prints it goes on (a clock: "INFO[0003]"). Kept are names that end in a number ("web-1"), and
///    words whose values alternate, or change where a program begins anew (keywords.h).
/// 3. A key that begins with another one that more records carry, or with none where most records have no
///    prefix, is output of the program before its record ("web-1 | Loading...init fmt @"), and no stream,
///    unless two or more records carry it and the first begins a program anew (streams.h).
/// All other keys are streams, even of one record only.
namespace rt0 {

/// Writes to `key` what of the prefix tells one source of lines from another: the words that are no date,
/// time, duration or number, without the terminal's escapes. Empty for a line without prefix, and for a text
/// too long to be one.
void streamKey(std::string_view prefix, std::string& key);

/// A terminal's colour escape ("\x1b[36m") ends `text`: what follows begins a word.
bool endsWithEscape(std::string_view text);

/// Replaces the escapes of a JSON string (\" \\ \/ \n \r \t \uXXXX), so that a line logged as JSON reads as
/// it was printed. Other escapes stay as they are.
void unescapeJson(std::string_view text, std::string& plain);

} // namespace rt0
