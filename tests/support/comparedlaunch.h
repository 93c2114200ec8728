#pragma once

#include "analysis/compare/compare.h"
#include "recording/rt0file.h"
#include "support/samplelaunch.h"
#include "timeline/launchstartup.h"

#include <cmath>
#include <random>

/// Recordings to compare, made from the sample one.
namespace rt0::test {

inline Nanoseconds stretched(Nanoseconds time, double factor) {
    return Nanoseconds(std::llround(static_cast<double>(time.count()) * factor));
}

/// A run as if everything in it had taken `factor` times as long.
inline LaunchRun stretched(LaunchRun run, double factor) {
    for (LaunchHit& hit : run.hits)
        hit.time = stretched(hit.time, factor);
    run.imageStart = stretched(run.imageStart, factor);
    if (run.toMain)
        run.toMain = stretched(*run.toMain, factor);
    if (run.toReady)
        run.toReady = stretched(*run.toReady, factor);
    return run;
}

/// The sample with one run with probes and one stopwatch for each factor, and its log.
inline Launch launchOfRuns(const std::vector<double>& factors) {
    Launch launch = sampleLaunch();
    const LaunchRun probed = launch.runs[0];
    const LaunchRun bare = launch.runs[1];
    const LaunchRun log = launch.runs[5];
    launch.runs.clear();
    for (const double factor : factors) {
        launch.runs.push_back(stretched(probed, factor));
        launch.runs.push_back(stretched(bare, factor));
        launch.runs.back().userTime = stretched(std::chrono::milliseconds(8), factor);
        launch.runs.push_back(log);
    }
    launch.warnings.clear();
    return launch;
}

/// Factors around `middle`, a few percent apart, the same for the same seed.
inline std::vector<double> factorsAround(double middle, std::size_t runs, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<double> factors(runs);
    for (double& factor : factors)
        factor = middle * (1 + 0.05 * static_cast<double>(random()) / 4294967296.0);
    return factors;
}

inline compare::Side sideOfFile(Rt0File file, const std::string& label) {
    Source source;
    source.path = label + ".rt0";
    auto document = std::make_shared<const Document>(documentOf(std::move(file), source));
    return compare::sideOf(std::move(document), 0, label);
}

inline compare::Side sideOfLaunch(Launch launch, const std::string& label, std::string binaryJson = {}) {
    Rt0File file;
    file.launch = std::move(launch);
    file.binaryJson = std::move(binaryJson);
    return sideOfFile(std::move(file), label);
}

} // namespace rt0::test
