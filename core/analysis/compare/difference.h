#pragma once

#include "analysis/compare/statistics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// One number on two sides.
namespace rt0::compare {

enum class Unit { Nanoseconds, Bytes, Count, Cycles };

/// What stands behind a side's number.
enum class Basis {
    Missing, ///< not measured
    OneRun,  ///< a single run: no test can tell whether another one would give the same
    Runs,    ///< several runs
    Exact,   ///< read from the file: always the same
};

struct Measured {
    Basis basis = Basis::Missing;
    std::vector<double> samples; ///< one per run, in the order of the runs; in the number's unit
    double median = 0;

    bool known() const { return basis != Basis::Missing; }
};

/// What can be said of a difference.
enum class Verdict {
    NotCompared,   ///< one side lacks it
    OneRunOnly,    ///< a side has a single run: shown, but no claim
    TooFewRuns,    ///< so few that no difference, however large, could be significant
    Same,          ///< `~`: what is seen may well be chance
    Unsettled,     ///< `~`: the test alone would call it different, but the interval of the ratio holds 1
    WithinControl, ///< `~`: more than chance, but not more than two equal copies differ here
    Equal,         ///< exactly the same, and not by chance
    Differs,       ///< significant by test, interval and control; or exact
};

struct Difference {
    Unit unit = Unit::Nanoseconds;
    Measured before;
    Measured after;
    Measured control;                   ///< of equal copies of `before`; Missing without a control
    std::optional<double> ratio;        ///< median after / median before
    std::optional<Interval> interval;   ///< of the ratio
    std::optional<double> controlRatio; ///< median control / median before
    std::optional<double> p;            ///< of the test
    std::optional<double> adjustedP;    ///< for all that was tested beside it
    Verdict verdict = Verdict::NotCompared;

    /// In the unit; meaningless unless both are known.
    double delta() const { return after.median - before.median; }
    bool bothKnown() const { return before.known() && after.known(); }
};

inline bool differs(const Difference& difference) {
    return difference.verdict == Verdict::Differs;
}

} // namespace rt0::compare
