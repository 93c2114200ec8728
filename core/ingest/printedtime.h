#pragma once

#include "base/textcursor.h"
#include "base/time.h"

#include <optional>
#include <string>

/// Times as the Go runtime prints them: cut off, not rounded. What is read is the interval that they leave.
namespace rt0 {

/// Milliseconds by runtime.fmtNSAsMS (runtime/mgc.go): below 10 ms two digits and at most three decimals
/// ("0.25", "3.0"), whole ms above, "0" below 1 µs. The interval is one unit of the last printed digit wide:
/// "3.1" is
/// `[3.1 ms, 3.2 ms)`, "0" is `[0, 1 µs)`. Nothing for other text and for more than about 30 years.
std::optional<TimeBounds> takeMilliseconds(TextCursor& in);

/// Seconds with three decimals by runtime.itoaDiv(ms, 3), as after "gc N @": "0.013" is `[13 ms, 14 ms)`.
std::optional<TimeBounds> takeSeconds(TextCursor& in);

/// The text that a time was printed as: the inverse of the two above, given the interval's lower end.
std::string printedMilliseconds(Nanoseconds time);
std::string printedSeconds(Nanoseconds time);

/// Reads bounds into `to`; for use inside a chain of conditions.
inline bool takeMilliseconds(TextCursor& in, TimeBounds& to) {
    const auto bounds = takeMilliseconds(in);
    to = bounds.value_or(to);
    return bounds.has_value();
}
inline bool takeSeconds(TextCursor& in, TimeBounds& to) {
    const auto bounds = takeSeconds(in);
    to = bounds.value_or(to);
    return bounds.has_value();
}

} // namespace rt0
