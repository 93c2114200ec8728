#include "timeline/launchdetails.h"

#include "timeline/launchclock.h"
#include "timeline/launchsteps.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace rt0 {
namespace {

std::string shortName(std::string_view function) {
    constexpr std::string_view kRuntime = "runtime.";
    return std::string(function.starts_with(kRuntime) ? function.substr(kRuntime.size()) : function);
}

/// Empty for what every thread passes when it begins.
std::string tellingName(std::string_view function) {
    constexpr std::array<std::string_view, 6> kOfAll{"runtime.mstart",      "runtime.mstart0",
                                                     "runtime.mstart1",     "runtime.minit",
                                                     "runtime.mcommoninit", "runtime.newm"};
    return std::ranges::find(kOfAll, function) == kOfAll.end() ? shortName(function) : std::string();
}

std::vector<StartThread> threadsOf(const LaunchRun& run, const LaunchClock& clock) {
    std::vector<StartThread> threads;
    for (const LaunchThread& thread : run.threads)
        threads.push_back(
            {thread.tid, thread.main ? "main thread" : "", clock(thread.firstSeen), thread.main});
    for (const LaunchHit& hit : run.hits)
        if (std::string& name = threads[hit.thread].name; name.empty())
            name = tellingName(run.probes[hit.probe].function);
    return threads;
}

std::string nameOf(const Launch& launch, const LaunchRun& run, const LaunchHit& hit) {
    const LaunchProbe& probe = run.probes[hit.probe];
    if (isInitStep(probe) && hit.initTask >= 0)
        return "init " + launch.initTasks[static_cast<std::size_t>(hit.initTask)].package;
    return probe.function;
}

/// The counters are of the whole process, read when the main thread passed a milestone.
std::vector<FaultStretch> faultsOf(const Launch& launch, const LaunchRun& run, const LaunchClock& clock) {
    std::vector<FaultStretch> faults;
    if (run.counters.size() != run.hits.size())
        return faults;
    LaunchCounters before{0, 0, 0};
    Nanoseconds since = run.imageStart;
    std::string after = "execve";
    for (const std::size_t i : mainHits(run)) {
        const LaunchCounters& now = run.counters[i];
        if (now.minorFaults < before.minorFaults || now.majorFaults < before.majorFaults)
            continue;
        if (now.minorFaults > before.minorFaults || now.majorFaults > before.majorFaults)
            faults.push_back({clock(TimeRange{since, std::max(since, run.hits[i].time)}),
                              static_cast<std::uint64_t>(now.minorFaults - before.minorFaults),
                              static_cast<std::uint64_t>(now.majorFaults - before.majorFaults), after});
        before = now;
        since = run.hits[i].time;
        after = nameOf(launch, run, run.hits[i]);
    }
    return faults;
}

std::vector<StartSyscall> syscallsOf(const LaunchRun& run, const LaunchClock& clock, Nanoseconds end) {
    std::vector<StartSyscall> calls;
    for (std::size_t i = 0; i < run.syscalls.size(); ++i) {
        const LaunchSyscall& call = run.syscalls[i];
        const Nanoseconds begin = clock(call.start);
        const Nanoseconds back =
            call.duration < Nanoseconds(0) ? std::max(begin, end) : clock(call.start + call.duration);
        calls.push_back({{begin, back}, i, call.thread});
    }
    std::ranges::stable_sort(calls, {}, [](const StartSyscall& call) { return call.drawn.begin; });
    return calls;
}

} // namespace

const char* sourceName(LaunchTechnique technique) {
    switch (technique) {
    case LaunchTechnique::Trampolines:
        return "trampolines";
    case LaunchTechnique::Breakpoints:
        return "breakpoints";
    case LaunchTechnique::Unperturbed:
        break;
    }
    return "bare run";
}

bool RecordedStart::machineWasBusy() const {
    return waited.runs > 0 && 50 * waited.median > toMain.median;
}

Nanoseconds RecordedStart::outsidePhases() const {
    const LaunchRun* const run = drawn();
    return run != nullptr && run->toMain ? *run->toMain - sumOfPhases : Nanoseconds{};
}

void addDetails(RecordedStart& recorded) {
    const LaunchRun& run = *recorded.detail();
    const LaunchRun& drawn = *recorded.drawn();
    const LaunchClock clock(run, drawn);
    recorded.clockEvidence = clock.evidence();
    recorded.threads = threadsOf(run, clock);
    recorded.faults = faultsOf(*recorded.launch, run, clock);
    recorded.syscalls = syscallsOf(
        run, clock, drawn.toReady.value_or(drawn.hits.empty() ? Nanoseconds{} : drawn.hits.back().time));
}

} // namespace rt0
