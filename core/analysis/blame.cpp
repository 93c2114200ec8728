#include "analysis/blame.h"

#include "base/saturating.h"

#include <algorithm>
#include <numeric>

namespace rt0 {
namespace {

std::uint64_t weight(const PackageInit& init, BlameBy by) {
    switch (by) {
    case BlameBy::Bytes:
        return init.bytes;
    case BlameBy::Allocs:
        return init.allocs;
    case BlameBy::Time:
        break;
    }
    return static_cast<std::uint64_t>(std::max<Nanoseconds::rep>(init.typical().middle().count(), 0));
}

double ratio(double part, double whole) {
    return whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
    return ratio(static_cast<double>(part), static_cast<double>(whole));
}

} // namespace

std::vector<std::size_t> blameOrder(const Startup& startup, BlameBy by) {
    std::vector<std::size_t> order(startup.inits.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return weight(startup.inits[a], by) > weight(startup.inits[b], by);
    });
    return order;
}

InitTotals initTotals(const Startup& startup) {
    InitTotals totals;
    totals.count = startup.inits.size();
    for (const PackageInit& init : startup.inits) {
        totals.selfTime = saturatingAdd(totals.selfTime, init.typical());
        totals.bytes = saturatingAdd(totals.bytes, init.bytes);
        totals.allocs = saturatingAdd(totals.allocs, init.allocs);
    }
    return totals;
}

std::optional<TimeBounds> initElapsed(const Startup& startup) {
    if (startup.inits.empty())
        return std::nullopt;
    if (startup.inits.size() == 1)
        return startup.inits.front().duration;
    const TimeBounds& start = startup.inits.front().start;
    const TimeBounds& end = startup.inits.back().end;
    // The self times are a second, often tighter lower bound: inits run one after another.
    Nanoseconds self{};
    for (const PackageInit& init : startup.inits)
        self = saturatingAdd(self, init.duration.lo);
    const Nanoseconds lo = std::max(saturatingSubtract(end.lo, start.hi), self);
    return TimeBounds{lo, std::max(saturatingSubtract(end.hi, start.lo), lo)};
}

double shareOf(const InitTotals& part, const InitTotals& whole, BlameBy by) {
    switch (by) {
    case BlameBy::Bytes:
        return ratio(part.bytes, whole.bytes);
    case BlameBy::Allocs:
        return ratio(part.allocs, whole.allocs);
    case BlameBy::Time:
        break;
    }
    return shareOf(part.selfTime, whole.selfTime);
}

double shareOf(const PackageInit& init, const InitTotals& totals, BlameBy by) {
    return shareOf({1, init.typical(), init.bytes, init.allocs}, totals, by);
}

double shareOf(const TimeBounds& part, const TimeBounds& whole) {
    return ratio(static_cast<double>(part.middle().count()), static_cast<double>(whole.middle().count()));
}

} // namespace rt0
