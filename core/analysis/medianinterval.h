#pragma once

#include <optional>
#include <span>
#include <utility>

namespace rt0 {

/// The values between which the median of what the sample comes from lies with at least this confidence,
/// whatever the distribution (order statistics, sign test). Nothing where the sample is too small: 0.95 needs
/// six values.
std::optional<std::pair<double, double>> medianInterval(std::span<const double> values,
                                                        double confidence = 0.95);

} // namespace rt0
