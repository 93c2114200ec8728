#include "timeline/timescale.h"

#include <cmath>

namespace rt0::ui {
namespace {

Nanoseconds rounded(double ns) {
    return Nanoseconds(std::llround(ns));
}

double count(Nanoseconds t) {
    return static_cast<double>(t.count());
}

} // namespace

double TimeScale::toX(Nanoseconds time) const {
    return count(time - visible.begin) * width / std::max(1.0, count(visible.length()));
}

Nanoseconds TimeScale::toTime(double x) const {
    return visible.begin + rounded(x * count(visible.length()) / std::max(1.0, width));
}

Nanoseconds TimeScale::perPixel() const {
    return rounded(count(visible.length()) / std::max(1.0, width));
}

TimeRange TimeScale::zoomedAt(double x, double factor) const {
    const double length = std::clamp(count(visible.length()) * factor, count(kSmallest), count(kLargest));
    const double fixed = count(toTime(x));
    const double share = x / std::max(1.0, width);
    const Nanoseconds begin = rounded(fixed - share * length);
    return {begin, begin + rounded(length)};
}

TimeRange TimeScale::pannedBy(double pixels) const {
    const Nanoseconds shift = rounded(pixels * count(visible.length()) / std::max(1.0, width));
    return {visible.begin + shift, visible.end + shift};
}

TimeRange centredOn(const TimeRange& range, const TimeRange& visible) {
    const Nanoseconds begin = range.begin + range.length() / 2 - visible.length() / 2;
    return {begin, begin + visible.length()};
}

TimeRange withMargin(const TimeRange& range, double share) {
    const Nanoseconds margin = std::max(rounded(count(range.length()) * share), Nanoseconds(1));
    TimeRange wide{range.begin - margin, range.end + margin};
    if (wide.length() < TimeScale::kSmallest)
        wide.end = wide.begin + TimeScale::kSmallest;
    return wide;
}

} // namespace rt0::ui
