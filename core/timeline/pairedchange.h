#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace rt0 {

/// By how much one of two neighbouring starts took longer than the other: 0.02 = 2 %. Of pairs, for what else
/// happens on the machine meets neighbours alike, while medians of all starts may differ by it.
struct PairedChange {
    double median = 0;
    /// Where the median of very many pairs lies with a probability of 95 %, by the pairs' ranks (whatever
    /// their distribution); of fewer than six pairs the whole range: 94 % of five, 88 % of four, 75 % of
    /// three.
    double lo = 0;
    double hi = 0;
    std::uint32_t pairs = 0;

    /// False: a change of nothing is as likely.
    bool isDistinct() const { return pairs > 4 && (lo > 0 || hi < 0); }
};

/// The i-th belong together; a pair counts when both are known and the second is positive.
std::optional<PairedChange> pairedChange(const std::vector<std::optional<Nanoseconds>>& of,
                                         const std::vector<std::optional<Nanoseconds>>& to);

} // namespace rt0
