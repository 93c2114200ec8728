#include "base/medianrank.h"

#include <cmath>

namespace rt0 {

std::optional<std::size_t> medianCut(std::size_t count, double confidence) {
    const auto n = static_cast<double>(count);
    double outside = 0;                 // both tails of the binomial distribution
    double term = 2 * std::pow(0.5, n); // 2 C(n, i) / 2^n
    std::optional<std::size_t> cut;
    for (std::size_t i = 0; 2 * (i + 1) <= count; ++i) {
        outside += term;
        if (1 - outside < confidence)
            break;
        cut = i;
        term *= (n - static_cast<double>(i)) / static_cast<double>(i + 1);
    }
    return cut;
}

} // namespace rt0
