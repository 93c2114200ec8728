#include "base/importpath.h"
#include "timeline/align.h"
#include "timeline/bounds.h"
#include "timeline/phases.h"
#include "timeline/reconstruct.h"

#include <algorithm>
#include <unordered_map>

namespace rt0 {
namespace {

constexpr Nanoseconds kNs{1};

void atMost(TimeBounds& bounds, Nanoseconds max) {
    bounds.hi = std::min(bounds.hi, max + kNs);
}
void atLeast(TimeBounds& bounds, Nanoseconds min) {
    bounds.lo = std::max(bounds.lo, min);
}

/// The inits with what the trace says of them, if it lies exactly at the drawn offset.
std::vector<ChainItem> anchoredItems(const Startup& startup, const TraceLandmarks& landmarks) {
    std::unordered_map<std::string, std::size_t> known;
    std::vector<ChainItem> items;
    for (std::size_t i = 0; i < startup.inits.size(); ++i) {
        const PackageInit& init = startup.inits[i];
        items.push_back({init.start, init.duration, init.end});
        known.try_emplace(init.importPath, i);
    }
    const Nanoseconds offset = startup.alignment.offset;
    for (const InitSighting& seen : landmarks.inits) {
        const auto init = known.find(unescapedImportPath(seen.package));
        if (init == known.end())
            continue;
        atMost(items[init->second].start, seen.first + offset);
        atLeast(items[init->second].end, seen.last + offset);
    }
    if (landmarks.inMain && !items.empty())
        atMost(items.back().end, *landmarks.inMain + offset);
    return items;
}

/// Any offset within its bounds leaves a timeline of inits: draw that one, so that what the trace shows
/// inside an init is drawn inside it.
void redrawInits(Startup& startup, const TraceLandmarks& landmarks) {
    std::vector<ChainItem> items = anchoredItems(startup, landmarks);
    if (tightenChain(items) != items.size())
        return; // the log or the trace contradicts itself
    std::vector<TimeRange> drawn(items.size());
    placeChain(items, items.size(), drawn);
    for (std::size_t i = 0; i < items.size(); ++i)
        startup.inits[i].drawn = drawn[i];
}

} // namespace

void joinTrace(Startup& startup, std::shared_ptr<const ExecTrace> trace, TraceAlignment alignment) {
    startup.trace = std::move(trace);
    startup.alignment = std::move(alignment);
    if (startup.alignment.method != TraceAlignment::Method::TraceOnly)
        redrawInits(startup, landmarksOf(*startup.trace));
    startup.extent = extentOf(startup);
    startup.phases = phasesOf(startup);
}

Startup startupOf(std::shared_ptr<const ExecTrace> trace) {
    Startup startup;
    TraceAlignment alignment;
    alignment.offsetBounds = TimeBounds::exactly(Nanoseconds(0));
    joinTrace(startup, std::move(trace), std::move(alignment));
    return startup;
}

} // namespace rt0
