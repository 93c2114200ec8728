#pragma once

#include "analysis/blame.h"
#include "timeline/programgraph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace rt0::initgraph {

/// What the inits of some packages took.
struct InitCost {
    std::uint32_t packages = 0; ///< also those without an init
    std::uint32_t inits = 0;
    TimeBounds time; ///< sum of the inits' own durations
    std::uint64_t bytes = 0;
    std::uint64_t allocs = 0;

    InitTotals totals() const { return {inits, time, bytes, allocs}; }
    InitCost& operator+=(const InitCost& other);
    friend bool operator==(const InitCost&, const InitCost&) = default;
};

/// By package its own init.
std::vector<InitCost> selfCosts(const ProgramGraph& graph, const Startup& startup);

InitCost sumOf(const std::vector<InitCost>& costs, std::span<const PackageIndex> packages);

} // namespace rt0::initgraph
