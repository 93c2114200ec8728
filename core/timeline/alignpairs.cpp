#include "timeline/alignpairs.h"

#include "base/saturating.h"
#include "timeline/offsets.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace rt0 {
namespace {

/// Enough to tell the right pairing from the wrong ones.
constexpr std::size_t kComparedCycles = 48;
constexpr std::size_t kComparedStarts = 4096;
constexpr Nanoseconds kPauseTolerance{50'000};

/// What one step of a cycle, whose clock reading is within `clock`, says about the offset.
class Narrowing {
public:
    explicit Narrowing(Nanoseconds slack) : m_slack(slack) {}

    void clockBefore(const TimeBounds& clock, Nanoseconds seen) {
        m_bounds.lo = std::max(m_bounds.lo, offsetFrom(clock.lo, seen, -m_slack));
    }
    void clockAfter(const TimeBounds& clock, Nanoseconds seen) {
        m_bounds.hi = std::min(m_bounds.hi, offsetFrom(clock.hi, seen, m_slack));
    }
    TimeBounds bounds() const { return m_bounds; }

private:
    Nanoseconds m_slack;
    TimeBounds m_bounds{-kUnbounded, kUnbounded};
};

/// See GcSighting for the order.
TimeBounds offsetOf(const GcSighting& seen, const GcCycle& logged, Nanoseconds slack) {
    Narrowing narrowing(slack);
    if (seen.markBegin)
        narrowing.clockAfter(logged.start, *seen.markBegin);
    if (seen.sweepStop) {
        narrowing.clockBefore(logged.start, seen.sweepStop->begin);
        narrowing.clockAfter(logged.mark, seen.sweepStop->begin);
        narrowing.clockBefore(logged.mark, seen.sweepStop->end);
        narrowing.clockAfter(logged.markTermination, seen.sweepStop->end);
    }
    if (seen.markStop) {
        narrowing.clockBefore(logged.markTermination, seen.markStop->begin);
        narrowing.clockAfter(logged.end, seen.markStop->begin);
        narrowing.clockBefore(logged.end, seen.markStop->end);
    }
    if (seen.markEnd)
        narrowing.clockAfter(logged.end, *seen.markEnd);
    return narrowing.bounds();
}

/// The log's pause begins a little before the trace's and includes the way into it.
bool isSamePause(const std::optional<TimeRange>& seen, const TimeBounds& printed) {
    if (!seen)
        return false;
    const Nanoseconds length = saturatingSubtract(seen->end, seen->begin);
    const Nanoseconds longest = saturatingAdd(printed.hi, printed.hi / 2);
    return length >= saturatingSubtract(printed.lo / 2, kPauseTolerance) &&
           length <= saturatingAdd(longest, kPauseTolerance);
}

std::size_t samePauses(const GcSighting& seen, const GcCycle& logged) {
    return std::size_t{isSamePause(seen.sweepStop, logged.record.stwSweepTermination)} +
           std::size_t{isSamePause(seen.markStop, logged.record.stwMarkTermination)};
}

/// The pairs of one pairing: the trace's first cycle has number `first`.
class Pairs {
public:
    Pairs(std::span<const GcSighting> seen, const std::vector<GcCycle>& logged)
        : m_seen(seen), m_logged(logged) {}

    GcPairing of(std::uint64_t first, std::size_t limit, Nanoseconds slack) const {
        GcPairing pairing;
        auto cycle = std::ranges::lower_bound(m_logged, first, {}, number);
        for (std::size_t i = 0; i < std::min(m_seen.size(), limit); ++i) {
            while (cycle != m_logged.end() && number(*cycle) < first + i)
                ++cycle;
            if (cycle == m_logged.end())
                break;
            if (number(*cycle) != first + i)
                continue;
            pairing.bounds.push_back(offsetOf(m_seen[i], *cycle, slack));
            pairing.names.push_back(fmt::format("GC {}", first + i));
            pairing.agreeingPauses += samePauses(m_seen[i], *cycle);
        }
        return pairing;
    }

    /// What the trace's first cycle can be: any one of the log. When the log lacks that one, the second can.
    std::vector<std::uint64_t> candidates() const {
        std::vector<std::uint64_t> numbers;
        for (const GcCycle& cycle : m_logged) {
            if (numbers.size() >= kComparedStarts)
                break;
            numbers.push_back(number(cycle));
            if (number(cycle) > 0)
                numbers.push_back(number(cycle) - 1);
        }
        std::ranges::sort(numbers);
        // Not std::ranges::unique: clang 14 cannot compile its subrange with this standard library.
        const auto repeated = std::unique(numbers.begin(), numbers.end());
        numbers.erase(repeated, numbers.end());
        return numbers;
    }

    bool isOrdered() const { return std::ranges::is_sorted(m_logged, {}, number); }

private:
    static std::uint64_t number(const GcCycle& cycle) { return cycle.record.number; }

    std::span<const GcSighting> m_seen;
    const std::vector<GcCycle>& m_logged;
};

struct Best {
    std::uint64_t first = 0;
    std::tuple<std::size_t, std::size_t> value{}; ///< agreeing constraints, agreeing pauses
    TimeBounds bounds;
    std::optional<TimeBounds> others;
    bool any = false;

    void consider(std::uint64_t candidate, std::tuple<std::size_t, std::size_t> rank,
                  const TimeBounds& offset) {
        if (any && rank < value)
            return;
        if (!any || rank > value) {
            *this = {candidate, rank, offset, std::nullopt, true};
            return;
        }
        const TimeBounds before = others.value_or(offset);
        others = {std::min(before.lo, offset.lo), std::max(before.hi, offset.hi)};
    }
};

} // namespace

GcPairing pairGcCycles(std::span<const GcSighting> seen, const std::vector<GcCycle>& logged,
                       const std::vector<TimeBounds>& anchors, Nanoseconds slack) {
    const Pairs pairs(seen, logged);
    if (seen.empty() || logged.empty() || !pairs.isOrdered())
        return {};
    const std::size_t anchored = largestOverlap(anchors).agreeing;
    Best best;
    for (const std::uint64_t first : pairs.candidates()) {
        const GcPairing pairing = pairs.of(first, kComparedCycles, slack);
        std::vector<TimeBounds> all = anchors;
        all.insert(all.end(), pairing.bounds.begin(), pairing.bounds.end());
        const Overlap overlap = largestOverlap(all);
        if (!pairing.bounds.empty() && overlap.agreeing > anchored)
            best.consider(first, {overlap.agreeing, pairing.agreeingPauses}, overlap.bounds);
    }
    if (!best.any)
        return {};
    GcPairing pairing = pairs.of(best.first, seen.size(), slack);
    pairing.others = best.others;
    return pairing;
}

Nanoseconds offsetFrom(Nanoseconds clock, Nanoseconds seen, Nanoseconds slack) {
    const Nanoseconds offset = saturatingAdd(saturatingSubtract(clock, seen), slack);
    return std::clamp(offset, -kUnbounded, kUnbounded);
}

} // namespace rt0
