#include "gc/chartpoints.h"

#include <algorithm>

namespace rt0::ui {
namespace {

using Points = std::vector<Curve::Point>;

double x(Nanoseconds time) {
    return static_cast<double>(time.count());
}

/// `[first, last)` with a neighbour on each side.
std::pair<Points::const_iterator, Points::const_iterator> around(const Points& points,
                                                                 const TimeRange& visible) {
    const auto before = [](const Curve::Point& point, Nanoseconds time) { return point.time < time; };
    const auto behind = [](Nanoseconds time, const Curve::Point& point) { return time < point.time; };
    auto first = std::lower_bound(points.begin(), points.end(), visible.begin, before);
    auto last = std::upper_bound(first, points.end(), visible.end, behind);
    first -= first == points.begin() ? 0 : 1;
    last += last == points.end() ? 0 : 1;
    return {first, last};
}

/// Calls `take` with the ends of each run of points that share a pixel, `[begin, end)`.
template <typename Take>
void forEachPixel(const Points& points, const TimeRange& visible, int pixels, const Take& take) {
    const auto [first, last] = around(points, visible);
    const auto width = std::max<Nanoseconds>(visible.length() / std::max(pixels, 1), Nanoseconds(1));
    for (auto begin = first; begin != last;) {
        const Nanoseconds until = begin->time + width;
        const auto end = std::find_if(begin, last, [&](const auto& point) { return point.time >= until; });
        take(begin, end == begin ? begin + 1 : end);
        begin = end == begin ? begin + 1 : end;
    }
}

} // namespace

QList<QPointF> chartPoints(const Curve& curve, const TimeRange& visible, int pixels) {
    QList<QPointF> points;
    const auto add = [&](const Curve::Point& point) {
        if (curve.steps && !points.isEmpty() && points.back().y() != point.value)
            points.append({x(point.time), points.back().y()});
        points.append({x(point.time), point.value});
    };
    forEachPixel(curve.points, visible, pixels, [&](auto begin, auto end) {
        add(*begin);
        if (end - begin > 1) {
            auto [least, most] = std::minmax_element(
                begin, end, [](const auto& a, const auto& b) { return a.value < b.value; });
            add(least < most ? *least : *most);
            add(least < most ? *most : *least);
            add(*(end - 1));
        }
    });
    if (curve.steps && !points.isEmpty() && points.back().x() < x(visible.end))
        points.append({x(visible.end), points.back().y()});
    return points;
}

} // namespace rt0::ui
