#pragma once

#include "base/textcursor.h"
#include "recording/recording.h"

#include <optional>
#include <string_view>

/// What GODEBUG=gctrace=1 prints per cycle (runtime/mgc.go, gcMarkTermination; see GcRecord), Go 1.11–1.27.
/// The runtime holds its print lock meanwhile, so only output from outside of the runtime can break the line.
namespace rt0::gctrace {

/// One whole line from "gc "; leaves the cursor behind it.
std::optional<GcRecord> parse(TextCursor& in);

/// True for text that is no whole line but can only be the begin of one; less is asked of the input's last
/// line when that was `cutShort` (has no line end).
bool looksDamaged(std::string_view text, bool cutShort);

/// Where "gc N @" begins whose '@' is at `at`; nothing when something else stands before the '@'.
std::optional<std::size_t> beginBefore(std::string_view text, std::size_t at);

} // namespace rt0::gctrace
