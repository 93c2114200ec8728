#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Statistics of two sets of measured values that assume nothing about their distribution: start-up times are
/// skewed and have outliers. Tests follow golang.org/x/perf (benchstat): the same numbers give the same p,
/// but for some with ties, where its model counts only one tail.
namespace rt0::compare {

/// The middle value; of an even number of values the mean of the two in the middle. 0 without values.
double median(std::span<const double> values);

struct Interval {
    double lo = 0;
    double hi = 0;

    bool contains(double value) const { return lo <= value && value <= hi; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

/// Holds the true median at this confidence or a little more: from one of the values to another (order
/// statistics), as benchstat's ±. Nothing when there are too few values: below 6 for 95 %.
std::optional<Interval> medianInterval(std::span<const double> values, double confidence = 0.95);

struct BootstrapOptions {
    double confidence = 0.95;
    std::uint32_t resamples = 2000;
    std::uint64_t seed = 1; ///< the same values and seed give the same interval on every machine
};

/// Percentile bootstrap of median(after) / median(before): both sets are drawn anew, with replacement, each
/// by itself. Nothing when a set has fewer than two values, or when a median of `before` is not positive.
std::optional<Interval> bootstrapRatio(std::span<const double> before, std::span<const double> after,
                                       const BootstrapOptions& options = {});

struct UTest {
    double u = 0; ///< pairs in which the first set's value is larger, ties as one half
    double p = 1; ///< two-sided
    bool exact = false;
    bool allEqual = false; ///< every value is the same: there is nothing to test
};

/// Mann–Whitney U test. Exact for sets of up to 50 values without ties, or of up to 25 with ties; else the
/// normal approximation with corrections for ties and for continuity. p is the share of all ways to divide
/// the values into two such sets whose U is at least as far from its middle; 1 when a set is empty.
UTest mannWhitney(std::span<const double> first, std::span<const double> second);

/// The smallest p that two sets of this size can yield: 2 / C(n + m, n), at most 1.
double smallestP(std::size_t n, std::size_t m);

/// How many runs each of two equal sets needs before any p is at most `alpha`; 0: more than 50.
std::size_t runsNeeded(double alpha);

/// Benjamini–Hochberg: p-values adjusted for there being several, in the order of `p`. Calling those at most
/// q significant keeps the expected share of false ones among them at q; when nothing differs at all, the
/// chance of any false one is at most q.
std::vector<double> benjaminiHochberg(std::span<const double> p);

} // namespace rt0::compare
