#pragma once

#include "recording/launch.h"

#include <string>
#include <vector>

namespace rt0 {

/// Puts times of one run on the axis of another by the milestones that the main threads of both passed. Two
/// starts never take the same time; between two shared milestones times are stretched evenly.
class LaunchClock {
public:
    LaunchClock(const LaunchRun& from, const LaunchRun& to);

    Nanoseconds operator()(Nanoseconds time) const;
    TimeRange operator()(const TimeRange& range) const { return {(*this)(range.begin), (*this)(range.end)}; }
    /// "1142 shared milestones"; for people.
    std::string evidence() const;

private:
    struct Anchor {
        Nanoseconds from{};
        Nanoseconds to{};
    };
    std::vector<Anchor> m_anchors; ///< both times rise
};

} // namespace rt0
