#pragma once

#include "timeline/startup.h"

#include <string>
#include <utility>
#include <vector>

/// Start-ups built by hand, for what no recorded log shows on demand.
namespace rt0::test {

inline TimeBounds us(std::int64_t lo, std::int64_t hi) {
    return {std::chrono::microseconds(lo), std::chrono::microseconds(hi)};
}

/// An init that began and took the given µs, known to the µs as in a log's three-digit values.
inline PackageInit init(std::string path, std::int64_t startUs, std::int64_t durationUs) {
    PackageInit made;
    made.package = path;
    made.importPath = std::move(path);
    made.start = us(startUs, startUs + 1);
    made.duration = us(durationUs, durationUs + 1);
    made.end = us(startUs + durationUs, startUs + durationUs + 2);
    return made;
}

inline Startup startupOf(std::vector<PackageInit> inits) {
    Startup startup;
    startup.name = "program.log";
    std::uint32_t order = 0;
    for (PackageInit& each : inits)
        each.order = ++order;
    startup.inits = std::move(inits);
    return startup;
}

/// A cycle whose start is known to the ms, as gctrace prints it; its pauses take 100 µs and 50 µs around 2 ms
/// of mark.
inline GcCycle gcCycle(std::uint64_t number, std::int64_t startMs) {
    GcCycle cycle;
    cycle.record.number = number;
    cycle.record.stwSweepTermination = us(100, 101);
    cycle.record.concurrentMark = us(2000, 2001);
    cycle.record.stwMarkTermination = us(50, 51);
    cycle.record.cpuAssist = us(10, 11);
    cycle.record.goalMb = 4;
    cycle.start = us(startMs * 1000, startMs * 1000 + 1000);
    cycle.mark = cycle.start + cycle.record.stwSweepTermination;
    cycle.markTermination = cycle.mark + cycle.record.concurrentMark;
    cycle.end = cycle.markTermination + cycle.record.stwMarkTermination;
    return cycle;
}

} // namespace rt0::test
