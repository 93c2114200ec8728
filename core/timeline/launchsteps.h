#pragma once

#include "recording/launch.h"
#include "timeline/startup.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rt0 {

/// Where a phase lies in one run.
struct PhaseStretch {
    TimeRange time;
    /// The hits at its begin and end, as indices into LaunchRun::hits; the first two phases begin without
    /// one.
    std::optional<std::size_t> firstHit;
    std::optional<std::size_t> lastHit;
    bool open = false; ///< had not ended when the run was watched last
};

/// A step of the main thread in one run.
struct LaunchStep {
    std::string name; ///< Go symbol
    std::uint32_t depth = 0;
    TimeRange time;
    std::size_t firstHit = 0; ///< as in PhaseStretch
    std::size_t lastHit = 0;
    std::uint64_t key = 0; ///< the same for the same step in another run
};

/// A package's init in one run.
struct LaunchInit {
    std::uint32_t task = 0; ///< index into Launch::initTasks
    TimeRange time;         ///< without the inits of its imports, which Go <= 1.20 runs inside of it
    std::size_t firstHit = 0;
    std::size_t lastHit = 0;
    std::vector<LaunchStep> functions;
    bool open = false; ///< had not returned when the run was watched last; `time` ends there
};

/// One run with probes, taken apart into phases, steps and inits.
struct LaunchSteps {
    std::array<std::optional<PhaseStretch>, kPhaseCount> phases;
    std::array<std::vector<LaunchStep>, kPhaseCount> parts; ///< each behind the one that it is part of
    std::vector<LaunchInit> inits;                          ///< in the order they ran
    std::optional<std::size_t> mainHit;                     ///< main.main's entry

    std::size_t measuredPhases() const;
};

/// `isStatic`: the program has no dynamic linker, so that its first instruction begins the bootstrap.
LaunchSteps stepsOf(const Launch& launch, const LaunchRun& run, bool isStatic);

/// Hits of the thread that runs the start, as indices into LaunchRun::hits, up to main.main's entry.
std::vector<std::size_t> mainHits(const LaunchRun& run);

bool isInitStep(const LaunchProbe& probe);

} // namespace rt0
