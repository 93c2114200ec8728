#pragma once

#include "base/time.h"

namespace rt0::ui {

/// Maps a visible stretch of time to pixels; a value without Qt, so that all zoom arithmetic is tested alone.
struct TimeScale {
    TimeRange visible;
    double width = 0; ///< pixels

    double toX(Nanoseconds time) const;
    Nanoseconds toTime(double x) const;
    Nanoseconds perPixel() const;

    /// Shrinks (factor < 1) or widens what is visible; the time under `x` stays there. Never below kSmallest
    /// nor above kLargest.
    TimeRange zoomedAt(double x, double factor) const;
    TimeRange pannedBy(double pixels) const;

    static constexpr Nanoseconds kSmallest{20};
    static constexpr Nanoseconds kLargest = std::chrono::hours(24 * 365);
};

/// `range` centred in a view of the same length as `visible`.
TimeRange centredOn(const TimeRange& range, const TimeRange& visible);

/// `range` with a margin of `share` of its length on each side, at least kSmallest long.
TimeRange withMargin(const TimeRange& range, double share);

} // namespace rt0::ui
