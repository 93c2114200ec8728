#include "timeline/alignlandmarks.h"

#include "base/importpath.h"
#include "timeline/spanindex.h"
#include "timeline/tracequery.h"

#include <algorithm>
#include <unordered_map>

namespace rt0 {
namespace {

/// Where the main goroutine is on its way through start-up.
struct Place {
    enum class Kind { Elsewhere, Init, Main };
    Kind kind = Kind::Elsewhere;
    std::string_view package;
};

bool callsInits(std::string_view function) {
    return function == "runtime.doInit1" || function == "runtime.doInit";
}

/// Stacks of goroutine 1 end before runtime.main and runtime.goexit (runtime/tracestack.go).
Place placeOf(const ExecTrace& trace, exectrace::StackId stack) {
    const auto frames = trace.directory.stacks[stack];
    std::string_view caller; ///< of the frames walked so far, leaf last
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
        const std::string_view function = trace.text(frame->function);
        if (callsInits(caller) && !callsInits(function)) {
            const std::string_view package = packageOfInit(function);
            return package.empty() ? Place{} : Place{Place::Kind::Init, package};
        }
        if (function == "main.main" && (caller.empty() || caller == "runtime.main"))
            return {Place::Kind::Main, {}};
        caller = function;
    }
    return {};
}

class Collector {
public:
    explicit Collector(const ExecTrace& trace) : m_trace(trace) {}

    TraceLandmarks collect() && {
        for (const TraceSighting& sighting : m_trace.mainSightings)
            see(sighting.stack, {sighting.first, sighting.last}, 1);
        addWaits();
        std::ranges::sort(m_found.inits, {}, &InitSighting::first);
        addGcCycles();
        return std::move(m_found);
    }

private:
    Place cachedPlace(exectrace::StackId stack) {
        const auto [known, isNew] = m_places.try_emplace(stack);
        if (isNew)
            known->second = placeOf(m_trace, stack);
        return known->second;
    }

    void see(exectrace::StackId stack, const TimeRange& time, std::size_t places) {
        if (m_trace.damagedFrom && time.end >= *m_trace.damagedFrom)
            return; // what was salvaged may belong to another time
        const Place place = cachedPlace(stack);
        if (place.kind == Place::Kind::Main) {
            m_found.inMain = std::min(m_found.inMain.value_or(time.begin), time.begin);
            m_found.mainPlaces += places;
        } else if (place.kind == Place::Kind::Init) {
            const auto [known, isNew] = m_initOf.try_emplace(place.package, m_found.inits.size());
            if (isNew)
                m_found.inits.push_back({std::string(place.package), time.begin, time.end, 0});
            InitSighting& init = m_found.inits[known->second];
            init.first = std::min(init.first, time.begin);
            init.last = std::max(init.last, time.end);
            init.places += places;
        }
    }

    /// An init that waits, or is in a syscall, is not over before it goes on.
    void addWaits() {
        const exectrace::Index main = mainGoroutine(m_trace);
        if (main == exectrace::kNoIndex || !m_trace.spans)
            return;
        const SpanStore& store = m_trace.spans->store();
        const RowId row = m_trace.rowOfGoroutine(main);
        std::optional<exectrace::StackId> left; ///< where the goroutine stopped running
        for (SpanId span = store.firstOf(row); span < store.endOf(row); ++span) {
            const TimeRange time = store.span(span).time;
            if (m_found.inMain && time.begin >= *m_found.inMain)
                return;
            if (const auto stack = stoppedAt(span, left))
                see(*(left = stack), time, 0);
            else
                left.reset();
        }
    }

    /// The stack of the main goroutine in a span in which it does not run.
    std::optional<exectrace::StackId> stoppedAt(SpanId span, std::optional<exectrace::StackId> before) const {
        const auto colour = static_cast<TraceColour>(m_trace.spans->store().colour(span));
        if (colour == TraceColour::Running)
            return std::nullopt;
        const TraceSite& site = siteOf(m_trace, span);
        if (colour != TraceColour::Runnable || site.type == exectrace::EventType::GoStop)
            return site.stack;
        return before; // woken by somebody else's stack
    }

    void addGcCycles() {
        for (const TraceRange& range : m_trace.ranges) {
            if (m_trace.damagedFrom && range.time.end >= *m_trace.damagedFrom)
                continue;
            if (range.kind == TraceRangeKind::GcMark)
                addMark(range);
            else if (range.kind == TraceRangeKind::Stw && !m_found.gcCycles.empty())
                addStop(range);
        }
    }

    void addMark(const TraceRange& range) {
        GcSighting& cycle = m_found.gcCycles.emplace_back();
        if (!range.openBegin)
            cycle.markBegin = range.time.begin;
        if (!range.openEnd)
            cycle.markEnd = range.time.end;
    }

    /// Ranges are ordered by begin, so a stop belongs to the cycle that began last.
    void addStop(const TraceRange& range) {
        GcSighting& cycle = m_found.gcCycles.back();
        if (range.openBegin || range.openEnd)
            return;
        const std::string_view reason = m_trace.text(range.reason);
        if (reason == "GC sweep termination" && !cycle.sweepStop && cycle.markBegin)
            cycle.sweepStop = range.time;
        // The world may be started again because there is more to mark: the last stop counts.
        if (reason == "GC mark termination" && cycle.markEnd && range.time.begin <= *cycle.markEnd)
            cycle.markStop = range.time;
    }

    const ExecTrace& m_trace;
    TraceLandmarks m_found;
    std::unordered_map<exectrace::StackId, Place> m_places;
    std::unordered_map<std::string_view, std::size_t> m_initOf;
};

} // namespace

TraceLandmarks landmarksOf(const ExecTrace& trace) {
    return Collector(trace).collect();
}

} // namespace rt0
