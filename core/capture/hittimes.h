#pragma once

#include "base/time.h"
#include "recording/launch.h"

#include <vector>

namespace rt0::capture {

/// Takes what the main thread's hits cost out of a run's times, and maps others to the same axis.
class HitTimes {
public:
    /// `run.hits` are sorted by the clock's time, and know what each took.
    explicit HitTimes(LaunchRun& run);

    /// Moves what was noted of the run besides its hits: output, threads, when it was ready or ended.
    void moveRest();
    /// All that was taken out.
    Nanoseconds sum() const { return m_marks.empty() ? Nanoseconds{} : m_marks.back().taken; }

private:
    struct Mark {
        Nanoseconds clock{};
        Nanoseconds taken{}; ///< of the hits up to this one
    };
    Nanoseconds moved(Nanoseconds clock) const;

    LaunchRun& m_run;
    std::vector<Mark> m_marks;
};

} // namespace rt0::capture
