#pragma once

#include "base/textcursor.h"
#include "recording/recording.h"

#include <optional>
#include <string_view>

/// What GODEBUG=gcpacertrace=1 prints (runtime/mgcpacer.go startCycle and endCycle, runtime/mgcsweep.go),
/// Go 1.19–1.27:
///     pacer: assist ratio=+2.428677e+000 (scan 4 MB in 6->8 MB) workers=0++2.500000e-001
///     pacer: 25% CPU (25 exp.) for 1151304+3600+1011514 B work (1011514 B exp.) in 3997696 B -> 4358144 B
///     (∆goal 163840, cons/mark +0.000000e+000) pacer: sweep done at heap size 3MB; allocated 0MB during
///     sweep; swept 554 pages at 0.0004 pages/byte
/// Up to Go 1.26 floats are printed as by println, later in their shortest form. Go 1.19 may add "[controller
/// reset]".
namespace rt0::pacertrace {

inline constexpr std::string_view kBegin = "pacer: ";

/// One whole line from "pacer: "; leaves the cursor behind it. The last number of an input's last line that
/// was `cutShort` (has no line end) is not trusted.
std::optional<PacerRecord> parse(TextCursor& in, bool cutShort);

/// True for text that is no whole line but can only be the begin of one.
bool looksDamaged(std::string_view text, bool cutShort);

} // namespace rt0::pacertrace
