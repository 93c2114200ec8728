#include "base/format.h"
#include "report/comparereport.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace rt0 {
namespace {

using namespace compare;

constexpr double kWild = 2; ///< a spread so large that percents are hard to read

std::string valueText(double value, Unit unit) {
    switch (unit) {
    case Unit::Nanoseconds:
        return formatDuration(Nanoseconds(std::llround(value)));
    case Unit::Bytes:
        return formatBytes(static_cast<std::uint64_t>(std::llround(std::max(value, 0.0))));
    case Unit::Cycles:
        return formatCount(static_cast<std::uint64_t>(std::llround(std::max(value, 0.0)))) + " cycles";
    default:
        return formatCount(static_cast<std::uint64_t>(std::llround(std::max(value, 0.0))));
    }
}

std::string runsText(const Difference& difference) {
    const std::size_t before = difference.before.samples.size();
    const std::size_t after = difference.after.samples.size();
    return before == after ? fmt::format("n={}", before) : fmt::format("n={}+{}", before, after);
}

/// "+3.2 %"; of more than three times as much "×41".
std::string ratioText(double ratio, bool withUnit) {
    constexpr double kTimes = 3;
    if (ratio > kTimes)
        return fmt::format("×{:.{}f}", ratio, ratio < 10 ? 1 : 0);
    return fmt::format("{:+.1f}{}", (ratio - 1) * 100, withUnit ? " %" : "");
}

/// In the unit where there is nothing to divide by.
std::string changeText(const Difference& difference) {
    if (difference.ratio)
        return percentText(*difference.ratio);
    const double delta = difference.delta();
    return (delta < 0 ? "-" : "+") + valueText(std::abs(delta), difference.unit);
}

std::string testedText(const Difference& difference) {
    return fmt::format("(p={:.3f} {})", difference.adjustedP.value_or(difference.p.value_or(1)),
                       runsText(difference));
}

} // namespace

std::string percentText(double ratio) {
    return ratioText(ratio, true);
}

std::string measuredText(const Measured& measured, Unit unit) {
    if (!measured.known())
        return "";
    std::string text = valueText(measured.median, unit);
    if (measured.basis != Basis::Runs || !(measured.median > 0))
        return text;
    const auto interval = medianInterval(measured.samples);
    if (!interval)
        return text + " ± ∞";
    const double spread = std::max(interval->hi / measured.median - 1, 1 - interval->lo / measured.median);
    return text +
           (spread < kWild ? fmt::format(" ± {:.0f} %", spread * 100) : fmt::format(" ± {:.0f}×", spread));
}

std::string differenceText(const Difference& difference) {
    switch (difference.verdict) {
    case Verdict::NotCompared:
        return difference.before.known() ? "gone" : difference.after.known() ? "new" : "";
    case Verdict::OneRunOnly:
        return changeText(difference) + " (1 run)";
    case Verdict::TooFewRuns:
        return fmt::format("~ ({}: too few)", runsText(difference));
    case Verdict::Same:
        return "~ " + testedText(difference);
    case Verdict::Unsettled:
        return "~ " + testedText(difference) + " as the ratio may be 1";
    case Verdict::WithinControl:
        return "~ " + testedText(difference) + " as the control";
    case Verdict::Equal:
        return "=";
    case Verdict::Differs:
        break;
    }
    if (difference.before.basis == Basis::Exact && difference.after.basis == Basis::Exact)
        return changeText(difference);
    const std::string interval = difference.interval
                                     ? fmt::format(" [{}, {}]", ratioText(difference.interval->lo, false),
                                                   ratioText(difference.interval->hi, false))
                                     : "";
    return changeText(difference) + interval + " " + testedText(difference);
}

} // namespace rt0
