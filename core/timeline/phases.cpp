#include "timeline/phases.h"

#include "timeline/bounds.h"
#include "timeline/tracephases.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

struct PhaseText {
    const char* name;
    const char* description;
    const char* howToMeasure;
};

constexpr const char* kNeedsRecording =
    "needs a recording of the running program (rt0scope record); a GODEBUG log starts at runtime.main";
constexpr const char* kNeedsInittrace = "run the program with GODEBUG=inittrace=1";

constexpr std::array<PhaseText, kPhaseCount> kTexts{{
    {"exec", "The kernel replaces the process image and maps the program.", kNeedsRecording},
    {"loader", "ld.so maps the needed libraries and applies relocations; absent in static programs.",
     "run with LD_DEBUG=statistics for its cycle and relocation counts"},
    {"bootstrap",
     "From _rt0 to rt0_go: m0 and g0 are bound, cgo and thread-local storage set up, arguments read.",
     kNeedsRecording},
    {"schedinit",
     "The scheduler, the allocator, type metadata, GODEBUG, the collector and the Ps are set up.",
     kNeedsRecording},
    {"main goroutine", "The main goroutine is created and scheduled, signal handlers are installed.",
     kNeedsRecording},
    {"runtime init",
     "The runtime's own packages initialise; with gcenable and the hand-over to cgo it lasts until "
     "the first other package begins.",
     kNeedsInittrace},
    {"package init", "The packages initialise one after another, from the first after runtime to the last.",
     kNeedsInittrace},
    {"main", "main.main runs.",
     "add an execution trace of the same run, started in an init; inittrace ends with the last init"},
    {"ready", "The program is what its user calls ready: a line of output, a listening socket, its end.",
     "needs a recording of the running program that watches for its output, socket or end"},
}};

constexpr Nanoseconds kNs{1};

/// Where the phases that inittrace measures begin and end, as indices of inits.
struct InitPhases {
    std::size_t runtimeEnd = 0; ///< one behind package runtime; 0 when its line is missing
};

InitPhases initPhases(const Startup& startup) {
    const auto runtime = std::ranges::find(startup.inits, "runtime", &PackageInit::package);
    if (runtime == startup.inits.end())
        return {};
    return {static_cast<std::size_t>(runtime - startup.inits.begin()) + 1};
}

void measure(Phase& phase, const TimeBounds& start, const TimeBounds& end, const TimeRange& drawn) {
    const TimeBounds duration{std::max(Nanoseconds::zero(), end.lo - (start.hi - kNs)), end.hi - start.lo};
    if (!duration.possible() || drawn.end < drawn.begin) {
        phase.howToMeasure = "the times in the log contradict each other; record the program again";
        return;
    }
    phase.measured = true;
    phase.start = start;
    phase.end = end;
    phase.duration = duration;
    phase.drawn = drawn;
    phase.source = "inittrace";
    phase.howToMeasure.clear();
}

void measureRuntimeInit(Phase& phase, const Startup& startup, std::size_t runtimeEnd) {
    if (runtimeEnd == 0) {
        if (!startup.inits.empty())
            phase.howToMeasure = "the line of package runtime is missing in the log";
        return;
    }
    const PackageInit& first = startup.inits.front();
    const PackageInit& last = startup.inits[runtimeEnd - 1];
    if (runtimeEnd == startup.inits.size())
        return measure(phase, first.start, last.end, {first.drawn.begin, last.drawn.end});
    const PackageInit& next = startup.inits[runtimeEnd];
    measure(phase, first.start, next.start, {first.drawn.begin, next.drawn.begin});
}

void measurePackageInit(Phase& phase, const Startup& startup, std::size_t runtimeEnd) {
    if (runtimeEnd == startup.inits.size())
        return;
    const PackageInit& first = startup.inits[runtimeEnd];
    const PackageInit& last = startup.inits.back();
    measure(phase, first.start, last.end, {first.drawn.begin, last.drawn.end});
}

} // namespace

void describeLoader(Phase& phase, const LoaderRecord& loader) {
    const auto say = [&phase](const std::optional<std::uint64_t>& value, const char* format) {
        if (value)
            phase.description += fmt::format(fmt::runtime(format), *value);
    };
    phase.description += " LD_DEBUG=statistics counts CPU cycles, not time:";
    say(loader.totalCycles, " {} cycles in all");
    say(loader.relocationCycles, ", {} of them for relocation");
    say(loader.relocations, ", {} symbol relocations");
    say(loader.relativeRelocations, ", {} relative relocations");
    phase.description += ".";
}

std::array<Phase, kPhaseCount> unmeasuredPhases() {
    std::array<Phase, kPhaseCount> phases;
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        phases[i].id = static_cast<PhaseId>(i);
        phases[i].name = kTexts[i].name;
        phases[i].description = kTexts[i].description;
        phases[i].howToMeasure = kTexts[i].howToMeasure;
    }
    return phases;
}

std::array<Phase, kPhaseCount> phasesOf(const Startup& startup) {
    std::array<Phase, kPhaseCount> phases = unmeasuredPhases();
    const auto phase = [&phases](PhaseId id) -> Phase& { return phases[static_cast<std::size_t>(id)]; };
    if (startup.loader) {
        describeLoader(phase(PhaseId::Loader), *startup.loader);
        phase(PhaseId::Loader).howToMeasure =
            "needs a recording of the running program; LD_DEBUG gave cycles without their frequency";
    }
    const auto [runtimeEnd] = initPhases(startup);
    measureRuntimeInit(phase(PhaseId::RuntimeInit), startup, runtimeEnd);
    measurePackageInit(phase(PhaseId::PackageInit), startup, runtimeEnd);
    measureByTrace(phases, startup);
    return phases;
}

} // namespace rt0
