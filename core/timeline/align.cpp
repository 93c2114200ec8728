#include "timeline/align.h"

#include "base/format.h"
#include "base/importpath.h"
#include "base/saturating.h"
#include "timeline/alignpairs.h"
#include "timeline/reconstruct.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <unordered_map>

namespace rt0 {
namespace {

constexpr Nanoseconds kNs{1};

/// How far a time of the trace may be from the clock's. v2 counts in 64 ns, and equal times are shifted by a
/// few ns (runtime/tracetime.go, internal/trace/reader.go). v1 counts ticks whose frequency it measures.
Nanoseconds resolutionOf(int version) {
    return Nanoseconds(version >= 22 ? 128 : 2000);
}

std::string counted(std::size_t count, const char* noun) {
    return fmt::format("{} {}{}", formatCount(count), noun, count == 1 ? "" : "s");
}

/// The constraints that inits and main.main put on the offset, with what they are called.
struct InitConstraints {
    std::vector<TimeBounds> bounds;
    std::vector<std::string> names;
    std::size_t unknown = 0; ///< packages that the log does not have
    std::size_t places = 0;
    bool hasMain = false; ///< the last one is main.main's
};

InitConstraints initConstraints(const TraceLandmarks& landmarks, Nanoseconds slack, const Startup& startup) {
    std::unordered_map<std::string, const PackageInit*> known;
    for (const PackageInit& init : startup.inits)
        known.try_emplace(init.importPath, &init);
    InitConstraints result;
    for (const InitSighting& seen : landmarks.inits) {
        const auto init = known.find(unescapedImportPath(seen.package));
        if (init == known.end()) {
            result.unknown += startup.inits.empty() ? 0 : 1;
            continue;
        }
        result.bounds.push_back({offsetFrom(init->second->start.lo, seen.first, -slack),
                                 offsetFrom(init->second->end.hi, seen.last, slack)});
        result.names.push_back(init->second->importPath);
        result.places += seen.places;
    }
    if (landmarks.inMain && !startup.inits.empty()) {
        result.hasMain = true;
        result.bounds.push_back(
            {offsetFrom(startup.inits.back().end.lo, *landmarks.inMain, -slack), kUnbounded});
        result.names.emplace_back("main.main");
    }
    return result;
}

bool agrees(const TimeBounds& constraint, const TimeBounds& offset) {
    return constraint.lo <= offset.lo && offset.hi <= constraint.hi;
}

/// "known to ±40 µs, by init net/http and GC 2".
std::string precision(const Overlap& overlap, const std::vector<std::string>& names) {
    const bool isBelow = overlap.bounds.lo > -kUnbounded;
    const bool isAbove = overlap.bounds.hi < kUnbounded;
    if (isBelow && isAbove)
        return fmt::format("known to ±{}, by {}{}", formatDuration(overlap.bounds.width() / 2),
                           names[overlap.earliest],
                           overlap.earliest == overlap.latest ? "" : " and " + names[overlap.latest]);
    if (isBelow)
        return fmt::format("the trace may lie later: only {} bounds it", names[overlap.earliest]);
    if (isAbove)
        return fmt::format("the trace may lie earlier: only {} bounds it", names[overlap.latest]);
    return {};
}

std::string evidenceOf(const TraceFit& fit, std::size_t places, const std::string& how) {
    std::vector<std::string> parts;
    if (fit.inits > 0)
        parts.push_back(fmt::format("{} in {}", counted(places, "place"), counted(fit.inits, "init")));
    if (fit.inMain)
        parts.emplace_back("main.main");
    if (fit.gcCycles > 0)
        parts.push_back(counted(fit.gcCycles, "GC cycle"));
    std::string text = fmt::format("landmarks: {}", fmt::join(parts, ", "));
    if (!how.empty())
        text += "; " + how;
    if (fit.contradictions > 0)
        text +=
            fmt::format("; {} left out that contradict the others", counted(fit.contradictions, "landmark"));
    return text;
}

Nanoseconds drawnOffset(const TimeBounds& bounds) {
    if (bounds.lo <= -kUnbounded)
        return bounds.hi - kNs;
    return bounds.hi >= kUnbounded ? bounds.lo : bounds.middle();
}

double scoreOf(const TraceFit& fit, std::size_t agreeingPauses) {
    const bool isLikely = fit.inits > 0 || fit.inMain || agreeingPauses > 0;
    const auto agreeing = static_cast<double>(fit.inits) * 4 + static_cast<double>(agreeingPauses) +
                          static_cast<double>(fit.gcCycles) + (fit.inMain ? 1 : 0);
    const double against = static_cast<double>(fit.contradictions) * 4;
    return isLikely && agreeing > against ? agreeing - against : -1;
}

} // namespace

TraceFit fitTrace(const TraceLandmarks& landmarks, int version, const Startup& startup) {
    const Nanoseconds slack = resolutionOf(version);
    InitConstraints inits = initConstraints(landmarks, slack, startup);
    const GcPairing pairing = pairGcCycles(landmarks.gcCycles, startup.gcCycles, inits.bounds, slack);
    std::vector<TimeBounds> all = inits.bounds;
    all.insert(all.end(), pairing.bounds.begin(), pairing.bounds.end());
    std::vector<std::string> names = inits.names;
    for (std::string& name : names)
        name = name == "main.main" ? name : "init " + name;
    names.insert(names.end(), pairing.names.begin(), pairing.names.end());
    TraceFit fit;
    const Overlap overlap = largestOverlap(all);
    if (overlap.agreeing == 0)
        return fit;
    const std::size_t initCount = inits.bounds.size() - (inits.hasMain ? 1 : 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isAgreeing = agrees(all[i], overlap.bounds);
        fit.contradictions += isAgreeing ? 0 : 1;
        if (isAgreeing && i < initCount)
            ++fit.inits;
        else if (isAgreeing && i < inits.bounds.size())
            fit.inMain = true;
        else if (isAgreeing)
            ++fit.gcCycles;
    }
    fit.contradictions += inits.unknown;
    fit.score = scoreOf(fit, pairing.agreeingPauses);
    TimeBounds bounds = overlap.bounds;
    std::string how = precision(overlap, names);
    if (pairing.others) { // which cycles belong together is not certain
        bounds.lo = std::min(bounds.lo, pairing.others->lo);
        bounds.hi = std::max(bounds.hi, pairing.others->hi);
        how = fmt::format("known to ±{}, because several pairings of GC cycles are possible",
                          formatDuration(bounds.width() / 2));
    }
    fit.alignment = {TraceAlignment::Method::Landmarks, drawnOffset(overlap.bounds), bounds,
                     evidenceOf(fit, inits.places, how)};
    return fit;
}

std::optional<TraceAlignment> alignByClock(const ExecTrace& trace, Nanoseconds runtimeInitMonotonic) {
    const exectrace::ClockSnapshot* snapshot = nullptr;
    for (const exectrace::SyncPoint& sync : trace.directory.syncs)
        if (sync.clocks && snapshot == nullptr)
            snapshot = &*sync.clocks;
    if (snapshot == nullptr && trace.directory.version < 22)
        return std::nullopt; // v1 counts from its own begin
    Nanoseconds toMonotonic{};
    if (snapshot != nullptr) {
        constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
        const std::uint64_t monotonic = std::min(snapshot->monotonic_ns, kLargest);
        toMonotonic = saturatingSubtract(Nanoseconds(static_cast<std::int64_t>(monotonic)),
                                         Nanoseconds(snapshot->trace_ns));
    }
    const Nanoseconds offset =
        saturatingSubtract(saturatingAdd(Nanoseconds(trace.originNs), toMonotonic), runtimeInitMonotonic);
    if (offset <= -kUnbounded || offset >= kUnbounded)
        return std::nullopt;
    const Nanoseconds slack = resolutionOf(trace.directory.version);
    return TraceAlignment{TraceAlignment::Method::Clock,
                          offset,
                          {offset - slack, offset + slack + kNs},
                          snapshot != nullptr ? "the trace's snapshot of CLOCK_MONOTONIC"
                                              : "the trace counts in CLOCK_MONOTONIC"};
}

} // namespace rt0
