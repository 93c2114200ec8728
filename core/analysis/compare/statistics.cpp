#include "analysis/compare/statistics.h"

#include "base/medianrank.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace rt0::compare {
namespace {

/// As in the reference implementation (go-moremath, which benchstat uses).
constexpr std::size_t kExactLimit = 50;
constexpr std::size_t kExactLimitWithTies = 25;

/// The middle of `values`, which lose their order.
double takeMedian(std::vector<double>& values) {
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

/// Draws as many values as there are, with replacement. std::uniform_int_distribution may differ between
/// standard libraries, the engine may not.
void resample(std::span<const double> values, std::vector<double>& drawn, std::mt19937& random) {
    drawn.resize(values.size());
    for (double& value : drawn)
        value = values[static_cast<std::size_t>((std::uint64_t{random()} * values.size()) >> 32U)];
}

bool allEqual(std::span<const double> values) {
    return std::ranges::all_of(values, [&](double value) { return value == values.front(); });
}

/// Both sets together: twice the rank of each value, where equal values share the mean of their ranks.
struct Ranking {
    std::vector<std::size_t> first; ///< of the first set's values
    std::vector<std::size_t> all;   ///< of all values, ascending
    double tieCorrection = 0;       ///< sum of t³ − t over groups of t equal values
    bool ties = false;
};

Ranking rank(std::span<const double> first, std::span<const double> second) {
    std::vector<double> merged(first.begin(), first.end());
    merged.insert(merged.end(), second.begin(), second.end());
    std::ranges::sort(merged);
    Ranking ranking;
    std::map<double, std::size_t> ranks;
    for (std::size_t i = 0; i < merged.size();) {
        std::size_t end = i;
        while (end < merged.size() && merged[end] == merged[i])
            ++end;
        const std::size_t twice = i + end + 1;
        ranks.emplace(merged[i], twice);
        ranking.all.insert(ranking.all.end(), end - i, twice);
        const auto size = static_cast<double>(end - i);
        ranking.tieCorrection += size * size * size - size;
        ranking.ties = ranking.ties || end - i > 1;
        i = end;
    }
    for (const double value : first)
        ranking.first.push_back(ranks[value]);
    return ranking;
}

/// Coefficients of the Gaussian binomial [n + m, n]: how many of the orders of two sets without ties have
/// each U. Multiplied up one factor (1 − q^(m+i)) / (1 − q^i) after the other.
std::vector<double> countsByU(std::size_t n, std::size_t m) {
    std::vector<double> counts(n * m + 1, 0);
    counts[0] = 1;
    for (std::size_t i = 1; i <= n; ++i) {
        for (std::size_t u = counts.size(); u-- > m + i;)
            counts[u] -= counts[u - m - i];
        for (std::size_t u = i; u < counts.size(); ++u)
            counts[u] += counts[u - i];
    }
    return counts;
}

/// Two-sided p of the smaller U, without ties.
double exactP(std::size_t n, std::size_t m, double u) {
    const std::vector<double> counts = countsByU(n, m);
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    const auto end = counts.begin() + static_cast<std::ptrdiff_t>(u) + 1;
    return std::min(1.0, 2 * std::accumulate(counts.begin(), end, 0.0) / all);
}

/// How many of the ways to choose `n` of these ranks have a sum of at most `most`.
double waysWithin(const std::vector<std::size_t>& ranks, std::size_t n, std::size_t most) {
    std::vector<std::vector<double>> ways(n + 1, std::vector<double>(most + 1, 0));
    ways[0][0] = 1;
    for (const std::size_t rank : ranks)
        for (std::size_t k = n; k-- > 0;)
            for (std::size_t sum = rank; sum <= most; ++sum)
                ways[k + 1][sum] += ways[k][sum - rank];
    return std::accumulate(ways[n].begin(), ways[n].end(), 0.0);
}

/// The same with ties. They make the distribution of U lopsided: both tails are counted, each as far from the
/// middle as what was seen. (The model doubles one, and so prints p = 0 for 1 2 3 5 against 1 1 1 1 1.)
double exactPWithTies(const Ranking& ranking, std::size_t n, std::size_t smallerSum) {
    const std::size_t count = ranking.all.size();
    std::vector<std::size_t> mirrored;
    for (const std::size_t rank : ranking.all)
        mirrored.push_back(2 * (count + 1) - rank);
    double all = 1; // C(count, n)
    for (std::size_t i = 1; i <= n; ++i)
        all = all * static_cast<double>(count - n + i) / static_cast<double>(i);
    return std::min(1.0,
                    (waysWithin(ranking.all, n, smallerSum) + waysWithin(mirrored, n, smallerSum)) / all);
}

double normalP(const Ranking& ranking, double n, double m, double smallerU) {
    const double all = n + m;
    const double variance = n * m * ((all + 1) - ranking.tieCorrection / (all * (all - 1))) / 12;
    const double distance = std::max(0.0, n * m / 2 - smallerU - 0.5); // corrected for continuity
    return std::erfc(distance / std::sqrt(variance) / std::sqrt(2.0));
}

} // namespace

double median(std::span<const double> values) {
    std::vector<double> copy(values.begin(), values.end());
    return takeMedian(copy);
}

std::optional<Interval> medianInterval(std::span<const double> values, double confidence) {
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    const auto cut = medianCut(sorted.size(), confidence);
    return cut ? std::optional(Interval{sorted[*cut], sorted[sorted.size() - 1 - *cut]}) : std::nullopt;
}

std::optional<Interval> bootstrapRatio(std::span<const double> before, std::span<const double> after,
                                       const BootstrapOptions& options) {
    if (before.size() < 2 || after.size() < 2 || options.resamples < 2 ||
        std::ranges::any_of(before, [](double value) { return !(value > 0); }))
        return std::nullopt;
    if (allEqual(before) && allEqual(after))
        return Interval{after.front() / before.front(), after.front() / before.front()};
    std::mt19937 random(static_cast<std::mt19937::result_type>(options.seed));
    std::vector<double> drawn;
    std::vector<double> ratios(options.resamples);
    for (double& ratio : ratios) {
        resample(before, drawn, random);
        const double base = takeMedian(drawn);
        resample(after, drawn, random);
        ratio = takeMedian(drawn) / base;
    }
    std::ranges::sort(ratios);
    const double outside = (1 - options.confidence) / 2 * static_cast<double>(ratios.size());
    const auto cut = std::min(static_cast<std::size_t>(std::max(outside, 0.0)), ratios.size() / 2 - 1);
    return Interval{ratios[cut], ratios[ratios.size() - 1 - cut]};
}

UTest mannWhitney(std::span<const double> first, std::span<const double> second) {
    UTest test;
    if (first.empty() || second.empty())
        return test;
    const Ranking ranking = rank(first, second);
    const std::size_t n = first.size();
    const std::size_t m = second.size();
    const std::size_t sum = std::accumulate(ranking.first.begin(), ranking.first.end(), std::size_t{0});
    test.u = static_cast<double>(sum - n * (n + 1)) / 2;
    const double smallerU = std::min(test.u, static_cast<double>(n * m) - test.u);
    const std::size_t limit = ranking.ties ? kExactLimitWithTies : kExactLimit;
    test.allEqual = ranking.all.front() == ranking.all.back();
    test.exact = n <= limit && m <= limit;
    // In the middle of a discrete distribution, twice the tail would count the middle twice.
    if (test.allEqual || smallerU * 2 == static_cast<double>(n * m))
        return test;
    if (!test.exact)
        test.p = normalP(ranking, static_cast<double>(n), static_cast<double>(m), smallerU);
    else if (ranking.ties)
        test.p = exactPWithTies(ranking, n, static_cast<std::size_t>(2 * smallerU) + n * (n + 1));
    else
        test.p = exactP(n, m, smallerU);
    return test;
}

double smallestP(std::size_t n, std::size_t m) {
    if (n == 0 || m == 0)
        return 1;
    double p = 2;
    for (std::size_t i = 1; i <= n; ++i)
        p *= static_cast<double>(i) / static_cast<double>(m + i);
    return std::min(p, 1.0);
}

std::size_t runsNeeded(double alpha) {
    for (std::size_t runs = 1; runs <= kExactLimit; ++runs)
        if (smallestP(runs, runs) <= alpha)
            return runs;
    return 0;
}

std::vector<double> benjaminiHochberg(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
    std::vector<double> adjusted(p.size());
    double least = 1;
    for (std::size_t i = 0; i < order.size(); ++i) { // from the largest
        const auto rank = static_cast<double>(order.size() - i);
        least = std::min(least, p[order[i]] * static_cast<double>(order.size()) / rank);
        adjusted[order[i]] = least;
    }
    return adjusted;
}

} // namespace rt0::compare
