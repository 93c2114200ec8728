#include "analysis/medianinterval.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rt0 {

std::optional<std::pair<double, double>> medianInterval(std::span<const double> values, double confidence) {
    const auto n = static_cast<double>(values.size());
    // The median lies outside of the k-th value from both ends with 2 · P(Binomial(n, ½) < k).
    double outside = 0;
    std::size_t k = 0;
    while (2 * k < values.size()) {
        const auto i = static_cast<double>(k);
        outside += 2 * std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) -
                                n * std::log(2.0));
        if (outside > 1 - confidence)
            break;
        ++k;
    }
    if (k == 0)
        return std::nullopt;
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    return std::pair{sorted[k - 1], sorted[sorted.size() - k]};
}

} // namespace rt0
