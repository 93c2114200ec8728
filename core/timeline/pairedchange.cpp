#include "timeline/pairedchange.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace rt0 {
namespace {

/// How many of `pairs` sorted values lie outside the interval on each side: the most with which the interval
/// still holds the true median with 95 %. It does unless all but that many lie on one side of it.
std::size_t outside(std::size_t pairs) {
    constexpr double kHalfMiss = 0.025;
    double term = std::pow(0.5, static_cast<double>(pairs)); // exactly k of them on one side
    double below = term;
    std::size_t count = 0;
    while (count < pairs / 2) {
        const auto k = static_cast<double>(count);
        term *= (static_cast<double>(pairs) - k) / (k + 1);
        if (below + term > kHalfMiss)
            break;
        below += term;
        ++count;
    }
    return count;
}

} // namespace

std::optional<PairedChange> pairedChange(const std::vector<std::optional<Nanoseconds>>& of,
                                         const std::vector<std::optional<Nanoseconds>>& to) {
    std::vector<double> changes;
    for (std::size_t i = 0; i < std::min(of.size(), to.size()); ++i)
        if (of[i] && to[i] && *to[i] > Nanoseconds(0))
            changes.push_back(static_cast<double>(of[i]->count()) / static_cast<double>(to[i]->count()) - 1);
    if (changes.empty())
        return std::nullopt;
    std::ranges::sort(changes);
    const std::size_t count = changes.size();
    const std::size_t off = outside(count);
    return PairedChange{(changes[(count - 1) / 2] + changes[count / 2]) / 2, changes[off],
                        changes[count - 1 - off], static_cast<std::uint32_t>(count)};
}

} // namespace rt0
