#include "timeline/tracephases.h"

#include "timeline/align.h"
#include "timeline/tracequery.h"

#include <algorithm>

namespace rt0 {
namespace {

constexpr Nanoseconds kNs{1};
constexpr const char* kSource = "execution trace";

/// The trace's times, and where its offset lets them lie.
class OnClock {
public:
    explicit OnClock(const TraceAlignment& alignment) : m_alignment(alignment) {}

    bool isBounded() const {
        return m_alignment.offsetBounds.lo > -kUnbounded && m_alignment.offsetBounds.hi < kUnbounded;
    }
    TimeBounds bounds(const TimeBounds& time) const {
        return {time.lo + m_alignment.offsetBounds.lo, time.hi + m_alignment.offsetBounds.hi - kNs};
    }
    Nanoseconds drawn(Nanoseconds time) const { return time + m_alignment.offset; }

private:
    const TraceAlignment& m_alignment;
};

/// `start` and `end` in the trace's time: the offset cancels out of the duration.
void measure(Phase& phase, const OnClock& clock, const TimeBounds& start, const TimeBounds& end) {
    phase.measured = true;
    phase.start = clock.bounds(start);
    phase.end = clock.bounds(end);
    phase.duration = {std::max(Nanoseconds(0), end.lo - (start.hi - kNs)), end.hi - start.lo};
    phase.drawn = {clock.drawn(start.middle()), clock.drawn(std::max(start.middle(), end.middle()))};
    phase.source = kSource;
    phase.howToMeasure.clear();
}

/// Main.main began before it was seen there, and behind what the log or the trace shows of the inits.
std::optional<TimeBounds> mainBegins(const Startup& startup, const TraceLandmarks& landmarks) {
    if (!landmarks.inMain)
        return std::nullopt;
    TimeBounds begin = TimeBounds::exactly(*landmarks.inMain);
    if (startup.inits.empty() && landmarks.inits.empty())
        return std::nullopt; // it may have begun long before the trace
    begin.lo = Nanoseconds::min();
    for (const InitSighting& init : landmarks.inits)
        begin.lo = std::max(begin.lo, std::min(init.last, *landmarks.inMain));
    if (const auto initEnd = startup.initEnd(); initEnd && startup.alignment.offsetBounds.hi < kUnbounded)
        begin.lo = std::max(begin.lo,
                            std::min(initEnd->lo - startup.alignment.offsetBounds.hi + kNs, begin.hi - kNs));
    return begin;
}

void measureMain(Phase& phase, const Startup& startup, const OnClock& clock, const TimeBounds& begin) {
    measure(phase, clock, begin, TimeBounds::exactly(startup.trace->length));
    phase.description = "main.main runs; the phase ends here with the trace.";
    const auto initEnd = startup.initEnd();
    if (!initEnd)
        return;
    phase.start.lo = std::max(phase.start.lo, std::min(initEnd->lo, phase.start.hi - kNs));
    phase.drawn.begin = std::max(phase.drawn.begin, startup.inits.back().drawn.end);
    phase.drawn.end = std::max(phase.drawn.begin, phase.drawn.end);
}

} // namespace

void measureByTrace(std::array<Phase, kPhaseCount>& phases, const Startup& startup) {
    if (!startup.trace)
        return;
    const auto phase = [&phases](PhaseId id) -> Phase& { return phases[static_cast<std::size_t>(id)]; };
    const OnClock clock(startup.alignment);
    if (!clock.isBounded()) {
        phase(PhaseId::Main).howToMeasure =
            "the trace and the log share too little to tell when main.main began";
        return;
    }
    const TraceLandmarks landmarks = landmarksOf(*startup.trace);
    const auto mainBegin = mainBegins(startup, landmarks);
    if (mainBegin)
        measureMain(phase(PhaseId::Main), startup, clock, *mainBegin);
    else if (startup.inits.empty())
        phase(PhaseId::Main).howToMeasure = "the trace does not show when main.main began; start it in an "
                                            "init, or record with GODEBUG=inittrace=1";
    if (!startup.inits.empty() || landmarks.inits.empty())
        return;
    const auto begin = TimeBounds::exactly(Nanoseconds(0));
    measure(phase(PhaseId::PackageInit), clock, begin,
            mainBegin.value_or(TimeBounds::exactly(startup.trace->length)));
    phase(PhaseId::PackageInit).description = "The packages initialise one after another; the trace began "
                                              "during that, so the first ones are missing.";
}

} // namespace rt0
