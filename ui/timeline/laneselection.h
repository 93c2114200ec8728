#pragma once

#include "session.h"

#include <optional>

namespace rt0::ui {

/// The item by which a selection's span is found in lanes of `kind`; nothing where the selection is not
/// drawn or is a span itself.
std::optional<std::uint32_t> itemOf(const Selection& selection, LaneKind kind);

/// What a click on a span with `item` in a lane of `kind` selects.
Selection selectionOf(LaneKind kind, SpanId span, std::uint32_t item);

} // namespace rt0::ui
