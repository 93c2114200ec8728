#pragma once

#include "analysis/compare/compare.h"

#include <vector>

/// The numbers of one side, with what stands behind each.
namespace rt0::compare {

/// Several runs, one, or nothing when there are none.
Measured measuredOver(std::vector<double> samples);
Measured exactly(double value);

/// One of the runs' own numbers; what comes from the file (sizes, relocations) is in BuildFacts.
Measured metricOf(const Startup& startup, MetricId id);
Measured timeOf(const Phase& phase);
Measured timeOf(const PackageInit& init);
Measured bytesOf(const Startup& startup, const PackageInit& init);
Measured allocsOf(const Startup& startup, const PackageInit& init);

/// Of a count or time of the one detailed run.
template <typename T>
Measured countedOnce(const std::optional<T>& value) {
    if (!value)
        return {};
    if constexpr (std::is_same_v<T, Nanoseconds>)
        return measuredOver({static_cast<double>(value->count())});
    else
        return measuredOver({static_cast<double>(*value)});
}

} // namespace rt0::compare
