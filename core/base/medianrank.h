#pragma once

#include <cstddef>
#include <optional>

namespace rt0 {

/// How many of `count` sorted values may be left out at each end so that what remains still holds the true
/// median at `confidence`, whatever their distribution: it does unless all but that many lie on one side of
/// it (order statistics, binomial with p = 1/2). Nothing when not even all of them do: below 6 values for
/// 0.95.
std::optional<std::size_t> medianCut(std::size_t count, double confidence);

} // namespace rt0
